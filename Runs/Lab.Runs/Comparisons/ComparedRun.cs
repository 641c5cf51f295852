using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Comparisons;

/// <summary>One of the runs that are compared.</summary>
/// <param name="Info">The run.</param>
/// <param name="BenchText">The text of its bench file; <see langword="null"/> where the record has none.</param>
public sealed record ComparedRun(RunInfo Info, string? BenchText)
{
    /// <summary>Its analysis, whose figures are laid over those of the others; an empty one shows none.</summary>
    public Analysis Analysis { get; init; } = new();
}
