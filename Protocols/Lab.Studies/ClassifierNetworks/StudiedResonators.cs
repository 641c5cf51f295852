namespace Lab.Studies.ClassifierNetworks;

/// <summary>The varied quantity of a study of chains.</summary>
public enum StudiedResonators
{
    /// <summary>Nothing: chains as they are set, beside software.</summary>
    Nothing,

    /// <summary>The highest frequency.</summary>
    HighestFrequency,

    /// <summary>The damping.</summary>
    Damping,
}
