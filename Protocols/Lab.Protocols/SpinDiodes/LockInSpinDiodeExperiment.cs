using Lab.Calibration.SpinDiodes;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.RfGenerators;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Reports;
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

    private static readonly Column VoltageColumn =
        new("voltage", "V", "Voltage across the junction as the nanovoltmeter reads it, the tone on all the time.");

    /// <summary>What the nanovoltmeter's spectra are read and fitted by.</summary>
    private readonly SpinDiodeSettings besides = settings.ToSpinDiode();

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
        .. settings.Nanovoltmeter ? new[] { VoltageColumn } : [],
        RecordedPower.UncertaintyColumn,
        .. PreparedField.ColumnsFor(settings.Field)
    ];

    public int PointCount => settings.Powers.Count * settings.Frequencies.Count;

    public string Describe(int point) => $"{FrequencyOf(point)}, {PowerOf(point)}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        ILockInAmplifier lockIn = context.Bench.Get<ILockInAmplifier>(BenchSetUp.LockInRole);
        ISquareModulation keying = await KeyedTone.StartAsync(
            context, settings.ModulationFrequency, cancellationToken).ConfigureAwait(false);
        await lockIn.ConfigureAsync(
            lockIn.Settings with { Sensitivity = settings.Sensitivity, TimeConstant = settings.TimeConstant },
            cancellationToken).ConfigureAwait(false);
        BenchSetUp setUp = await BenchSetUp.PrepareAsync(
            context, settings.Field, FrequencyOf(0), PowerOf(0), cancellationToken).ConfigureAwait(false);
        UnbrokenTone? besideIt = settings.Nanovoltmeter
            ? await UnbrokenTone.PrepareAsync(context, keying, settings.ModulationFrequency, besides, cancellationToken)
                .ConfigureAwait(false)
            : null;
        return new Measurement(this, setUp, lockIn, besideIt);
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
        if (fit.Succeeded)
        {
            analysis = analysis with
            {
                Results = [.. analysis.Results, PhaseResult(turned)],
                Warnings = [.. analysis.Warnings, .. Doubts(turned, fit.WhiteNoise / KeyedTone.VoltsPerReading)],
            };
        }

        return settings.Nanovoltmeter ? WithNanovoltmeter(analysis, data) : analysis;
    }

    // The results are those of the lock-in amplifier; the nanovoltmeter's stand beside them in a table, with a figure.
    private Analysis WithNanovoltmeter(Analysis lockIn, IRunData data)
    {
        Analysis nanovoltmeter = new SpinDiodeAnalysis(
            besides, data, data.Numbers(FrequencyColumn.Name), data.Numbers(PowerColumn.Name),
            data.Numbers(VoltageColumn.Name)).Conclude(out SpinDiodeFitResult fit, "The same, read by the nanovoltmeter");
        Analysis both = lockIn with { Figures = [.. lockIn.Figures, .. nanovoltmeter.Figures] };
        return fit.Succeeded
            ? both with { Tables = [BesideEachOther(lockIn.Results, nanovoltmeter.Results), .. lockIn.Tables] }
            : both with
            {
                Warnings = [.. lockIn.Warnings, $"The readings of the nanovoltmeter could not be fitted: {fit.Message}"],
            };
    }

    private static ResultTable BesideEachOther(
        IReadOnlyList<ResultValue> lockIn, IReadOnlyList<ResultValue> nanovoltmeter) => new(
        "Lock-in amplifier and nanovoltmeter",
        ["result", "lock-in amplifier", "nanovoltmeter"],
        [
            .. nanovoltmeter.Select(result => (IReadOnlyList<string>)
            [
                result.Name,
                lockIn.FirstOrDefault(each => each.Name == result.Name) is { } same ? ValueText.Format(same) : string.Empty,
                ValueText.Format(result),
            ]),
        ]);

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
        LockInSpinDiodeExperiment experiment, BenchSetUp setUp, ILockInAmplifier lockIn, UnbrokenTone? beside) : IMeasurement
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
            if (beside is not null)
            {
                row.Set(VoltageColumn, (await beside.ReadAsync(cancellationToken).ConfigureAwait(false)).Volts);
            }

            setUp.RecordPower(row);
            setUp.Field.Record(row);
        }
    }
}
