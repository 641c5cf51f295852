using Lab.Calibration.SpinDiodes;
using Lab.Instruments.LockInAmplifiers;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinDiodes;

/// <summary>The plan, the preparation and the analysis of <see cref="LockInSpinDiodeProtocol"/>.</summary>
internal sealed class LockInSpinDiodeExperiment(LockInSpinDiodeSettings settings) : IExperiment
{
    private static readonly Column FrequencyColumn = new("frequency", "Hz", "Frequency of the tone.") { IsAxis = true };
    private static readonly Column PowerColumn =
        new("power", "W", "Power of the tone at the junction while it is on, the loss on the way allowed for.") { IsAxis = true };
    private static readonly Column XColumn = new("x", "V", "Reading in phase with the reference, rms.");
    private static readonly Column YColumn = new("y", "V", "Reading a quarter of a period before it, rms.");

    /// <summary>Fewer frequencies than the line has parameters, and some to judge it by, are not analysed.</summary>
    private const int FewestFrequencies = 12;

    /// <summary>Beyond this distance from the expected phase the sign is a guess, rad.</summary>
    private static readonly double UncertainSign = double.DegreesToRadians(60);

    /// <summary>The part across the phase that is no noise any more, in standard deviations of the noise.</summary>
    private const double LargestQuadrature = 2;

    public IReadOnlyList<Column> Columns { get; } =
    [
        FrequencyColumn,
        PowerColumn,
        XColumn,
        YColumn,
        RecordedPower.UncertaintyColumn,
        .. PreparedField.ColumnsFor(settings.Field)
    ];

    public int PointCount => settings.Powers.Count * settings.Frequencies.Count;

    public string Describe(int point) => $"{FrequencyOf(point)}, {PowerOf(point)}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        ILockInAmplifier lockIn = context.Bench.Get<ILockInAmplifier>(BenchSetUp.LockInRole);
        await KeyedTone.StartAsync(context, settings.ModulationFrequency, cancellationToken).ConfigureAwait(false);
        await lockIn.ConfigureAsync(
            lockIn.Settings with { Sensitivity = settings.Sensitivity, TimeConstant = settings.TimeConstant },
            cancellationToken).ConfigureAwait(false);
        BenchSetUp setUp = await BenchSetUp.PrepareAsync(
            context, settings.Field, FrequencyOf(0), PowerOf(0), cancellationToken).ConfigureAwait(false);
        return new Measurement(this, setUp, lockIn);
    }

    public Analysis Analyse(IRunData data)
    {
        double[] x = data.Numbers(XColumn.Name);
        double[] y = data.Numbers(YColumn.Name);
        if (x.Length < 2)
        {
            return new Analysis { Failure = "One point is no spectrum." };
        }

        var turned = QuadratureRotation.Of(x, y, settings.Phase);
        Analysis analysis = new SpinDiodeAnalysis(
            settings.ToSpinDiode(), data, data.Numbers(FrequencyColumn.Name), data.Numbers(PowerColumn.Name),
            [.. turned.InPhase.Select(volts => volts * KeyedTone.VoltsPerReading)]).Conclude(out SpinDiodeFitResult fit);
        return fit.Succeeded
            ? analysis with
            {
                Results = [.. analysis.Results, PhaseResult(turned)],
                Warnings = [.. analysis.Warnings, .. Doubts(turned, fit.WhiteNoise / KeyedTone.VoltsPerReading)],
            }
            : analysis;
    }

    // All powers at the frequencies that were reached are an experiment with fewer frequencies.
    public IExperiment? FindCompletePart(int points) => (points / settings.Powers.Count) is >= FewestFrequencies and var places
        ? new LockInSpinDiodeExperiment(settings with
        {
            Frequencies = Sweep<Frequency>.Of(
                [.. Enumerable.Range(0, places).Select(place => FrequencyOf(place * settings.Powers.Count))
                    .OrderBy(frequency => frequency.Hertz)]),
        })
        : null;

    private static ResultValue PhaseResult(QuadratureRotation turned) => new(
        "phase", double.RadiansToDegrees(turned.Phase.Value), "°", double.RadiansToDegrees(turned.Phase.StandardUncertainty),
        "Phase of the rectified voltage against the reference, to which the readings were turned.");

    private IEnumerable<string> Doubts(QuadratureRotation turned, double noise)
    {
        if (Math.Abs(turned.Phase.Value - settings.Phase.Radians) > UncertainSign)
        {
            yield return $"The phase is {double.RadiansToDegrees(turned.Phase.Value):0}°, far from the setting 'phase' "
                + $"({settings.Phase.Degrees:0}°): the sign of the voltage may be the other one. Set 'phase' to what a known "
                + "sample shows.";
        }

        if (turned.QuadratureDeviation > LargestQuadrature * noise)
        {
            yield return $"Across its phase the signal has {turned.QuadratureDeviation:G2} V rms, more than the noise of "
                + $"{noise:G2} V: its phase changes over the spectrum. Key the tone more slowly, or look for pick-up.";
        }
    }

    private Frequency FrequencyOf(int point) =>
        settings.Frequencies[SpectrumOrder.Frequency(point, settings.Frequencies.Count, settings.Powers.Count)];

    private Power PowerOf(int point) => settings.Powers[SpectrumOrder.Power(point, settings.Powers.Count)];

    private sealed class Measurement(
        LockInSpinDiodeExperiment experiment, BenchSetUp setUp, ILockInAmplifier lockIn) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            Frequency frequency = experiment.FrequencyOf(point);
            Power power = experiment.PowerOf(point);
            await setUp.SetToneAsync(frequency, power, cancellationToken).ConfigureAwait(false);
            LockInReading reading = await lockIn.ReadAsync(cancellationToken).ConfigureAwait(false);
            row.Set(FrequencyColumn, frequency.Hertz);
            row.Set(PowerColumn, power.Watts);
            row.Set(XColumn, reading.X.Volts);
            row.Set(YColumn, reading.Y.Volts);
            setUp.RecordPower(row);
            setUp.Field.Record(row);
        }
    }
}
