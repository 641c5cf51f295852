namespace Lab.Models.Reservoirs;

/// <summary>What is read of an oscillator during a node.</summary>
public enum NodeFeature
{
    /// <summary>The mean phase against the drive, from that in the middle of the range on, rad.</summary>
    Phase,

    /// <summary>The slope of the phase against the drive by least squares, rad/s.</summary>
    Frequency,

    /// <summary>The mean amplitude √p.</summary>
    Amplitude,
}
