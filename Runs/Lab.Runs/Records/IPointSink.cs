namespace Lab.Runs.Records;

/// <summary>Takes the points of a run as they are measured.</summary>
public interface IPointSink
{
    /// <summary>Takes a point; the row is used again afterwards.</summary>
    /// <param name="point">Its index in the plan.</param>
    /// <param name="benchSeconds">Bench time since the run began, s.</param>
    /// <param name="row">Its cells, all filled.</param>
    void Append(long point, double benchSeconds, Row row);

    /// <summary>Takes points back that are going to be measured again.</summary>
    /// <param name="from">The first of them; all that follow go with it.</param>
    /// <param name="why">Why, in words.</param>
    void Withdraw(long from, string why) =>
        throw new InvalidOperationException($"Bug in Lab: this record gives no points back ({why})");

    /// <summary>Takes a remark on a point, before the point itself.</summary>
    void Mark(PointMark mark)
    {
    }
}
