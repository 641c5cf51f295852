using System.Numerics;
using Lab.Instruments.Shots;
using Lab.Models.SignalAnalysis;

namespace Lab.Protocols.Oscillators;

/// <summary>Spectra by an oscilloscope, which a silent waveform of the generator triggers.</summary>
/// <param name="bench">The bench, loaded.</param>
/// <param name="settings">The settings.</param>
internal sealed class WelchReader(OscillatorBench bench, OscillatorSpectrumSettings settings) : ISpectrumReader
{
    /// <summary>Noise bandwidth of a window of Hann, in points of the spectrum.</summary>
    public const double NoiseBandwidthBins = 1.5;

    private const int SilentSamples = 2000;

    /// <summary>Loads the silence.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends the transfer.</param>
    public static async ValueTask<WelchReader> PrepareAsync(
        OscillatorBench bench, OscillatorSpectrumSettings settings, CancellationToken cancellationToken)
    {
        await bench.LoadAsync(
            new double[SilentSamples], cancelVolts: null,
            new RecordWindow(0, settings.RecordTime.Seconds, settings.ScopeRate.Hertz, settings.Range), cancellationToken)
            .ConfigureAwait(false);
        return new WelchReader(bench, settings);
    }

    /// <summary>Samples of a segment: the power of two, for speed, that is next above the resolution.</summary>
    /// <param name="samplesPerSecond">The rate.</param>
    /// <param name="resolutionHertz">The resolution that is wanted.</param>
    public static int SegmentOf(double samplesPerSecond, double resolutionHertz) =>
        (int)BitOperations.RoundUpToPowerOf2((uint)(NoiseBandwidthBins * samplesPerSecond / resolutionHertz));

    /// <inheritdoc/>
    public async ValueTask<PowerSpectrum> ReadAsync(CancellationToken cancellationToken)
    {
        ShotTrace trace = await bench.RecordAsync(cancellationToken).ConfigureAwait(false);
        int segment = SegmentOf(trace.SamplesPerSecond, settings.Resolution.Hertz);
        var spectrum = PowerSpectrum.Welch(trace.Samples.Span, trace.SamplesPerSecond, segment);
        int[] part = [.. Enumerable.Range(0, spectrum.Hertz.Count).Where(
            i => spectrum.Hertz[i] >= settings.From.Hertz && spectrum.Hertz[i] <= settings.To.Hertz)];
        return new PowerSpectrum([.. part.Select(i => spectrum.Hertz[i])], [.. part.Select(i => spectrum.Densities[i])]);
    }
}
