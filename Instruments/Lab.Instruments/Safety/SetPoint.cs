using Lab.Quantities;

namespace Lab.Instruments.Safety;

/// <summary>A value that a driver is about to send to one channel of its instrument.</summary>
/// <param name="Channel">The channel, one that its terminal declares, or <see cref="Channels.Output"/>.</param>
/// <param name="Value">The value in the channel's SI unit; 1 and 0 for on and off.</param>
public readonly record struct SetPoint(string Channel, double Value)
{
    /// <summary>A set-point of a quantity.</summary>
    public static SetPoint Of<T>(string channel, T value)
        where T : struct, IQuantity<T> => new(channel, value.SiValue);

    /// <summary>A set-point of an output switch.</summary>
    public static SetPoint Output(bool on) => new(Channels.Output, on ? 1 : 0);
}
