namespace Lab.Runs.Records;

/// <summary>A part of the numbers of a record.</summary>
/// <param name="Points">The points, by their index in the plan, ascending.</param>
/// <param name="Values">For each column that was asked for, its numbers, one for each point; NaN where a point has none.</param>
/// <param name="BenchSeconds">Bench time of each point since the run began, s.</param>
public sealed record RecordedNumbers(
    IReadOnlyList<long> Points, IReadOnlyList<IReadOnlyList<double>> Values, IReadOnlyList<double> BenchSeconds);
