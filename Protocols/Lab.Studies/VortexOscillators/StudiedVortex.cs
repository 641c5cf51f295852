namespace Lab.Studies.VortexOscillators;

/// <summary>What <see cref="VortexImagesProtocol"/> varies.</summary>
public enum StudiedVortex
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The number of components.</summary>
    Components,

    /// <summary>The time of a node, in ns.</summary>
    NodeTime,

    /// <summary>The mean current over J_c1.</summary>
    Bias,

    /// <summary>The deviation of the current over J_c1.</summary>
    Swing,
}
