using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Runs.Engine;

/// <summary>A study as the engine carries it out: its points in the order of the items, one after the other.</summary>
internal sealed class StudyExperiment : IItemExperiment
{
    private readonly IStudy study;
    private readonly int[] firstPoints;

    public StudyExperiment(IStudy study)
    {
        this.study = study;
        firstPoints = ItemQueue.FirstPointsOf(this);
    }

    public IReadOnlyList<Column> Columns => study.Columns;

    public bool IsComputed => true;

    public int PointCount => firstPoints[^1];

    public int ItemCount => study.ItemCount;

    public int Threads => study.Threads;

    public int PointsOf(int item) => study.PointsOf(item);

    public int StageOf(int item) => study.StageOf(item);

    public string Describe(int point)
    {
        (int item, int within) = ItemQueue.ItemOf(firstPoints, point);
        return study.Describe(item, within);
    }

    public IReadOnlyList<ReadData> LookAtData() => study.LookAtData();

    public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
        new(new ItemQueue(this, BeginItems(context)));

    public IStudyWork BeginItems(ExperimentContext context) => study.Begin(new StudyContext(context));

    public Analysis Analyse(IRunData data) => study.Analyse(data);
}
