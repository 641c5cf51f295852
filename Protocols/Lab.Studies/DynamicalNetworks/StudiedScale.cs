namespace Lab.Studies.DynamicalNetworks;

/// <summary>The varied quantity of the time-scale study.</summary>
public enum StudiedScale
{
    /// <summary>The time of a pixel (Plouet 2025, Fig. 3).</summary>
    PixelTime,

    /// <summary>The relaxation time of the neurons (Fig. 2b).</summary>
    RelaxationTime,

    /// <summary>The learning rate.</summary>
    LearningRate,
}
