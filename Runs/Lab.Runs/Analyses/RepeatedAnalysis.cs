using Lab.Runs.Results;

namespace Lab.Runs.Analyses;

/// <summary>A later analysis of a run's points with other settings of the analysis: the content of
/// <c>analysis-N/analysis.json</c>.</summary>
public sealed record RepeatedAnalysis
{
    /// <summary>Its number; the analysis of the run itself is the first, and the others count from 2.</summary>
    public int Number { get; init; }

    /// <summary>When it was made, by the computer's clock.</summary>
    public DateTimeOffset Made { get; init; }

    /// <summary>The version of Lab that made it.</summary>
    public required string Version { get; init; }

    /// <summary>The settings that were other ones than those of the run, as text by key.</summary>
    public required IReadOnlyDictionary<string, string> Changed { get; init; }

    /// <summary>The results.</summary>
    public IReadOnlyList<ResultValue> Results { get; init; } = [];

    /// <summary>Warnings about the results.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why the points give no results with these settings; <see langword="null"/> where they do.</summary>
    public string? Failure { get; init; }
}
