namespace Lab.Protocols.Reservoirs;

/// <summary>What the masked input changes at a terminal.</summary>
public enum NodeEncoding
{
    /// <summary>The level itself: a staircase of voltages of a generator, or the set-points of a channel.</summary>
    Level,

    /// <summary>The frequency of a tone, whose phase goes on from node to node.</summary>
    Frequency,

    /// <summary>The amplitude of a tone.</summary>
    Amplitude,
}
