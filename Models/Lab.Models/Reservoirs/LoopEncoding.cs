namespace Lab.Models.Reservoirs;

/// <summary>What the input of an oscillator changes.</summary>
public enum LoopEncoding
{
    /// <summary>Its current, in parts of the current without input.</summary>
    Current,

    /// <summary>The frequency of its drive, in parts of half of the locking band; the phase goes on from node to node.</summary>
    Frequency,

    /// <summary>The amplitude of its drive, in parts of it.</summary>
    Amplitude,
}
