using Lab.Quantities;

namespace Lab.Instruments.Terminals;

/// <summary>A value that a driver is about to send to one channel of its instrument.</summary>
/// <param name="Terminal">The terminal's name at the instrument; empty for the only one.</param>
/// <param name="Channel">A channel that the terminal declares, or <see cref="Channels.Output"/>.</param>
/// <param name="Value">The value in the channel's SI unit; 1 and 0 for on and off.</param>
public readonly record struct SetPoint(string Terminal, string Channel, double Value)
{
    /// <summary>A set-point at the only terminal of an instrument.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="value">The value in the channel's SI unit.</param>
    public SetPoint(string channel, double value)
        : this(string.Empty, channel, value)
    {
    }

    /// <summary>A set-point of a quantity at the only terminal of an instrument.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="value">The value.</param>
    public static SetPoint Of<T>(string channel, T value)
        where T : struct, IQuantity<T> => new(string.Empty, channel, value.SiValue);

    /// <summary>A set-point of the only output switch of an instrument.</summary>
    /// <param name="on">Whether it is on.</param>
    public static SetPoint Output(bool on) => new(string.Empty, Channels.Output, on ? 1 : 0);

    /// <summary>The same at a named terminal.</summary>
    /// <param name="terminal">The terminal's name at the instrument.</param>
    public SetPoint At(string terminal) => this with { Terminal = terminal };
}
