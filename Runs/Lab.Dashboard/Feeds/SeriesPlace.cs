namespace Lab.Dashboard.Feeds;

/// <summary>How far a viewer has followed a series.</summary>
/// <param name="Generation">The generation of the thinning that it has; −1 for none.</param>
/// <param name="Items">How many items it has that do not change any more.</param>
/// <param name="Points">How many points of the run stood behind them.</param>
internal readonly record struct SeriesPlace(int Generation, int Items, long Points)
{
    /// <summary>A viewer that has nothing yet.</summary>
    public static SeriesPlace Nothing { get; } = new(-1, 0, 0);
}
