using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace Lab.Models.SignalAnalysis;

/// <summary>A real signal behind a linear device, block by block (overlap-save; Oppenheim and Schafer, Discrete-Time Signal
/// Processing, ch. 8.7): its time grows as the signal does, and a block stays in the processor's cache.</summary>
public static class BlockFilter
{
    private const int LeastBlock = 32_768;

    /// <summary>The signal behind the device; before its first and after its last sample there is nothing.</summary>
    /// <param name="samples">The signal, shape [time].</param>
    /// <param name="samplesPerSecond">Its rate. Positive.</param>
    /// <param name="transfer">The device's transfer at a frequency in Hz, from 0 to half of the rate; at both ends its real part
    /// counts.</param>
    /// <param name="reach">Samples before and after which the device's answer to an impulse is left out. Positive.</param>
    /// <returns>As many samples, in the unit of the signal.</returns>
    public static double[] Filtered(
        ReadOnlyMemory<double> samples, double samplesPerSecond, Func<double, Complex> transfer, int reach)
    {
        ArgumentNullException.ThrowIfNull(transfer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samplesPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(reach);
        int length = Math.Max(LeastBlock, (int)BitOperations.RoundUpToPowerOf2((uint)(4 * reach)));
        int given = length - (2 * reach);
        var transfers = new Complex[length];
        for (int k = 0; k <= length / 2; k++)
        {
            Complex value = transfer(k * samplesPerSecond / length);
            transfers[k] = k == 0 || 2 * k == length ? value.Real : value;
            transfers[(length - k) % length] = Complex.Conjugate(transfers[k]);
        }

        double[] filtered = new double[samples.Length];
        int blocks = (samples.Length + given - 1) / given;

        // Two blocks at once, the second as the imaginary part: what a real device makes of both stays apart.
        Parallel.For(0, (blocks + 1) / 2, pair =>
        {
            var block = new Complex[length];
            ReadOnlySpan<double> from = samples.Span;
            int first = 2 * pair * given;
            for (int i = 0; i < length; i++)
            {
                int at = first - reach + i;
                block[i] = new Complex(ValueAt(from, at), ValueAt(from, at + given));
            }

            Fourier.Forward(block, FourierOptions.Matlab);
            for (int k = 0; k < length; k++)
            {
                block[k] *= transfers[k];
            }

            Fourier.Inverse(block, FourierOptions.Matlab);
            for (int i = 0; i < given && first + i < filtered.Length; i++)
            {
                filtered[first + i] = block[reach + i].Real;
                if (first + given + i < filtered.Length)
                {
                    filtered[first + given + i] = block[reach + i].Imaginary;
                }
            }
        });
        return filtered;
    }

    private static double ValueAt(ReadOnlySpan<double> samples, int at) => (uint)at < (uint)samples.Length ? samples[at] : 0;
}
