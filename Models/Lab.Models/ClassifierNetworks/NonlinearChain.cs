using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Lab.Models.Kernels;
using Lab.Models.SpinDiodes;

namespace Lab.Models.ClassifierNetworks;

/// <summary>The voltage of a chain whose resonators shift and broaden with the power of each tone (Leroux thesis, Eqs. 5.7 to
/// 5.10), and the derivatives that training takes.</summary>
/// <remarks>
/// In linewidths: with t = (f_i/f_k − 1)/α, n = N/α and F = γ²P/Γ_k², the oscillation power solves
/// (Q² + n²)p³ + 2(Q − nt)p² + (1 + t²)p = F. With p = F·r/(1 + t²) that is a·r³ + b·r² + r = 1, where r is near one and a step
/// of Halley's method from a series is enough; where a and b are not small, the root comes from <see cref="CubicRoot"/>. The
/// voltage is (t − np + ξ(1 + Qp))·r/(1 + t²), as the denominator of Eq. 5.10 is F/p.
/// </remarks>
/// <param name="options">The devices.</param>
internal sealed class NonlinearChain(ResonatorPerceptron.Options options)
{
    /// <summary>The largest |a| + |b| for which a step of Halley's method from 1 − b − a + 2b² + 3a² errs by less than the
    /// rounding of single precision, 8e-8.</summary>
    private const double Weak = 0.1;

    private readonly double n = options.FrequencyNonlinearity / options.Damping;
    private readonly double q = options.DampingNonlinearity;
    private readonly double ratio = options.SymmetricRatio;

    /// <summary>Filled up to whole vectors, as inputs and tones are.</summary>
    public static int Filled(int count)
    {
        int lanes = Vector512.IsHardwareAccelerated ? Lanes512<float>.Count : Lanes256<float>.Count;
        return (count + lanes - 1) / lanes * lanes;
    }

    /// <summary>Adds the voltages of one resonator under one tone.</summary>
    /// <param name="detuning">t.</param>
    /// <param name="drive">F at the largest input.</param>
    /// <param name="factor">Factor on the voltage.</param>
    /// <param name="input">Inputs from 0 to 1, shape [sample]; <see cref="Filled"/>.</param>
    /// <param name="sums">Receives the voltages added, shape [sample].</param>
    public void Add(double detuning, double drive, double factor, ReadOnlySpan<float> input, Span<float> sums)
    {
        double linear = 1 + (detuning * detuning);
        double inverse = 1 / linear;
        double cubic = (q * q) + (n * n);
        double quadratic = 2 * (q - (n * detuning));
        double share = drive * inverse;
        double b = quadratic * share * inverse;
        double a = cubic * share * share * inverse;
        double constant = factor * (detuning + ratio) * inverse;
        double perPower = factor * ((ratio * q) - n) * inverse;
        if (Math.Abs(a) + Math.Abs(b) < Weak)
        {
            AddWeak((float)a, (float)b, (float)constant, (float)(perPower * share), input, sums);
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

    /// <summary>Of one resonator, the sum over the tones of derivative by the weight times that of the weight by ln f_k, up to a
    /// factor of −2/f_k: Σ g_i·f_i·[v + (t + 1/α)·∂v/∂t] at powers that are held.</summary>
    /// <param name="inverseResonance">1/f_k.</param>
    /// <param name="tones">f_i, shape [tone]; <see cref="Filled"/>.</param>
    /// <param name="byTones">g_i·f_i, shape [tone].</param>
    /// <param name="powers">p of each tone, shape [tone].</param>
    public double Differentiate(
        double inverseResonance, ReadOnlySpan<double> tones, ReadOnlySpan<double> byTones,
        ReadOnlySpan<double> powers) => Vector512.IsHardwareAccelerated
        ? Differentiate<Lanes512<double>>(inverseResonance, tones, byTones, powers)
        : Differentiate<Lanes256<double>>(inverseResonance, tones, byTones, powers);

    private static void AddWeak(float a, float b, float constant, float perPower, ReadOnlySpan<float> input, Span<float> sums)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            AddWeak<Lanes512<float>>(a, b, constant, perPower, input, sums);
        }
        else
        {
            AddWeak<Lanes256<float>>(a, b, constant, perPower, input, sums);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWeak<TVector>(
        float a, float b, float constant, float perPower, ReadOnlySpan<float> input, Span<float> sums)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        var one = TVector.All(1);
        var two = TVector.All(2);
        var three = TVector.All(3);
        var cubic = TVector.All(a);
        var quadratic = TVector.All(b);
        for (int i = 0; i < input.Length; i += TVector.Count)
        {
            TVector x = TVector.Load(ref Unsafe.AsRef(in input[i]));
            TVector bx = x * quadratic;
            TVector ax = x * x * cubic;
            TVector r = TVector.MultiplyAdd(
                ax, TVector.MultiplyAdd(three, ax, -one), TVector.MultiplyAdd(bx, TVector.MultiplyAdd(two, bx, -one), one));

            // Halley: r − 2·v·v'/(2·v'² − v·v''), with half of v'' in the place of the whole.
            TVector value = TVector.MultiplyAdd(r, TVector.MultiplyAdd(r, TVector.MultiplyAdd(r, ax, bx), one), -one);
            TVector bend = TVector.MultiplyAdd(three * ax, r, bx);
            TVector slope = TVector.MultiplyAdd(r, bend + bx, one);
            r -= value * slope / TVector.MultiplyAdd(-value, bend, slope * slope);
            TVector xr = x * r;
            TVector sum = TVector.Load(ref sums[i]);
            TVector.Store(
                TVector.MultiplyAdd(xr, TVector.MultiplyAdd(xr, TVector.All(perPower), TVector.All(constant)), sum), ref sums[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Differentiate<TVector>(
        double inverseResonance, ReadOnlySpan<double> tones, ReadOnlySpan<double> byTones, ReadOnlySpan<double> powers)
        where TVector : unmanaged, ILanes<TVector, double>
    {
        var one = TVector.All(1);
        var place = TVector.All(inverseResonance / options.Damping);
        var shift = TVector.All(-1 / options.Damping);
        TVector sum = default;
        for (int i = 0; i < tones.Length; i += TVector.Count)
        {
            TVector p = TVector.Load(ref Unsafe.AsRef(in powers[i]));
            TVector tone = TVector.Load(ref Unsafe.AsRef(in tones[i]));
            TVector shifted = TVector.MultiplyAdd(tone, place, shift) - (TVector.All(n) * p);
            TVector width = TVector.MultiplyAdd(TVector.All(q), p, one);
            TVector squares = TVector.MultiplyAdd(width, width, shifted * shifted);
            TVector inverse = one / squares;
            TVector voltage = TVector.MultiplyAdd(TVector.All(ratio), width, shifted) * inverse;
            TVector slope =
                ((width * width) - (shifted * shifted) - (TVector.All(2 * ratio) * width * shifted)) * inverse * inverse;
            sum = TVector.MultiplyAdd(
                TVector.Load(ref Unsafe.AsRef(in byTones[i])), TVector.MultiplyAdd(tone * place, slope, voltage), sum);
        }

        return TVector.Sum(sum);
    }
}
