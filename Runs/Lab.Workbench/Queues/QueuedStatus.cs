namespace Lab.Workbench.Queues;

/// <summary>How far a queued run is.</summary>
public enum QueuedStatus
{
    /// <summary>It waits for its turn and its conditions, or to be resumed.</summary>
    Waiting,

    /// <summary>It is under way.</summary>
    Running,

    /// <summary>It came to its end.</summary>
    Done,

    /// <summary>It failed, as often as it was to be tried.</summary>
    Failed,

    /// <summary>A person stopped it.</summary>
    Aborted,

    /// <summary>It never ran, since the run that it waits for did not come to its end.</summary>
    Skipped,
}
