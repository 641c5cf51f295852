namespace Lab.Workbench.Desks;

/// <summary>What a run can be told from outside. None of it sets anything on the bench: a run ends in the safe state, and
/// pauses as it is.</summary>
public enum OrderKind
{
    /// <summary>Pause after the point under way.</summary>
    Pause,

    /// <summary>Go on after a pause.</summary>
    Continue,

    /// <summary>End after the point under way, in the safe state.</summary>
    Stop,
}
