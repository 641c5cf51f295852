namespace Lab.Workbench.Workers;

/// <summary>What can be told of a worker from outside.</summary>
public enum StudyWorkerStatus
{
    /// <summary>Its process on this machine lives, or its file was renewed lately.</summary>
    Alive,

    /// <summary>It is on another machine, and has not been watched for long enough to hear of it.</summary>
    Unheard,

    /// <summary>It is on another machine, and its file is not renewed any more.</summary>
    Silent,

    /// <summary>Its process on this machine is gone, and it did not say that it ended.</summary>
    Died,

    /// <summary>It ended by itself.</summary>
    Ended,
}
