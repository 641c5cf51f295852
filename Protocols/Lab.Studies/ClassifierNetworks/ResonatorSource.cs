namespace Lab.Studies.ClassifierNetworks;

/// <summary>Whose resonators a study takes.</summary>
public enum ResonatorSource
{
    /// <summary>Those that its settings describe.</summary>
    Settings,

    /// <summary>The junction of the bench file, as a device file of 'lab twin fit' gives it.</summary>
    Bench,
}
