using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;
using Lab.Runs.Tests.Engine;

namespace Lab.Runs.Tests.Studies;

/// <summary>A study whose items do what a test tells them: item i has two points, with the values i and i + 0.5.</summary>
internal sealed class ScriptedStudy : Study<ScriptedSettings>, IStudy, IStudyWork
{
    private static readonly Column Value = new("value", "", "What was computed.");

    public override string Name => "scripted-study";

    public override string Summary => "Nothing in particular.";

    public IReadOnlyList<Column> Columns { get; } = [Value];

    public int ItemCount { get; init; } = 4;

    public int Threads { get; init; } = 2;

    public Func<int, int> Stage { get; init; } = _ => 0;

    /// <summary>Done before an item's points are added.</summary>
    public Func<StudyItem, CancellationToken, ValueTask> Before { get; init; } = (_, _) => ValueTask.CompletedTask;

    /// <summary>Done after an item's points were added.</summary>
    public Func<Task> After { get; init; } = () => Task.CompletedTask;

    public override IStudy Create(ScriptedSettings settings) => this;

    public int PointsOf(int item) => 2;

    public int StageOf(int item) => Stage(item);

    public string Describe(int item, int point) => $"item {item}, point {point}";

    public IStudyWork Begin(StudyContext context) => this;

    public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
    {
        await Before(item, cancellationToken);
        item.Add(row => row.Set(Value, item.Index));
        item.Add(row => row.Set(Value, item.Index + 0.5));
        await After();
    }

    public Analysis Analyse(IRunData data) =>
        new() { Results = [new ResultValue("sum", data.Numbers("value").Sum(), "", Uncertainty: null, "The sum.")] };
}
