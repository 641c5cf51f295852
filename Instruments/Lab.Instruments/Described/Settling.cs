using Lab.Quantities;

namespace Lab.Instruments.Described;

/// <summary>How it is known that a set-point has been reached: after a time, after a query has its answer, or both.</summary>
public sealed record Settling
{
    /// <summary>The time that is waited after the command; none by default.</summary>
    public Duration Wait { get; init; }

    /// <summary>The query that tells; <see langword="null"/> where the time alone does.</summary>
    public string? Query { get; init; }

    /// <summary>The answer of an instrument that has settled: a text, or a number however it is written.</summary>
    public string Answer { get; init; } = "1";

    /// <summary>Time from one query to the next.</summary>
    public Duration Every { get; init; } = Duration.FromMilliseconds(100);

    /// <summary>The longest time until the answer.</summary>
    public Duration Longest { get; init; } = Duration.FromSeconds(60);
}
