namespace Lab.Workbench.Queues;

/// <summary>When a queued run may begin, and what happens when it fails.</summary>
public sealed record QueueTerms
{
    /// <summary>What the queue does when the run has failed for good.</summary>
    public FailurePolicy OnFailure { get; init; }

    /// <summary>How often a failed run is repeated before <see cref="OnFailure"/> holds.</summary>
    public int Repeats { get; init; }

    /// <summary>The number of the queued run that must have come to its end before; <see langword="null"/> for none.</summary>
    public int? After { get; init; }

    /// <summary>The time before which it does not begin; <see langword="null"/> for none.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The interlock of the bench file that must read within its window; <see langword="null"/> for none.</summary>
    public string? Interlock { get; init; }

    /// <summary>The conditions in words.</summary>
    public IReadOnlyList<string> Conditions =>
    [
        .. new[]
        {
            After is { } number ? $"after {number}" : null,
            At is { } time ? $"not before {time.ToLocalTime():yyyy-MM-dd HH:mm}" : null,
            Interlock is { } name ? $"when '{name}' reads within its window" : null,
            Repeats > 0 ? $"repeated up to {Repeats} times" : null,
            OnFailure == FailurePolicy.Skip ? "skipped where it fails" : null,
        }.OfType<string>(),
    ];
}
