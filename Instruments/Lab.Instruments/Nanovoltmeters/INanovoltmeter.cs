using Lab.Quantities;

namespace Lab.Instruments.Nanovoltmeters;

/// <summary>A DC voltmeter for nanovolts.</summary>
public interface INanovoltmeter : IInstrument
{
    /// <summary>Sets range, integration and filter.</summary>
    /// <exception cref="InstrumentException">A setting is outside what the instrument has, refused, or no answer.</exception>
    ValueTask ConfigureAsync(NanovoltmeterSettings settings, CancellationToken cancellationToken = default);

    /// <summary>Takes one fresh reading: triggered after the call, integrated over the configured time.</summary>
    /// <exception cref="InstrumentException">The input is over range (<see cref="InstrumentFault.Overflow"/>),
    /// or no answer.</exception>
    ValueTask<Voltage> ReadAsync(CancellationToken cancellationToken = default);
}
