namespace Lab.Dashboard.Views;

/// <summary>Further events of a run's log.</summary>
/// <param name="Lines">The events, oldest first.</param>
public sealed record LogPart(IReadOnlyList<LogLine> Lines);
