using System.Numerics;
using Lab.Models.SpinDiodes;

namespace Lab.Models.ClassifierNetworks;

/// <summary>The voltage of a chain whose resonators shift and broaden with the power of each tone (Leroux thesis, Eqs. 5.7 to 5.10).</summary>
/// <remarks>
/// In linewidths: with t = (f_i/f_k − 1)/α, n = N/α and F = γ²P/Γ_k², the oscillation power solves
/// (Q² + n²)p³ + 2(Q − nt)p² + (1 + t²)p = F. With p = F·r/(1 + t²) that is a·r³ + b·r² + r = 1, where r is near one and Newton's method
/// needs two steps; where a and b are not small, the root comes from <see cref="CubicRoot"/>. The voltage is
/// (t − np + ξ(1 + Qp))·r/(1 + t²), as the denominator of Eq. 5.10 is F/p.
/// </remarks>
internal static class NonlinearChain
{
    /// <summary>The largest |a| + |b| for which two steps of Newton's method, from a series to the second order, are exact to rounding in
    /// single precision.</summary>
    private const double Weak = 0.1;

    /// <summary>Coefficients of one resonator under one tone.</summary>
    /// <param name="detuning">t.</param>
    /// <param name="drive">F at the largest input.</param>
    /// <param name="options">The devices.</param>
    /// <param name="factor">Factor on the voltage.</param>
    /// <param name="input">Inputs from 0 to 1, shape [sample]; a multiple of a vector's numbers.</param>
    /// <param name="sums">Receives the voltages added, shape [sample].</param>
    public static void Add(double detuning, double drive, ResonatorPerceptron.Options options, double factor, ReadOnlySpan<float> input, Span<float> sums)
    {
        double n = options.FrequencyNonlinearity / options.Damping;
        double q = options.DampingNonlinearity;
        double linear = 1 + (detuning * detuning);
        double cubic = (q * q) + (n * n);
        double quadratic = 2 * (q - (n * detuning));
        double b = quadratic * drive / (linear * linear);
        double a = cubic * drive * drive / (linear * linear * linear);
        double constant = factor * (detuning + options.SymmetricRatio) / linear;
        double perPower = factor * ((options.SymmetricRatio * q) - n) / linear;
        if (Math.Abs(a) + Math.Abs(b) < Weak)
        {
            AddWeak((float)a, (float)b, (float)constant, (float)(perPower * drive / linear), input, sums);
            return;
        }

        for (int i = 0; i < input.Length; i++)
        {
            double power = drive * input[i];
            double p = CubicRoot.LowestPositive(cubic, quadratic, linear, power);
            double r = power > 0 ? p * linear / power : 1;
            sums[i] += (float)(input[i] * r * (constant + (perPower * p)));
        }
    }

    private static void AddWeak(float a, float b, float constant, float perPower, ReadOnlySpan<float> input, Span<float> sums)
    {
        Vector<float> one = Vector<float>.One;
        for (int i = 0; i < input.Length; i += Vector<float>.Count)
        {
            var x = new Vector<float>(input[i..]);
            Vector<float> bx = x * b;
            Vector<float> ax = x * x * a;
            Vector<float> r = one - bx + (bx * bx * 2f) - ax;
            for (int step = 0; step < 2; step++)
            {
                Vector<float> value = Vector.FusedMultiplyAdd(r, Vector.FusedMultiplyAdd(r, Vector.FusedMultiplyAdd(r, ax, bx), one), -one);
                Vector<float> slope = Vector.FusedMultiplyAdd(r, Vector.FusedMultiplyAdd(r, ax * 3f, bx * 2f), one);
                r -= value / slope;
            }

            Vector<float> xr = x * r;
            (new Vector<float>(sums[i..]) + (xr * Vector.FusedMultiplyAdd(xr, new Vector<float>(perPower), new Vector<float>(constant)))).CopyTo(sums[i..]);
        }
    }
}
