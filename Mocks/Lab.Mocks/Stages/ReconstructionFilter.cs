using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lab.Mocks.Stages;

/// <summary>What a generator's output makes of its samples: the weight of the samples around a time, by a table of phases between
/// which it is interpolated.</summary>
public sealed class ReconstructionFilter
{
    private const int Phases = 512;
    private const int Lanes = 4;

    private readonly double[] table; // [phase, tap], one phase more than there are

    private ReconstructionFilter(Func<double, double> weight, double reach)
    {
        int half = Math.Max(1, (int)Math.Ceiling(reach));
        Taps = ((2 * half) + Lanes - 1) / Lanes * Lanes;
        First = 1 - (Taps / 2);
        table = new double[(Phases + 1) * Taps];
        for (int phase = 0; phase <= Phases; phase++)
        {
            Span<double> row = table.AsSpan(phase * Taps, Taps);
            double sum = 0;
            for (int tap = 0; tap < Taps; tap++)
            {
                row[tap] = weight(((double)phase / Phases) - (First + tap));
                sum += row[tap];
            }

            for (int tap = 0; tap < Taps; tap++)
            {
                row[tap] /= sum; // a constant stays what it is
            }
        }
    }

    /// <summary>Samples that count at a time.</summary>
    public int Taps { get; }

    /// <summary>The first of them, relative to the sample at or before the time.</summary>
    public int First { get; }

    /// <summary>Each sample is held until the next, behind a Gaussian low-pass: stairs with the rise time of the
    /// output.</summary>
    /// <param name="bandwidth">Its −3 dB bandwidth, as a part of the rate.</param>
    public static ReconstructionFilter Hold(double bandwidth)
    {
        double sigma = Math.Clamp(0.1325 / bandwidth, 1e-3, 8); // √(ln 2)/(2π) over the bandwidth
        return new ReconstructionFilter(u => (Step((u + 0.5) / sigma) - Step((u - 0.5) / sigma)), 0.5 + (4.5 * sigma));
    }

    /// <summary>A filter that is flat up to 0.4 of the rate: a sinc in a Kaiser window, behind the same low-pass.</summary>
    /// <param name="bandwidth">The −3 dB bandwidth of the output, as a part of the rate.</param>
    public static ReconstructionFilter Smooth(double bandwidth)
    {
        double sigma = 0.1325 / bandwidth;
        const int Half = 8;
        const int Steps = 64;
        return new ReconstructionFilter(
            u =>
            {
                // ∫ cos(2πfu)·exp(−(2πfσ)²/2) df from −½ to ½ by Simpson's rule.
                double sum = 0;
                for (int i = 0; i <= Steps; i++)
                {
                    double f = 0.5 * i / Steps;
                    double turned = 2 * Math.PI * f * sigma;
                    sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Cos(2 * Math.PI * f * u)
                        * Math.Exp(-turned * turned / 2);
                }

                double inside = 1 - (u / Half * (u / Half));
                return inside > 0 ? sum / (3 * Steps) * Bessel(8 * Math.Sqrt(inside)) / Bessel(8) : 0;
            },
            Half);
    }

    /// <summary>The value at a time between samples.</summary>
    /// <param name="samples">The samples, from the first that counts on.</param>
    /// <param name="fraction">The time after the sample at or before it, in samples: 0 to 1.</param>
    public double At(ReadOnlySpan<double> samples, double fraction)
    {
        double place = fraction * Phases;
        int phase = Math.Min((int)place, Phases - 1);
        var part = Vector256.Create(place - phase);
        ref double low = ref table[phase * Taps];
        ref double high = ref table[(phase + 1) * Taps];
        ref double sample = ref MemoryMarshal.GetReference(samples[..Taps]);
        Vector256<double> sum = Vector256<double>.Zero;
        for (nuint tap = 0; tap < (nuint)Taps; tap += Lanes)
        {
            var from = Vector256.LoadUnsafe(ref low, tap);
            sum += (from + (part * (Vector256.LoadUnsafe(ref high, tap) - from))) * Vector256.LoadUnsafe(ref sample, tap);
        }

        return Vector256.Sum(sum);
    }

    // The normal distribution function, by Abramowitz and Stegun, 7.1.26: to 1.5e-7.
    private static double Step(double x)
    {
        double t = 1 / (1 + (0.3275911 * Math.Abs(x) / Math.Sqrt(2)));
        double tail = t * (0.254829592 + (t * (-0.284496736 + (t * (1.421413741 + (t * (-1.453152027 + (t * 1.061405429))))))));
        double erf = 1 - (tail * Math.Exp(-x * x / 2));
        return (1 + Math.CopySign(erf, x)) / 2;
    }

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
