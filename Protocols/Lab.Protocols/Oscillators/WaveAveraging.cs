namespace Lab.Protocols.Oscillators;

/// <summary>What the repeats of a record are averaged by.</summary>
public enum WaveAveraging
{
    /// <summary>Phase, frequency and amplitude are read of each record and averaged.</summary>
    States,

    /// <summary>The records are averaged, as an oscilloscope can do it, and read once.</summary>
    Traces,
}
