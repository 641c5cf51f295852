namespace Lab.Models.KerrLoops;

/// <summary>What a Kerr loop tells of the injected wall.</summary>
public enum WallReading
{
    /// <summary>It cannot be trusted: the shot has to be repeated.</summary>
    NotDetermined,

    /// <summary>Two steps: the notch held the wall, 0.</summary>
    Pinned,

    /// <summary>One step: the wall passed, 1.</summary>
    Passed,
}
