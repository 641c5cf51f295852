using Lab.Quantities;

namespace Lab.Instruments.Terminals;

/// <summary>The limits of a bench file on one channel of a terminal; each bound may be left open.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Minimum">The smallest allowed value in the SI unit, or <see langword="null"/>.</param>
/// <param name="Maximum">The largest allowed value in the SI unit, or <see langword="null"/>.</param>
/// <param name="Quantity">The channel's quantity, for messages.</param>
public sealed record ChannelLimit(string Channel, double? Minimum, double? Maximum, QuantityDefinition Quantity)
{
    /// <summary>The terminal's name at the instrument; empty for the only one.</summary>
    public string Terminal { get; init; } = string.Empty;

    /// <summary>The fastest change, in the SI unit per second, or <see langword="null"/>. A change may be as large as the rate
    /// times the time since the last change, of which at most one second counts.</summary>
    public double? Rate { get; init; }

    /// <summary>The largest change from one value to the next, in the SI unit, or <see langword="null"/>.</summary>
    public double? Step { get; init; }
}
