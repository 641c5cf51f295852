using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Runs.Engine;

/// <summary>A study as the engine carries it out: its points in the order of the items, one after the other.</summary>
internal sealed class StudyExperiment : IExperiment
{
    private readonly IStudy study;
    private readonly int[] firstPoints;

    public StudyExperiment(IStudy study)
    {
        this.study = study;
        firstPoints = new int[study.ItemCount + 1];
        for (int item = 0; item < study.ItemCount; item++)
        {
            firstPoints[item + 1] = firstPoints[item] + study.PointsOf(item);
        }
    }

    public IReadOnlyList<Column> Columns => study.Columns;

    public bool IsComputed => true;

    public int PointCount => firstPoints[^1];

    public string Describe(int point)
    {
        (int item, int within) = ItemOf(point);
        return study.Describe(item, within);
    }

    public IReadOnlyList<ReadData> LookAtData() => study.LookAtData();

    public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
        new(new StudyQueue(study, study.Begin(new StudyContext(context)), ItemOf));

    public Analysis Analyse(IRunData data) => study.Analyse(data);

    /// <summary>The item of a point, and the point in it.</summary>
    private (int Item, int Point) ItemOf(int point)
    {
        int found = Array.BinarySearch(firstPoints, point);
        int item = found >= 0 ? found : ~found - 1;
        return (item, point - firstPoints[item]);
    }
}
