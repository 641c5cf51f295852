using Lab.Quantities;

namespace Lab.Instruments.Oscilloscopes;

/// <summary>The settings of one input of an oscilloscope.</summary>
/// <param name="Terminal">The terminal's name at its instrument.</param>
/// <param name="Range">The voltage from the lower to the upper end of the screen.</param>
public sealed record OscilloscopeChannel(string Terminal, Voltage Range)
{
    /// <summary>The voltage in the middle of the screen.</summary>
    public Voltage Offset { get; init; }

    /// <summary>Whether the input is 50 Ω; otherwise it is of high impedance, and sees twice the voltage of a source of
    /// 50 Ω.</summary>
    public bool IsMatched { get; init; } = true;
}
