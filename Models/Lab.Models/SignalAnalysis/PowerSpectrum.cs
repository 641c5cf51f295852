using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Lab.Models.SignalAnalysis;

/// <summary>A one-sided spectrum of the power density.</summary>
/// <param name="Hertz">The frequencies, shape [frequency].</param>
/// <param name="Densities">The densities in the unit of the signal squared over Hz, shape [frequency].</param>
public sealed record PowerSpectrum(IReadOnlyList<double> Hertz, IReadOnlyList<double> Densities)
{
    /// <summary>The power between two frequencies, in the unit of the signal squared.</summary>
    /// <param name="fromHertz">Lower end.</param>
    /// <param name="toHertz">Upper end.</param>
    public double PowerWithin(double fromHertz, double toHertz)
    {
        double sum = 0;
        for (int i = 0; i < Hertz.Count; i++)
        {
            sum += Hertz[i] >= fromHertz && Hertz[i] <= toHertz ? Densities[i] : 0;
        }

        return Hertz.Count > 1 ? sum * (Hertz[1] - Hertz[0]) : 0;
    }

    /// <summary>The spectrum of a record as the mean over segments (P. Welch, IEEE Trans. Audio Electroacoust. 15, 70, 1967,
    /// doi:10.1109/TAU.1967.1161901), each without its mean and behind a window of Hann.</summary>
    /// <param name="samples">The record, shape [time].</param>
    /// <param name="samplesPerSecond">Its rate. Positive.</param>
    /// <param name="segmentLength">Samples of a segment: the resolution is 1.5 times the rate over it.</param>
    /// <param name="overlap">Samples that a segment has in common with the next; half of it where none is given.</param>
    /// <exception cref="ArgumentOutOfRangeException">The record is shorter than a segment, or the overlap leaves no
    /// step.</exception>
    public static PowerSpectrum Welch(
        ReadOnlySpan<double> samples, double samplesPerSecond, int segmentLength, int? overlap = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samplesPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentLength, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples.Length, segmentLength, nameof(samples));
        int step = segmentLength - (overlap ?? (segmentLength / 2));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step, nameof(overlap));
        double[] window = [.. Enumerable.Range(0, segmentLength).Select(
            i => 0.5 - (0.5 * Math.Cos(Math.Tau * i / segmentLength)))];
        double[] densities = new double[(segmentLength / 2) + 1];
        var segment = new Complex[segmentLength];
        int segments = 0;
        for (int start = 0; start + segmentLength <= samples.Length; start += step)
        {
            Transform(samples.Slice(start, segmentLength), window, segment);
            for (int k = 0; k < densities.Length; k++)
            {
                densities[k] += (segment[k].Real * segment[k].Real) + (segment[k].Imaginary * segment[k].Imaginary);
            }

            segments++;
        }

        double scale = 1 / (samplesPerSecond * window.Sum(weight => weight * weight) * segments);
        double[] hertz = new double[densities.Length];
        for (int k = 0; k < densities.Length; k++)
        {
            densities[k] *= k == 0 || 2 * k == segmentLength ? scale : 2 * scale;
            hertz[k] = k * samplesPerSecond / segmentLength;
        }

        return new PowerSpectrum(hertz, densities);
    }

    private static void Transform(ReadOnlySpan<double> samples, double[] window, Complex[] segment)
    {
        double mean = 0;
        foreach (double sample in samples)
        {
            mean += sample / samples.Length;
        }

        for (int i = 0; i < segment.Length; i++)
        {
            segment[i] = window[i] * (samples[i] - mean);
        }

        Fourier.Forward(segment, FourierOptions.Matlab);
    }
}
