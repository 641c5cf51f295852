using Lab.Models.Searching;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Searches;

/// <summary>The points of a trial in memory. A trial that falls behind the others is given up.</summary>
internal sealed class WatchedPoints : IPointSink
{
    private readonly IExperiment experiment;
    private readonly int watched;
    private readonly double sign;
    private readonly IReadOnlyList<SearchTrial>? history;
    private readonly Action giveUp;
    private readonly List<double> curve = [];

    /// <summary>Watches a trial.</summary>
    /// <param name="experiment">The trial.</param>
    /// <param name="column">The column that is watched; empty for none.</param>
    /// <param name="sign">1 where more is better, -1 where less is.</param>
    /// <param name="history">Trials to compare with; <see langword="null"/> lets it end in any case.</param>
    /// <param name="giveUp">Ends the trial.</param>
    public WatchedPoints(IExperiment experiment, string column, double sign, IReadOnlyList<SearchTrial>? history, Action giveUp)
    {
        (this.experiment, this.sign, this.history, this.giveUp) = (experiment, sign, history, giveUp);
        watched = experiment.Columns.ToList().FindIndex(each => each.Name == column);
        Points = new MemoryPoints(experiment.Columns);
    }

    /// <summary>The points.</summary>
    public MemoryPoints Points { get; }

    /// <summary>Best watched value after each point, shape [point].</summary>
    public IReadOnlyList<double> Curve => curve;

    /// <summary>Whether the trial is given up.</summary>
    public bool IsGivenUp { get; private set; }

    /// <inheritdoc/>
    public void Append(long point, double benchSeconds, Row row)
    {
        Points.Append(point, benchSeconds, row);
        if (watched < 0)
        {
            return;
        }

        double now = sign * row.NumberAt(watched);
        curve.Add(curve.Count == 0 || !(now <= curve[^1]) ? now : curve[^1]);
        if (history is not null && MedianRule.GivesUp((int)point, experiment.PointCount, curve[^1], history))
        {
            IsGivenUp = true;
            giveUp();
        }
    }

    /// <inheritdoc/>
    public void Withdraw(long from, string why)
    {
        Points.Withdraw(from, why);
        curve.RemoveRange(Math.Min(curve.Count, (int)from), curve.Count - Math.Min(curve.Count, (int)from));
    }
}
