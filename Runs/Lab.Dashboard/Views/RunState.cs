using Lab.Workbench.Desks;

namespace Lab.Dashboard.Views;

/// <summary>How far a run is at a moment.</summary>
public sealed record RunState
{
    /// <summary>The status in a word: done, aborted, failed, running or interrupted.</summary>
    public required string Status { get; init; }

    /// <summary>Why it did not end well; <see langword="null"/> where it did, or goes on.</summary>
    public string? Reason { get; init; }

    /// <summary>Points on record.</summary>
    public long Points { get; init; }

    /// <summary>Points of the plan.</summary>
    public int Planned { get; init; }

    /// <summary>The step that was done last, or is being done.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>Time on the bench's clock since the run began, s.</summary>
    public double BenchSeconds { get; init; }

    /// <summary>Estimated time left on the computer's clock, s; <see langword="null"/> where too little is known.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Whether the run pauses, or is to pause.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Whether the run ends after the point under way.</summary>
    public bool IsStopping { get; init; }

    /// <summary>Whether the run has ended, so that nothing changes any more.</summary>
    public bool IsEnded { get; init; }

    /// <summary>Whether there is a report.</summary>
    public bool HasReport { get; init; }

    /// <summary>Whether items of the run are with workers.</summary>
    public bool HasItems { get; init; }

    /// <summary>Points that were recorded after a repeated reading.</summary>
    public long Retried { get; init; }

    /// <summary>The limits that the run has come near, the nearest first.</summary>
    public IReadOnlyList<LiveLimit> Limits { get; init; } = [];

    /// <summary>What the terminals are set to.</summary>
    public IReadOnlyList<LiveSetting> Terminals { get; init; } = [];

    /// <summary>What could not be brought to its safe state.</summary>
    public IReadOnlyList<string> Unsafe { get; init; } = [];

    /// <summary>What a reader must know before believing the results.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The results, the important ones first.</summary>
    public IReadOnlyList<ResultView> Results { get; init; } = [];

    /// <summary>What the run was told from outside, oldest first.</summary>
    public IReadOnlyList<TakenOrder> Orders { get; init; } = [];
}
