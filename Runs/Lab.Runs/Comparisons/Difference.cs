namespace Lab.Runs.Comparisons;

/// <summary>A difference between runs.</summary>
/// <param name="Group">The group that it belongs to: <c>setting</c>, <c>bench</c>, <c>calibration</c>, <c>software</c>,
/// <c>run</c>.</param>
/// <param name="Name">Its name within the group.</param>
/// <param name="Values">The value in each run, in the order of the runs; <see langword="null"/> where a run has none.</param>
public sealed record Difference(string Group, string Name, IReadOnlyList<string?> Values);
