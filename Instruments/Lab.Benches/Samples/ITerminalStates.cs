using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>The values that the terminals of a bench may have now, as the limits of the sample ask for them.
/// The gate keeps them.</summary>
internal interface ITerminalStates
{
    /// <summary>The values that a channel may have.</summary>
    ChannelState Get(Terminal terminal, string channel);

    /// <summary>Whether there is no doubt about what reaches the sample from a terminal.</summary>
    bool IsCertain(Terminal terminal);

    /// <summary>Whether an output was switched on and may still be on.</summary>
    bool WasSwitchedOn(Terminal terminal);

    /// <summary>Whether the values of a terminal count for the limits of the sample: its output may be on,
    /// or counts as on.</summary>
    bool Counts(Terminal terminal);

    /// <summary>The least loss between an RF output and the sample that bench file and calibration leave possible.</summary>
    LevelRatio LeastLossOf(WiringDefinition source);
}
