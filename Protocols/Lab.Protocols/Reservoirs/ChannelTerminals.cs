using Lab.Benches;
using Lab.Instruments.Terminals;

namespace Lab.Protocols.Reservoirs;

/// <summary>A channel that is set, and a reading.</summary>
/// <param name="Input">The channel.</param>
/// <param name="Output">The reading, and where it is taken.</param>
/// <param name="Offset">The level, frequency or amplitude without input, SI.</param>
/// <param name="Swing">What an input of one adds, SI.</param>
internal sealed record ChannelTerminals(
    NamedChannel Input, (Terminal Terminal, InstrumentReading Reading) Output, double Offset, double Swing)
    : ReservoirTerminals(Offset, Swing);
