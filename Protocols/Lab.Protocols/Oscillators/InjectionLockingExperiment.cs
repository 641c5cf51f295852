using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Oscillators;

/// <summary>The plan of <see cref="InjectionLockingProtocol"/>: each point is the record of one tone.</summary>
internal sealed class InjectionLockingExperiment(InjectionLockingSettings settings, double[] hertz) : IExperiment
{
    internal static readonly Column FrequencyColumn = new("frequency", "Hz", "Frequency of the drive.") { IsAxis = true };
    internal static readonly Column TraceColumn = new(
        "trace", "V", "The oscillator's output against time.", ColumnKind.Array)
    { Form = new ArrayForm(ElementType.Float32) };
    internal static readonly Column StartColumn = new(
        "start", "s", "Time of the first sample of the trace after the phase of the drive was zero.");
    internal static readonly Column RateColumn = new("rate", "1/s", "Rate of the trace, samples per second.");

    public IReadOnlyList<Column> Columns { get; } =
        [FrequencyColumn, StartColumn, RateColumn, TraceColumn, LeakSubtraction.RestResidualColumn];

    public IReadOnlyList<CalibrationNeed> Calibrations { get; } = [LeakSubtraction.Need];

    public int PointCount => hertz.Length;

    public string Describe(int point) => $"drive at {Frequency.FromHertz(hertz[point])}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        OscillatorBench bench = OscillatorBench.Of(context, settings.GeneratorRate, settings.Frequencies[^1]);
        bench.RequireLength(
            InjectionLockingMeasurement.PlayedSeconds(settings),
            "Make 'tone_time' or 'settle_time' shorter, or lower 'generator_rate'.");
        LeakSubtraction subtraction = await LeakSubtraction.PrepareAsync(
            context, bench, (settings.Frequencies[0], settings.Frequencies[^1]), settings.RestPlan, settings.LargestResidual,
            cancellationToken).ConfigureAwait(false);
        await bench.SetCurrentAsync(settings.Current, cancellationToken).ConfigureAwait(false);
        return new InjectionLockingMeasurement(settings, hertz, bench, subtraction);
    }

    public Analysis Analyse(IRunData data) => new InjectionLockingAnalysis(settings, data).Conclude();
}
