using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Workbench;

/// <summary>How a run ended.</summary>
/// <param name="Info">The content of its <c>run.json</c>: status, settings, results, warnings.</param>
/// <param name="Folder">Its folder with record and report.</param>
/// <param name="Analysis">The protocol's analysis of the points; empty unless the run is done.</param>
public sealed record RunResult(RunInfo Info, RunFolder Folder, Analysis Analysis)
{
    /// <summary>The results, the important ones first, in SI units.</summary>
    public IReadOnlyList<ResultValue> Results => Info.Results;

    /// <summary>Whether the run came to its end with results, and the bench to its safe state.</summary>
    public bool IsDone => Info is { Status: RunStatus.Done, Reason: null, Unsafe.Count: 0 };

    /// <summary>How many reports of progress the observer was too slow for.</summary>
    public int DroppedProgress { get; init; }

    /// <summary>The observer's fault, in a sentence: a call that threw, or a call that did not return.
    /// <see langword="null"/> where
    /// nothing was.</summary>
    public string? ObserverFault { get; init; }

    /// <summary>The part of a replayed transcript that the run did not ask for, in a sentence; <see langword="null"/> where
    /// there is
    /// none.</summary>
    public string? Unread { get; init; }

    internal static RunResult Of(RunOutcome outcome) => new(outcome.Info, outcome.Folder, outcome.Analysis);
}
