namespace Lab.Workbench.Queues;

/// <summary>One try at a queued run.</summary>
/// <param name="ProcessId">The process that tried.</param>
/// <param name="Began">When.</param>
public sealed record QueueAttempt(int ProcessId, DateTimeOffset Began)
{
    /// <summary>The run; <see langword="null"/> before it has a folder, or where it was refused.</summary>
    public string? Run { get; init; }

    /// <summary>When it ended; <see langword="null"/> while it is under way, or where its process died.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>How it ended, in words; <see langword="null"/> where all went well.</summary>
    public string? Reason { get; init; }
}
