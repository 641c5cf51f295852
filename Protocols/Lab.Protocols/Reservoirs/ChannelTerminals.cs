using Lab.Benches;

namespace Lab.Protocols.Reservoirs;

/// <summary>A channel that is set, and a reading.</summary>
/// <param name="Input">The channel.</param>
/// <param name="Output">The reading, of one number.</param>
/// <param name="Offset">The level, frequency or amplitude without input, SI.</param>
/// <param name="Swing">What an input of one adds, SI.</param>
internal sealed record ChannelTerminals(NamedChannel Input, NamedReading Output, double Offset, double Swing)
    : ReservoirTerminals(Offset, Swing);
