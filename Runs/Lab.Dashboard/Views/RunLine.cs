namespace Lab.Dashboard.Views;

/// <summary>A run as a list shows it.</summary>
public sealed record RunLine
{
    /// <summary>The run's name.</summary>
    public required string Run { get; init; }

    /// <summary>The protocol; empty where the run cannot be read.</summary>
    public string Protocol { get; init; } = string.Empty;

    /// <summary>The bench's name; empty for a study.</summary>
    public string Bench { get; init; } = string.Empty;

    /// <summary>The status in a word: done, aborted, failed, running, interrupted or unreadable.</summary>
    public required string Status { get; init; }

    /// <summary>Why it did not end well, or cannot be read; <see langword="null"/> where all is well.</summary>
    public string? Reason { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Points on record.</summary>
    public long Points { get; init; }

    /// <summary>Points of the plan.</summary>
    public int Planned { get; init; }

    /// <summary>Whether twins took part.</summary>
    public bool IsSimulated { get; init; }

    /// <summary>Whether it has a star, which is the tag <c>star</c>.</summary>
    public bool HasStar { get; init; }

    /// <summary>Its other tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Its newest note; <see langword="null"/> where there is none.</summary>
    public string? Note { get; init; }

    /// <summary>Its first result, with unit and uncertainty; <see langword="null"/> where there is none.</summary>
    public string? Result { get; init; }
}
