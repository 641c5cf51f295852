using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Sweeps;

/// <summary>A sweep on one bench.</summary>
/// <param name="plan">Its plan.</param>
/// <param name="pointCount">How many of its points it has; fewer for the complete part of a sweep that ended early.</param>
internal sealed class SweepExperiment(SweepPlan plan, int pointCount) : IExperiment
{
    public IReadOnlyList<Column> Columns => plan.Columns;

    public int PointCount => pointCount;

    public IReadOnlyList<string> Notes => plan.Notes;

    public string Describe(int point) => plan.Grid.Describe(point);

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
        await SweepMeasurement.PrepareAsync(plan, context.Bench, cancellationToken).ConfigureAwait(false);

    public IReadOnlyList<ReadData> LookAtData() => plan.Data;

    public Analysis Analyse(IRunData data) => new SweepAnalysis(plan, data).Make();

    // Each point stands for itself.
    public IExperiment? FindCompletePart(int points) => points > 0 ? new SweepExperiment(plan, points) : null;
}
