using Lab.Instruments.SpectrumAnalysers;
using Lab.Models.SignalAnalysis;

namespace Lab.Protocols.Oscillators;

/// <summary>Spectra by a spectrum analyser with a Gaussian filter and an RMS detector.</summary>
/// <param name="analyser">The analyser, configured.</param>
internal sealed class AnalyserReader(ISpectrumAnalyser analyser) : ISpectrumReader
{
    /// <summary>Noise bandwidth of a Gaussian filter over its −3 dB bandwidth.</summary>
    public const double NoiseBandwidthFactor = 1.0645;

    private const double Ohms = 50;
    private const double PointsOfAResolution = 2;

    /// <summary>Configures the analyser.</summary>
    /// <param name="analyser">The analyser.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async ValueTask<AnalyserReader> PrepareAsync(
        ISpectrumAnalyser analyser, OscillatorSpectrumSettings settings, CancellationToken cancellationToken)
    {
        int points = (int)Math.Ceiling(PointsOfAResolution * ((settings.To - settings.From) / settings.Resolution)) + 1;
        await analyser.ConfigureAsync(
            new SpectrumSettings(
                (settings.From + settings.To) / 2, settings.To - settings.From, settings.Resolution, points,
                settings.ReferenceLevel),
            cancellationToken).ConfigureAwait(false);
        return new AnalyserReader(analyser);
    }

    /// <inheritdoc/>
    public async ValueTask<PowerSpectrum> ReadAsync(CancellationToken cancellationToken)
    {
        Spectrum spectrum = await analyser.MeasureAsync(cancellationToken).ConfigureAwait(false);
        double squareVoltsPerWattHertz = Ohms / (NoiseBandwidthFactor * analyser.Settings.Bandwidth.Hertz);
        return new PowerSpectrum(
            spectrum.FrequenciesHertz, [.. spectrum.PowersWatts.Select(watts => watts * squareVoltsPerWattHertz)]);
    }
}
