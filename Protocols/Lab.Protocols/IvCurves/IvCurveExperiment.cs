using Lab.Benches;
using Lab.Instruments.DeltaMeters;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.SourceMeters;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.IvCurves;

/// <summary>The plan of <see cref="IvCurveProtocol"/>: of each state a branch of positive currents and one of negative
/// ones.</summary>
internal sealed class IvCurveExperiment(IvCurveSettings settings, int? points = null) : IExperiment
{
    internal static readonly Column ParallelColumn = new(
        "parallel", "", "1 in the field of the parallel state, 0 in that of the antiparallel one.")
    { IsAxis = true };
    internal static readonly Column WantedColumn = new("wanted_current", "A", "Current of the plan.") { IsAxis = true };
    internal static readonly Column FieldColumn = new("field", "T", "Field of the magnet as measured.");
    internal static readonly Column VoltageColumn = new(
        "voltage", "V", "Voltage across the junction, mean of the readings; missing where nothing was driven.")
    { MayBeMissing = true };
    internal static readonly Column CurrentColumn = new(
        "current", "A",
        "Current through it, mean of the readings, of a delta-mode meter what its source was set to; missing where nothing was "
        + "driven.")
    { MayBeMissing = true };
    internal static readonly Column VoltageScatterColumn = new(
        "voltage_scatter", "V", "Standard deviation of a reading of the voltage.")
    { MayBeMissing = true };
    internal static readonly Column CurrentScatterColumn = new(
        "current_scatter", "A", "Standard deviation of a reading of the current.")
    { MayBeMissing = true };
    internal static readonly Column ChangeColumn = new(
        "change", "A", "By how much a delta-mode meter changed the current to either side; missing for a steady current.")
    { MayBeMissing = true };
    internal static readonly Column DifferentialColumn = new(
        "differential_resistance", "Ω",
        "dV/dI as a delta-mode meter read it, mean of the readings; missing for a steady current.")
    { MayBeMissing = true };
    internal static readonly Column DifferentialScatterColumn = new(
        "differential_scatter", "Ω", "Standard deviation of a reading of dV/dI.")
    { MayBeMissing = true };
    internal static readonly Column WatchColumn = new(
        "watch", "",
        "0 measured; 1 not measured, beyond the largest voltage or power; 2 resistance drop; 3 noise step; 4 the source held "
        + "the largest voltage; 5 not measured, the watch had stopped the run.");
    internal static readonly Column AfterColumn = new(
        "resistance_after", "Ω", "Resistance at the first current of the branch after the watch had stopped the run.")
    { MayBeMissing = true };

    public IReadOnlyList<Column> Columns { get; } =
    [
        ParallelColumn, WantedColumn, FieldColumn, PreparedField.UncertaintyColumn, PreparedField.ScaleUncertaintyColumn,
        VoltageColumn, CurrentColumn, VoltageScatterColumn, CurrentScatterColumn, ChangeColumn, DifferentialColumn,
        DifferentialScatterColumn, WatchColumn, AfterColumn,
    ];

    public bool Learns => true;

    public int PointCount => points ?? (settings.Currents.Count * 2 * (settings.AntiparallelField is null ? 1 : 2));

    public string Describe(int point)
    {
        (bool isParallel, Current current) = PointAt(point);
        return $"{(isParallel ? "parallel" : "antiparallel")}, {current}";
    }

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        IBiasMeter meter = MeterOf(context.Bench);
        IElectromagnet magnet = context.Bench.Get<IElectromagnet>(BenchSetUp.MagnetRole);
        BreakdownWatch watch = context.Learned(recorded => BreakdownWatch.After(settings, recorded));
        await meter.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return new IvCurveMeasurement(settings, PointAt, meter, magnet, watch);
    }

    public Analysis Analyse(IRunData data) => new IvCurveAnalysis(settings, data).Conclude();

    public IExperiment? FindCompletePart(int points) =>
        points >= 2 * settings.Currents.Count ? new IvCurveExperiment(settings, points) : null;

    private IBiasMeter MeterOf(IBench bench) =>
        bench.Find<IDeltaMeter>(IvCurveProtocol.DeltaRole) is { } delta
            ? new DeltaMeterBias(settings, delta)
            : new SourceMeterBias(settings, bench.Clock, bench.Get<ISourceMeter>(IvCurveProtocol.MeterRole));

    private (bool IsParallel, Current Current) PointAt(int point)
    {
        int count = settings.Currents.Count;
        Current current = settings.Currents[point % count];
        int branch = point / count;
        return (branch < 2, branch % 2 == 0 ? current : -current);
    }
}
