namespace Lab.Studies.DynamicalNetworks;

/// <summary>Which weights the density study leaves out (Plouet 2025, Fig. 4).</summary>
public enum StudiedDensity
{
    /// <summary>Those between and within layers alike.</summary>
    All,

    /// <summary>Those from the inputs and between layers; all within layers are there.</summary>
    Between,

    /// <summary>Those within layers; all between layers are there.</summary>
    Within,
}
