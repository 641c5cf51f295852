namespace Lab.Models.Nanowires;

/// <summary>What happens to a wall.</summary>
public enum WallEventKind
{
    /// <summary>It was injected and passed the notch.</summary>
    Passed,

    /// <summary>It was injected and is held by the notch.</summary>
    Pinned,

    /// <summary>It is freed from the notch.</summary>
    Freed,

    /// <summary>It came without an injection, at the nucleation field, and passed the notch.</summary>
    Nucleated,

    /// <summary>It came without an injection and is held by the notch.</summary>
    NucleatedAndPinned,

    /// <summary>The pinned wall was driven back to where it came from.</summary>
    Retreated,

    /// <summary>A pulse injected no wall.</summary>
    NotInjected,
}
