namespace Lab.Instruments.WaveformGenerators;

/// <summary>A shift of samples by a part of the time between them, so that two terminals can be apart by less than a
/// sample.</summary>
/// <remarks>A sinc of 32 samples in a Kaiser window with β = 8: for tones up to 0.4 of the rate the error is below 10⁻³ of the
/// amplitude. Before the first and after the last sample those two are held.</remarks>
public static class FractionalDelay
{
    private const int HalfWidth = 16;
    private const double Beta = 8;

    /// <summary>Shifts samples to later times.</summary>
    /// <param name="samples">The samples, shape [sample].</param>
    /// <param name="fraction">By how much, in samples: 0 to 1.</param>
    /// <param name="shifted">Where they go, as many.</param>
    /// <exception cref="ArgumentException">The fraction is none, or the places are not as many.</exception>
    public static void Apply(ReadOnlySpan<double> samples, double fraction, Span<double> shifted)
    {
        if (!(fraction is >= 0 and < 1) || shifted.Length != samples.Length)
        {
            throw new ArgumentException($"{samples.Length} samples are not shifted by {fraction} into {shifted.Length}.");
        }

        double[] kernel = Kernel(fraction);
        for (int i = 0; i < samples.Length; i++)
        {
            double sum = 0;
            for (int k = 0; k < kernel.Length; k++)
            {
                sum += kernel[k] * samples[Math.Clamp(i + HalfWidth - 1 - k, 0, samples.Length - 1)];
            }

            shifted[i] = sum;
        }
    }

    // The weight of the sample that is k − 15 places earlier; they add up to one, so that a constant stays.
    private static double[] Kernel(double fraction)
    {
        double[] kernel = new double[2 * HalfWidth];
        double sum = 0;
        for (int k = 0; k < kernel.Length; k++)
        {
            double at = k - (HalfWidth - 1) - fraction;
            double inside = 1 - (at / HalfWidth * (at / HalfWidth));
            kernel[k] = (at == 0 ? 1 : Math.Sin(Math.PI * at) / (Math.PI * at))
                * (inside > 0 ? Bessel(Beta * Math.Sqrt(inside)) / Bessel(Beta) : 0);
            sum += kernel[k];
        }

        for (int k = 0; k < kernel.Length; k++)
        {
            kernel[k] /= sum;
        }

        return kernel;
    }

    // The modified Bessel function I₀ by its series.
    private static double Bessel(double x)
    {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-16; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
