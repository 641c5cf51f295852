using Lab.Quantities;

namespace Lab.Instruments.Safety;

/// <summary>The range that a bench file allows on one channel of one instrument; either bound may be left open.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Minimum">The smallest allowed value in the SI unit, or <see langword="null"/>.</param>
/// <param name="Maximum">The largest allowed value in the SI unit, or <see langword="null"/>.</param>
/// <param name="Quantity">The channel's quantity, for messages.</param>
public sealed record ChannelLimit(string Channel, double? Minimum, double? Maximum, QuantityDefinition Quantity);
