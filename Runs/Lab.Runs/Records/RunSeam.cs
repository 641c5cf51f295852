namespace Lab.Runs.Records;

/// <summary>The place in a record at which a run was resumed.</summary>
/// <param name="Point">The first point that was measured afterwards.</param>
/// <param name="Resumed">When, by the computer's clock.</param>
/// <param name="Before">How the run had ended there: <c>interrupted</c>, <c>aborted: …</c> or <c>failed: …</c>.</param>
/// <param name="Differences">The differences from then on: versions, limits, instruments, calibrations.</param>
public sealed record RunSeam(long Point, DateTimeOffset Resumed, string Before, IReadOnlyList<string> Differences);
