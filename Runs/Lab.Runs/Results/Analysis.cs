using Lab.Runs.Calibrations;

namespace Lab.Runs.Results;

/// <summary>The analysis of a protocol's points.</summary>
public sealed record Analysis
{
    /// <summary>The results, the important ones first.</summary>
    public IReadOnlyList<ResultValue> Results { get; init; } = [];

    /// <summary>What the results say and what to do next; <see langword="null"/> where there are none, and for protocols that say
    /// nothing of them.</summary>
    public Conclusion? Conclusion { get; init; }

    /// <summary>The plots of the report.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>Further tables of the report.</summary>
    public IReadOnlyList<ResultTable> Tables { get; init; } = [];

    /// <summary>Calibrations that the points give. The engine adds what it knows: the run they come from, the bench and since
    /// when they are in force.</summary>
    public IReadOnlyList<CalibrationRecord> Calibrations { get; init; } = [];

    /// <summary>Why the points give no results, in words for the experimenter; <see langword="null"/> where they do.</summary>
    public string? Failure { get; init; }

    /// <summary>Warnings about the results.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
