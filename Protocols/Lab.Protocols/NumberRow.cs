namespace Lab.Protocols;

/// <summary>A row of a table of numbers.</summary>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Cells">Its numbers as texts, in their shortest form, shape [column].</param>
/// <param name="Values">Its numbers, finite, shape [column].</param>
internal sealed record NumberRow(int Line, IReadOnlyList<string> Cells, double[] Values);
