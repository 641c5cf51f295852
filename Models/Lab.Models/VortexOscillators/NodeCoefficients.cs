using System.Runtime.CompilerServices;
using Lab.Models.Kernels;
using Lab.Quantities;

namespace Lab.Models.VortexOscillators;

/// <summary>α·t, β·t and n of a node as lines between knots of the current, for vectors of any width: the first line, and what
/// each further knot bends it by.</summary>
internal sealed class NodeCoefficients
{
    private const float SmallExponent = 0.25f;
    private const float LargestExponent = 80;

    private readonly float growth;
    private readonly float growthSlope;
    private readonly float saturation;
    private readonly float saturationSlope;
    private readonly float exponent;
    private readonly float exponentSlope;
    private readonly Bend[] bends;
    private readonly bool isSquare;

    /// <summary>Takes the lines of coefficients.</summary>
    /// <param name="coefficients">The coefficients.</param>
    /// <param name="seconds">The time, s.</param>
    public NodeCoefficients(IVortexCoefficients coefficients, double seconds)
    {
        double unit = coefficients.FirstCritical.AmperesPerSquareMetre;
        double[] knots = [.. coefficients.KnotAmperesPerSquareMetre];
        VortexCoefficients[] values =
            [.. knots.Select(knot => coefficients.At(CurrentDensity.FromAmperesPerSquareMetre(knot)))];
        (double Growth, double Saturation, double Exponent)[] slopes =
        [
            .. Enumerable.Range(1, knots.Length - 1).Select(i =>
            {
                double step = (knots[i] - knots[i - 1]) / unit;
                return (
                    (values[i].GrowthPerSecond - values[i - 1].GrowthPerSecond) * seconds / step,
                    (values[i].SaturationPerSecond - values[i - 1].SaturationPerSecond) * seconds / step,
                    (values[i].Exponent - values[i - 1].Exponent) / step);
            }),
        ];
        double first = knots[0] / unit;
        growthSlope = (float)slopes[0].Growth;
        saturationSlope = (float)slopes[0].Saturation;
        exponentSlope = (float)slopes[0].Exponent;
        growth = (float)((values[0].GrowthPerSecond * seconds) - (slopes[0].Growth * first));
        saturation = (float)((values[0].SaturationPerSecond * seconds) - (slopes[0].Saturation * first));
        exponent = (float)(values[0].Exponent - (slopes[0].Exponent * first));
        bends =
        [
            .. Enumerable.Range(1, slopes.Length - 1).Select(i => new Bend(
                (float)(knots[i] / unit),
                (float)(slopes[i].Growth - slopes[i - 1].Growth),
                (float)(slopes[i].Saturation - slopes[i - 1].Saturation),
                (float)(slopes[i].Exponent - slopes[i - 1].Exponent))),
        ];
        isSquare = values.All(value => value.Exponent == 2);
    }

    /// <summary>The squares of the amplitudes after the time.</summary>
    /// <param name="current">The currents over J_c1.</param>
    /// <param name="square">The squares of the amplitudes before.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Advance<TVector>(TVector current, TVector square)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        TVector alpha = TVector.MultiplyAdd(current, TVector.All(growthSlope), TVector.All(growth));
        TVector beta = TVector.MultiplyAdd(current, TVector.All(saturationSlope), TVector.All(saturation));
        if (isSquare && bends.Length == 0)
        {
            return square / Divisor(alpha + alpha, beta + beta, square);
        }

        return Bent(current, alpha, beta, square);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TVector Bent<TVector>(TVector current, TVector alpha, TVector beta, TVector square)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        TVector n = TVector.MultiplyAdd(current, TVector.All(exponentSlope), TVector.All(exponent));
        foreach (Bend bend in bends)
        {
            TVector beyond = TVector.Max(current - TVector.All(bend.Current), TVector.All(0));
            alpha = TVector.MultiplyAdd(beyond, TVector.All(bend.Growth), alpha);
            beta = TVector.MultiplyAdd(beyond, TVector.All(bend.Saturation), beta);
            n = TVector.MultiplyAdd(beyond, TVector.All(bend.Exponent), n);
        }

        if (isSquare)
        {
            return square / Divisor(alpha + alpha, beta + beta, square);
        }

        // sⁿ = (s²)^(n/2), and s² = s₀²·D^(−2/n).
        TVector smallest = TVector.All(1e-30f);
        TVector halfExponent = n * TVector.All(0.5f);
        TVector power = TVector.Exp(halfExponent * TVector.Log(TVector.Max(square, smallest)));
        TVector divisor = Divisor(n * alpha, n * beta, power);
        return square * TVector.Exp(-(TVector.Log(divisor) / halfExponent));
    }

    // D = e^(−y) − (nβt)·s₀ⁿ·(1 − e^(−y))/y.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Divisor<TVector>(TVector y, TVector saturation, TVector power)
        where TVector : unmanaged, ILanes<TVector, float>
    {
        // Far below the threshold the exponential would leave the range of single precision.
        y = TVector.Max(y, TVector.All(-LargestExponent));
        TVector one = TVector.All(1);
        TVector decay = TVector.Exp(-y);
        TVector series = TVector.MultiplyAdd(y, TVector.All(-1f / 720), TVector.All(1f / 120));
        series = TVector.MultiplyAdd(y, series, TVector.All(-1f / 24));
        series = TVector.MultiplyAdd(y, series, TVector.All(1f / 6));
        series = TVector.MultiplyAdd(y, series, TVector.All(-0.5f));
        series = TVector.MultiplyAdd(y, series, one);
        TVector mean = TVector.IfLess(TVector.Max(y, -y), TVector.All(SmallExponent), series, (one - decay) / y);
        return TVector.MultiplyAdd(-(saturation * power), mean, decay);
    }

    private readonly record struct Bend(float Current, float Growth, float Saturation, float Exponent);
}
