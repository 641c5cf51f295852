using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Endurance.Kills;

/// <summary>A protocol with a bug: another one's experiment, which throws what nobody expects at one of its points.</summary>
internal sealed class FailingProtocol(IProtocol protocol, int failsAt) : IProtocol
{
    public string Name => protocol.Name;

    public string Summary => protocol.Summary;

    public IReadOnlyList<InstrumentNeed> Needs => protocol.Needs;

    public string DefaultBench => protocol.DefaultBench;

    public Type SettingsType => protocol.SettingsType;

    public IExperiment Create(object settings) => new Experiment(protocol.Create(settings), failsAt);

    private sealed class Experiment(IExperiment experiment, int failsAt) : IExperiment
    {
        public IReadOnlyList<Column> Columns => experiment.Columns;

        public int PointCount => experiment.PointCount;

        public string Describe(int point) => experiment.Describe(point);

        public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
            new Measurement(await experiment.PrepareAsync(context, cancellationToken).ConfigureAwait(false), failsAt);

        public Analysis Analyse(IRunData data) => experiment.Analyse(data);
    }

    private sealed class Measurement(IMeasurement measurement, int failsAt) : IMeasurement
    {
        public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) => point == failsAt
            ? throw new InvalidOperationException("Sequence contains no elements")
            : measurement.MeasureAsync(point, row, cancellationToken);
    }
}
