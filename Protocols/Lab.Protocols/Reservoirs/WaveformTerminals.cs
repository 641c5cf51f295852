using Lab.Instruments.Terminals;

namespace Lab.Protocols.Reservoirs;

/// <summary>A generator of waveforms, and an oscilloscope.</summary>
/// <param name="Input">The generator's terminal.</param>
/// <param name="Output">The oscilloscope's input.</param>
/// <param name="Offset">The level, frequency or amplitude without input, SI.</param>
/// <param name="Swing">What an input of one adds, SI.</param>
internal sealed record WaveformTerminals(Terminal Input, Terminal Output, double Offset, double Swing)
    : ReservoirTerminals(Offset, Swing);
