using Lab.Models.SignalAnalysis;

namespace Lab.Protocols.Oscillators;

/// <summary>Measures a spectrum of the density at an oscillator's output.</summary>
internal interface ISpectrumReader
{
    /// <summary>Measures once.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The density at the instrument, V²/Hz.</returns>
    ValueTask<PowerSpectrum> ReadAsync(CancellationToken cancellationToken);
}
