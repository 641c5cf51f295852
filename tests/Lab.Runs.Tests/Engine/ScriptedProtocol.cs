using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Engine;

/// <summary>A protocol that does at each step what a test tells it; a point takes a second on the bench.</summary>
internal sealed class ScriptedProtocol : Protocol<ScriptedSettings>
{
    public static readonly Column Value = new("value", "V", "What was read.");

    public override string Name => "scripted";

    public override string Summary => "Nothing in particular.";

    public override string DefaultBench => "none";

    public override IReadOnlyList<InstrumentNeed> Needs => [];

    public Action<ExperimentContext> Prepare { get; init; } = _ => { };

    /// <summary>The value that is read at a point.</summary>
    public Func<int, double> Read { get; init; } = point => point * 0.5;

    public Func<int, CancellationToken, ValueTask> Before { get; init; } = (_, _) => ValueTask.CompletedTask;

    public Func<IRunData, Analysis> Analysis { get; init; } = data => new Analysis
    {
        Results = [new ResultValue("mean", data.Numbers("value").DefaultIfEmpty().Average(), "V", 0.1, "The mean.")],
    };

    public bool IsByShot { get; init; }

    /// <summary>How many points make a part that is complete in itself; 0 for none.</summary>
    public int PartLength { get; init; }

    public override IExperiment Create(ScriptedSettings settings) => new Experiment(this, settings.Points);

    public static InstrumentException Fault(string what = "No answer came within 10 s") =>
        new(
            InstrumentFault.Timeout,
            what,
            "voltmeter, :READ?",
            "Check that the instrument is on, in remote mode and not waiting for a trigger.");

    private sealed class Experiment(ScriptedProtocol script, int points) : IExperiment
    {
        public IReadOnlyList<Column> Columns { get; } = [Value];

        public bool IsByShot => script.IsByShot;

        public int PointCount => points;

        public string Describe(int point) => $"step {point}";

        public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
        {
            script.Prepare(context);
            return new ValueTask<IMeasurement>(new Measurement(script, context.Bench.Clock));
        }

        public Analysis Analyse(IRunData data) => script.Analysis(data);

        public IExperiment? FindCompletePart(int recorded) => script.PartLength > 0 && recorded >= script.PartLength
            ? new Experiment(script, recorded / script.PartLength * script.PartLength)
            : null;
    }

    private sealed class Measurement(ScriptedProtocol script, TimeProvider clock) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            await script.Before(point, cancellationToken);
            await clock.WaitAsync(Duration.FromSeconds(1), cancellationToken);
            row.Set(Value, script.Read(point));
        }
    }
}
