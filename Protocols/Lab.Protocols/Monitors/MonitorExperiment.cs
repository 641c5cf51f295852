using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Monitors;

/// <summary>A monitor on one bench.</summary>
/// <param name="plan">Its plan.</param>
/// <param name="pointCount">How many of its readings it has.</param>
internal sealed class MonitorExperiment(MonitorPlan plan, int pointCount) : IExperiment
{
    public IReadOnlyList<Column> Columns => plan.Columns;

    public int PointCount => pointCount;

    public bool IsOpenEnded => plan.IsOpenEnded;

    public IReadOnlyList<string> Notes => plan.Notes;

    public string Describe(int point) => $"reading {point + 1}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
        await MonitorMeasurement.PrepareAsync(plan, context.Bench, cancellationToken).ConfigureAwait(false);

    public Analysis Analyse(IRunData data) => new MonitorAnalysis(plan, data).Make();

    public IExperiment? FindCompletePart(int points) => points > 0 ? new MonitorExperiment(plan, points) : null;
}
