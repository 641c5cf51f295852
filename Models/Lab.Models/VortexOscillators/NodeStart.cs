namespace Lab.Models.VortexOscillators;

/// <summary>Where the amplitude of a vortex oscillator is when a node begins.</summary>
public enum NodeStart
{
    /// <summary>Always at the same amplitude, as if it had been reset.</summary>
    Reset,

    /// <summary>Where the node before has left it.</summary>
    Memory,

    /// <summary>Where heat keeps it without a current: another amplitude at each node, of Rayleigh's distribution.</summary>
    Heat,
}
