using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Workbench.Queues;

/// <summary>What becomes of a queued run once a try at it is over, and whether the queue goes on.</summary>
/// <param name="Status">What the run is now.</param>
/// <param name="Reason">Why, in words; <see langword="null"/> where all went well.</param>
/// <param name="NeedsPerson">Whether the queue pauses until a person lets it go on.</param>
/// <param name="Told">What a person is told of it.</param>
internal sealed record QueueVerdict(QueuedStatus Status, string? Reason, bool NeedsPerson, string Told)
{
    /// <summary>The reason of a try that ended since its queue did; it counts for no failure.</summary>
    public const string WithQueue = "stopped with the queue";

    /// <summary>Whether the recorded run is resumed.</summary>
    public bool GoesOn { get; init; }

    /// <summary>Judges a try that is over.</summary>
    /// <param name="run">The queued run, before this try is counted.</param>
    /// <param name="info">The run's record; <see langword="null"/> where there is none.</param>
    /// <param name="refusal">Why there is none, or why it was not resumed.</param>
    public static QueueVerdict Of(QueuedRun run, RunInfo? info, string? refusal)
    {
        string? danger = info is { Unsafe: { Count: > 0 } steps } ? $"The bench is not safe: {string.Join(' ', steps)}" : null;
        bool isUnsafe = danger is not null;
        string? reason = refusal ?? info?.Reason ?? danger;
        QueuedStatus status = info switch
        {
            { Status: RunStatus.Done, Reason: null, Unsafe.Count: 0 } => QueuedStatus.Done,
            { Status: RunStatus.Aborted } when !isUnsafe => QueuedStatus.Aborted,
            _ when !isUnsafe && FailuresOf(run) < run.Terms.Repeats => QueuedStatus.Waiting,
            _ => QueuedStatus.Failed,
        };
        bool needsPerson = isUnsafe || (status == QueuedStatus.Failed && run.Terms.OnFailure == FailurePolicy.Stop);
        return new QueueVerdict(status, reason, needsPerson, $"It is {status.ToString().ToLowerInvariant()}.");
    }

    /// <summary>The tries at a run that failed.</summary>
    public static int FailuresOf(QueuedRun run) =>
        run.Attempts.Count(attempt => attempt is { Ended: not null, Reason: not (null or WithQueue) });

    /// <summary>Why the queue pauses.</summary>
    public string PauseOf(QueuedRun run) => $"Number {run.Number} failed: {Reason ?? "the bench is not safe"}";
}
