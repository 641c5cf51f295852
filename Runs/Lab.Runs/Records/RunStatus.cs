namespace Lab.Runs.Records;

/// <summary>How far a run came.</summary>
public enum RunStatus
{
    /// <summary>It is under way, or its process died without a word.</summary>
    Running,

    /// <summary>Every point was measured.</summary>
    Done,

    /// <summary>It was stopped on purpose.</summary>
    Aborted,

    /// <summary>A fault ended it.</summary>
    Failed,
}
