namespace Lab.Runs.Results;

/// <summary>A table of a report.</summary>
/// <param name="Title">The title, which names the content.</param>
/// <param name="Headers">The columns with their units: <c>power (µW)</c>.</param>
/// <param name="Rows">The cells as text, shape [row][column].</param>
public sealed record ResultTable(string Title, IReadOnlyList<string> Headers, IReadOnlyList<IReadOnlyList<string>> Rows);
