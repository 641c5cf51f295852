namespace Lab.Models.Reservoirs;

/// <summary>What is read of an oscillator at the end of a node.</summary>
public enum LoopReading
{
    /// <summary>The phase against the drive, rad.</summary>
    Phase,

    /// <summary>The amplitude √p.</summary>
    Amplitude,

    /// <summary>Both parts of the complex amplitude, in phase with the drive and a quarter of a turn off.</summary>
    Quadratures,
}
