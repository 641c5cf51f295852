namespace Lab.Runs.Records;

/// <summary>A remark on one point of a record.</summary>
/// <param name="Point">The point's index in the plan.</param>
/// <param name="Kind"><see cref="Retried"/>, <see cref="Doubtful"/> or <see cref="Seam"/>.</param>
/// <param name="Message">The event, in words.</param>
public sealed record PointMark(long Point, string Kind, string Message)
{
    /// <summary>A fault came before the recorded reading: an exchange or the whole point was repeated.</summary>
    public const string Retried = "retried";

    /// <summary>The point was measured while an instrument was perhaps not set as Lab had set it; a run that is resumed measures
    /// it again.</summary>
    public const string Doubtful = "doubtful";

    /// <summary>The run was resumed with this point.</summary>
    public const string Seam = "seam";
}
