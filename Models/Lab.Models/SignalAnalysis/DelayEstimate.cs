using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Lab.Models.SignalAnalysis;

/// <summary>How much later one record is than another, to a small part of a sample.</summary>
/// <remarks>Where the correlation of both records, interpolated by its own Fourier series, is largest: the most likely delay in
/// white noise. The records count as periodic.</remarks>
public static class DelayEstimate
{
    private const int MostSteps = 50;

    /// <summary>Of a narrow band the correlation has a maximum in each period, and samples do not meet all of them: so many are
    /// looked at between samples.</summary>
    private const int MostMaxima = 16;

    /// <summary>The delay that makes both records most alike.</summary>
    /// <param name="reference">The record that is early, shape [time].</param>
    /// <param name="delayed">The record that is late, of the same length.</param>
    /// <param name="samplesPerSecond">The rate of both. Positive.</param>
    /// <returns>The delay in s, between minus and plus half of the record; negative where the second record is early.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or one of the records is constant.</exception>
    public static double Between(ReadOnlySpan<double> reference, ReadOnlySpan<double> delayed, double samplesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samplesPerSecond);
        if (reference.Length != delayed.Length || reference.Length < 2)
        {
            throw new ArgumentException(
                $"Records of {reference.Length} and {delayed.Length} samples cannot be compared: both need the same length.",
                nameof(delayed));
        }

        Complex[] cross = Transform(reference);
        Complex[] late = Transform(delayed);
        for (int k = 0; k < cross.Length; k++)
        {
            cross[k] = late[k] * Complex.Conjugate(cross[k]);
        }

        cross[0] = 0;
        if (!cross.Any(value => value != Complex.Zero))
        {
            throw new ArgumentException("A constant record has no delay.", nameof(reference));
        }

        Complex[] correlation = [.. cross];
        Fourier.Inverse(correlation, FourierOptions.Matlab);
        (double Samples, double Height) best = (0, double.NegativeInfinity);
        foreach (int maximum in LargestMaxima(correlation))
        {
            double samples = Refined(cross, maximum);
            double height = HeightAt(cross, samples);
            best = height > best.Height ? (samples, height) : best;
        }

        return (best.Samples > correlation.Length / 2.0 ? best.Samples - correlation.Length : best.Samples) / samplesPerSecond;
    }

    private static IEnumerable<int> LargestMaxima(Complex[] correlation)
    {
        int n = correlation.Length;
        return Enumerable.Range(0, n)
            .Where(i => correlation[i].Real >= correlation[(i + 1) % n].Real
                && correlation[i].Real >= correlation[(i + n - 1) % n].Real)
            .OrderByDescending(i => correlation[i].Real)
            .Take(MostMaxima);
    }

    private static double HeightAt(Complex[] cross, double lag)
    {
        double height = 0;
        for (int k = 1; k <= (cross.Length - 1) / 2; k++)
        {
            height += (cross[k] * Complex.FromPolarCoordinates(1, Math.Tau * k * lag / cross.Length)).Real;
        }

        return height;
    }

    // Newton's method on the slope of the Fourier series, within a sample of the largest point; where it is not concave, a step
    // uphill.
    private static double Refined(Complex[] cross, double lag)
    {
        double start = lag;
        int n = cross.Length;
        for (int step = 0; step < MostSteps; step++)
        {
            double slope = 0;
            double curvature = 0;
            for (int k = 1; k <= (n - 1) / 2; k++)
            {
                double omega = Math.Tau * k / n;
                Complex turned = cross[k] * Complex.FromPolarCoordinates(1, omega * lag);
                slope -= omega * turned.Imaginary;
                curvature -= omega * omega * turned.Real;
            }

            double move = curvature < 0 ? -slope / curvature : Math.CopySign(0.1, slope);
            lag = Math.Clamp(lag + move, start - 1, start + 1);
            if (Math.Abs(move) < 1e-12)
            {
                break;
            }
        }

        return lag;
    }

    private static Complex[] Transform(ReadOnlySpan<double> samples)
    {
        var spectrum = new Complex[samples.Length];
        for (int i = 0; i < spectrum.Length; i++)
        {
            spectrum[i] = samples[i];
        }

        Fourier.Forward(spectrum, FourierOptions.Matlab);
        return spectrum;
    }
}
