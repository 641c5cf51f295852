namespace Lab.Workbench.Queues;

/// <summary>What a queue does when a run has failed, after it was repeated as often as was asked for.</summary>
public enum FailurePolicy
{
    /// <summary>The queue pauses until a person lets it go on.</summary>
    Stop,

    /// <summary>The queue goes on with the next run.</summary>
    Skip,
}
