using Lab.Instruments.Terminals;

namespace Lab.Protocols.Reservoirs;

/// <summary>A generator of waveforms, and an oscilloscope.</summary>
/// <param name="Input">The generator's terminal.</param>
/// <param name="Output">The oscilloscope's input.</param>
/// <param name="Offset">The level, frequency or amplitude without input, SI.</param>
/// <param name="Swing">What an input of one adds, SI.</param>
internal sealed record WaveformTerminals(Terminal Input, Terminal Output, double Offset, double Swing)
    : ReservoirTerminals(Offset, Swing)
{
    /// <summary>The lowest frequency of the tone, or about which the device oscillates, Hz.</summary>
    /// <param name="settings">The settings of the run.</param>
    public double LowestHertz(ReservoirBenchSettings settings) => settings.Encoding == NodeEncoding.Frequency
        ? Offset - FarthestOf(settings)
        : settings.Carrier.Hertz;
}
