namespace Lab.Instruments.Terminals;

/// <summary>Whether what a terminal drives can be brought to zero in steps, for the recipe of the safe state.</summary>
public enum ZeroRamp
{
    /// <summary>There is nothing to ramp: the output is switched off.</summary>
    None,

    /// <summary>At the rate of the instrument's settings, such as the current of a magnet.</summary>
    AtOwnRate,

    /// <summary>At that rate, or at a rate that the recipe names.</summary>
    AtAnyRate,
}
