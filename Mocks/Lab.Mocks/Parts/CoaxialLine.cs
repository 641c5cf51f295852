using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>A matched coaxial line with a delay and a loss: what generators put into it comes out later and smaller. Ports:
/// <c>coaxial-in</c>, where several generators add up, and <c>coaxial-out</c>.</summary>
public sealed class CoaxialLine : TracedPart
{
    private const string DelayKey = "delay";
    private const string LossKey = "loss";
    private const string DestroyedKey = "destroyed_by_voltage";

    private readonly StageContext stage;
    private readonly string name;
    private readonly double delaySeconds;
    private readonly float factor;
    private readonly Voltage destroyedBy;
    private bool isBroken;

    /// <summary>Puts one on a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="part">The part.</param>
    public CoaxialLine(StageContext stage, PartDefinition part)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(part);
        this.stage = stage;
        name = part.Name;
        delaySeconds = part.Values.Get<Duration>(DelayKey).Seconds;
        factor = (float)Math.Sqrt(Power.FromWatts(1).Attenuated(part.Values.Get<LevelRatio>(LossKey)).Watts);
        destroyedBy = part.Values.Get<Voltage>(DestroyedKey);
    }

    /// <summary>Its port for generators.</summary>
    public static SamplePort InPort { get; } = new("coaxial-in") { PartKey = PartSchema.PartKey };

    /// <summary>Its port for oscilloscopes.</summary>
    public static SamplePort OutPort { get; } = new("coaxial-out") { PartKey = PartSchema.PartKey };

    /// <summary>The kind as bench files know it: <c>sample.coaxial_lines</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("coaxial_lines", "coaxial line", [InPort, OutPort])
        {
            Summary = "A matched line from waveform generators to oscilloscopes, with a delay and a loss.",
            Keys =
            [
                SettingKey.NotNegative<Duration>(DelayKey, default(Duration), "Time that it takes to run through it."),
                SettingKey.Quantity<LevelRatio>(LossKey, default(LevelRatio), "Loss from its input to its output."),
                SettingKey.Positive<Voltage>(
                    DestroyedKey, Voltage.FromVolts(100), "Voltage at its input that breaks it down; only the twin knows it."),
            ],
            Limits =
            [
                PartSchema.Limit<Voltage>(
                    "voltage", "voltage", "The largest voltage at its input, of either sign, all generators together.",
                    sources => sources.Largest(InPort, Channels.Voltage)),
            ],
        },
        (stage, part) => new CoaxialLine(stage, part));

    /// <inheritdoc/>
    public override bool IsRenewedByShot => true;

    /// <inheritdoc/>
    public override Load LoadAt(WiringDefinition at) => isBroken ? Load.Open : base.LoadAt(at);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Reveal() =>
        new Dictionary<string, double> { [DelayKey] = delaySeconds, ["factor"] = factor };

    /// <inheritdoc/>
    protected override void Bear(WiringDefinition at, double peakVolts)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (!isBroken && peakVolts > destroyedBy.Volts)
        {
            isBroken = true;
            stage.Destroy(new SampleDamage($"coaxial line '{name}'", $"{at.Terminal} at {Voltage.FromVolts(peakVolts)}"));
        }
    }

    /// <inheritdoc/>
    protected override void Respond(WiringDefinition at, TraceWindow window, Span<float> volts)
    {
        if (isBroken)
        {
            volts.Clear();
            return;
        }

        DriveInto(window.Shifted(-delaySeconds), volts);
        foreach (ref float volt in volts)
        {
            volt *= factor;
        }
    }
}
