using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>A field sensor with an analogue output beside the sample, such as the monitor output of a gaussmeter: what a card
/// records of the field. Port: <c>hall-sensor</c>.</summary>
/// <remarks>It stands in the gap and sees the field along the magnet's axis, through one pole of bandwidth. Its output takes no
/// load.</remarks>
public sealed class HallSensor : SamplePart
{
    private const string SensitivityKey = "sensitivity";
    private const string OffsetKey = "offset";
    private const string BandwidthKey = "bandwidth";
    private const string LimitKey = "output_limit";

    /// <summary>Time constants before a record in which the state of the pole is built up.</summary>
    private const double BuildUp = 8;

    private readonly StageContext stage;
    private readonly string name;
    private readonly double voltsPerTesla;
    private readonly double offsetVolts;
    private readonly double limitVolts;
    private readonly double poleSeconds;
    private double[] tesla = [];

    /// <summary>Puts one on a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="part">The part.</param>
    public HallSensor(StageContext stage, PartDefinition part)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        this.stage = stage;
        name = part.Name;
        voltsPerTesla = part.Values.Get<double>(SensitivityKey);
        offsetVolts = part.Values.Get<Voltage>(OffsetKey).Volts;
        limitVolts = part.Values.Get<Voltage>(LimitKey).Volts;
        poleSeconds = 1 / (Math.Tau * part.Values.Get<Frequency>(BandwidthKey).Hertz);
    }

    /// <summary>Its output.</summary>
    public static SamplePort Port { get; } = new("hall-sensor") { PartKey = PartSchema.PartKey };

    /// <summary>The kind as bench files know it: <c>sample.hall_sensors</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("hall_sensors", "field sensor", [Port])
        {
            Summary = "A field sensor in the gap with an analogue output, such as the monitor output of a gaussmeter.",
            Keys =
            [
                SettingKey.Number(SensitivityKey, 10, -1e4, 1e4, "Voltage at its output for the field, V/T."),
                SettingKey.Quantity<Voltage>(OffsetKey, default(Voltage), "Voltage at its output without field."),
                SettingKey.Positive<Frequency>(
                    BandwidthKey, Frequency.FromHertz(10e3), "Bandwidth (-3 dB) of its output, one pole."),
                SettingKey.Positive<Voltage>(LimitKey, Voltage.FromVolts(10), "Largest voltage of either sign that it gives."),
            ],
        },
        (context, part) => new HallSensor(context, part));

    /// <inheritdoc/>
    /// <remarks>Its state is that of the field, which it forgets within a few time constants.</remarks>
    public override bool IsRenewedByShot => true;

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        // It is an output.
    }

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval) =>
        what == Sensed.Voltage ? OutputOf(FieldNow()) : 0;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Reveal() => new Dictionary<string, double>
    {
        [SensitivityKey] = voltsPerTesla,
        [OffsetKey] = offsetVolts,
        [BandwidthKey] = 1 / (Math.Tau * poleSeconds),
    };

    /// <inheritdoc/>
    public override void Capture(WiringDefinition at, TraceWindow window, Span<float> volts)
    {
        int before = (int)Math.Ceiling(BuildUp * poleSeconds * window.SamplesPerSecond);
        int length = before + volts.Length;
        tesla = tesla.Length >= length ? tesla : new double[length];
        Span<double> seen = tesla.AsSpan(0, length);
        TraceWindow earlier = window.Shifted(-before / window.SamplesPerSecond);
        if (stage.Bench.Sample.Magnet is { IsInPlane: true })
        {
            stage.Field.InPlaneInto(name, earlier, seen);
        }
        else
        {
            stage.Field.PerpendicularInto(earlier, seen);
        }

        // The exact answer of a pole to a field that is linear between two samples.
        double x = 1 / (poleSeconds * window.SamplesPerSecond);
        double kept = Math.Exp(-x);
        double slope = (1 - kept) / x;
        double state = seen[0];
        for (int i = 0; i < length; i++)
        {
            if (i > 0)
            {
                state = (kept * state) + ((slope - kept) * seen[i - 1]) + ((1 - slope) * seen[i]);
            }

            if (i >= before)
            {
                volts[i - before] = (float)OutputOf(state);
            }
        }
    }

    private double OutputOf(double fieldTesla) =>
        Math.Clamp((voltsPerTesla * fieldTesla) + offsetVolts, -limitVolts, limitVolts);

    private double FieldNow() => stage.Bench.Sample.Magnet is { IsInPlane: true }
        ? stage.Field.InPlaneTesla(name)
        : stage.Field.PerpendicularTesla;
}
