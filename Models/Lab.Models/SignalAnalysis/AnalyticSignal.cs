using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Lab.Models.SignalAnalysis;

/// <summary>A real signal with its Hilbert transform as the imaginary part, x + i·H(x): its magnitude and phase are those of the
/// oscillation at each moment (D. Gabor, J. IEE 93, 429, 1946; Leroux thesis, ch. IV).</summary>
/// <remarks>By one Fourier transform of the whole record, which counts as periodic: some periods at both ends of a record are
/// wrong where it does not close. Immutable and safe to share between threads.</remarks>
public sealed class AnalyticSignal
{
    private readonly Complex[] samples;

    private AnalyticSignal(Complex[] samples, double samplesPerSecond) => (this.samples, SamplesPerSecond) = (
        samples, samplesPerSecond);

    /// <summary>The rate.</summary>
    public double SamplesPerSecond { get; }

    /// <summary>The complex samples.</summary>
    public ReadOnlySpan<Complex> Samples => samples;

    /// <summary>The analytic signal of a record.</summary>
    /// <param name="samples">The record, shape [time]; at least one sample.</param>
    /// <param name="samplesPerSecond">Its rate. Positive.</param>
    public static AnalyticSignal Of(ReadOnlySpan<double> samples, double samplesPerSecond) =>
        Filtered(samples, samplesPerSecond, _ => Complex.One);

    /// <summary>The analytic signal of a record within a band: what lies outside is left out.</summary>
    /// <param name="samples">The record, shape [time]; at least one sample.</param>
    /// <param name="samplesPerSecond">Its rate. Positive.</param>
    /// <param name="fromHertz">Lower end of the band. Not negative.</param>
    /// <param name="toHertz">Upper end of the band.</param>
    public static AnalyticSignal WithinBand(
        ReadOnlySpan<double> samples, double samplesPerSecond, double fromHertz, double toHertz)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromHertz);
        if (!(toHertz > fromHertz))
        {
            throw new ArgumentOutOfRangeException(
                nameof(toHertz), toHertz, $"The band begins at {fromHertz} Hz and has to end above it.");
        }

        return Filtered(
            samples, samplesPerSecond, hertz => hertz >= fromHertz && hertz <= toHertz ? Complex.One : Complex.Zero);
    }

    /// <summary>The analytic signal of a record behind a linear device.</summary>
    /// <param name="samples">The record, shape [time]; at least one sample.</param>
    /// <param name="samplesPerSecond">Its rate. Positive.</param>
    /// <param name="transfer">The device's transfer at a frequency in Hz, from 0 to half of the rate.</param>
    public static AnalyticSignal Filtered(
        ReadOnlySpan<double> samples, double samplesPerSecond, Func<double, Complex> transfer)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samplesPerSecond);
        ArgumentOutOfRangeException.ThrowIfZero(samples.Length);
        var spectrum = new Complex[samples.Length];
        for (int i = 0; i < spectrum.Length; i++)
        {
            spectrum[i] = samples[i];
        }

        Fourier.Forward(spectrum, FourierOptions.Matlab);

        // Positive frequencies count twice, those of negative ones are left out; 0 and half of the rate have no partner.
        int n = spectrum.Length;
        for (int k = 0; k <= n / 2; k++)
        {
            double weight = k == 0 || 2 * k == n ? 1 : 2;
            spectrum[k] *= weight * transfer(k * samplesPerSecond / n);
        }

        spectrum.AsSpan((n / 2) + 1).Clear();
        Fourier.Inverse(spectrum, FourierOptions.Matlab);
        return new AnalyticSignal(spectrum, samplesPerSecond);
    }

    /// <summary>The amplitude at each sample, in the unit of the signal.</summary>
    public double[] Amplitudes() => Array.ConvertAll(samples, sample => sample.Magnitude);

    /// <summary>The phase at each sample in rad, without jumps of a turn.</summary>
    public double[] Phases()
    {
        double[] phases = Array.ConvertAll(samples, sample => sample.Phase);
        Unwrapping.Unwrap(phases);
        return phases;
    }

    /// <summary>The phase at each sample against a drive cos(2πft + φ) in rad, without jumps of a turn.</summary>
    /// <param name="driveHertz">The drive's frequency f.</param>
    /// <param name="drivePhase">The drive's phase φ at the first sample, rad.</param>
    public double[] PhasesAgainst(double driveHertz, double drivePhase = 0)
    {
        double turn = Math.Tau * driveHertz / SamplesPerSecond;
        double[] phases = new double[samples.Length];
        for (int i = 0; i < phases.Length; i++)
        {
            phases[i] = Math.IEEERemainder(samples[i].Phase - drivePhase - (turn * i), Math.Tau);
        }

        Unwrapping.Unwrap(phases);
        return phases;
    }

    /// <summary>The frequency between each sample and the next in Hz, shape [time − 1].</summary>
    public double[] Frequencies()
    {
        double[] phases = Phases();
        double[] frequencies = new double[phases.Length - 1];
        for (int i = 0; i < frequencies.Length; i++)
        {
            frequencies[i] = (phases[i + 1] - phases[i]) * SamplesPerSecond / Math.Tau;
        }

        return frequencies;
    }
}
