namespace Lab.Dashboard.Feeds;

/// <summary>A point of a series.</summary>
/// <param name="Point">Its index in the plan.</param>
/// <param name="X">Across.</param>
/// <param name="Y">Up; NaN for a gap.</param>
/// <param name="Z">By colour; NaN where the series is a curve.</param>
internal readonly record struct SeriesPoint(long Point, double X, double Y, double Z);
