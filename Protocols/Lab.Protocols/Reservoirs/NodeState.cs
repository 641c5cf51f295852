namespace Lab.Protocols.Reservoirs;

/// <summary>What is read of a device in a node.</summary>
public enum NodeState
{
    /// <summary>The mean of the voltage, or a reading.</summary>
    Mean,

    /// <summary>The amplitude of its oscillation about the carrier, or of its answer to the tone.</summary>
    Amplitude,

    /// <summary>The phase against the tone.</summary>
    Phase,

    /// <summary>The frequency.</summary>
    Frequency,

    /// <summary>Both parts of the complex amplitude against the tone: two states a node.</summary>
    Quadratures,
}
