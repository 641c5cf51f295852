namespace Lab.Studies.Series;

/// <summary>A score that needs no network, to compare with.</summary>
internal sealed record SeriesBaseline(string Name, double Value, string Description);
