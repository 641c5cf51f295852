namespace Lab.Runs.Records;

/// <summary>A column of a run's record.</summary>
/// <param name="Name">Its name in snake case; also the name in the database.</param>
/// <param name="Unit">The SI unit of its numbers; empty for a pure number.</param>
/// <param name="Description">What it holds, in a sentence.</param>
/// <param name="Kind">A number or an array a point.</param>
public sealed record Column(string Name, string Unit, string Description, ColumnKind Kind = ColumnKind.Number);
