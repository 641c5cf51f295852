using MathNet.Numerics.Integration;

namespace Lab.Models.VortexOscillators;

/// <summary>The equation of a vortex core's orbit at one current, ds/dt = αs + βs^(n+1), where s is the orbit's radius over that
/// of the disk, and its solution in closed form (the data-driven Thiele equation).</summary>
/// <remarks>With y = nαt the solution is s(t) = s₀·D^(−1/n), D = e^(−y) − nβs₀ⁿt·(1 − e^(−y))/y, which has no singularity at
/// α = 0.</remarks>
/// <param name="GrowthPerSecond">α, 1/s: positive above the first critical current.</param>
/// <param name="SaturationPerSecond">β, 1/s: negative.</param>
/// <param name="Exponent">n. Positive.</param>
public readonly record struct VortexCoefficients(double GrowthPerSecond, double SaturationPerSecond, double Exponent)
{
    private const int QuadratureOrder = 32;
    private const double QuadraturePanel = 4;
    private const double Large = 30;

    /// <summary>s∞ = (−α/β)^(1/n), the orbit that is left in the end; 0 where the core returns to the centre.</summary>
    public double StationaryAmplitude => GrowthPerSecond > 0 ? Math.Pow(-GrowthPerSecond / SaturationPerSecond, 1 / Exponent) : 0;

    /// <summary>The time in which a deviation from the stationary orbit, or from the centre where there is none, falls to 1/e:
    /// 1/(nα) above the first critical current, 1/|α| below it, infinite at it.</summary>
    public double RelaxationSeconds =>
        GrowthPerSecond > 0 ? 1 / (Exponent * GrowthPerSecond) : 1 / Math.Abs(GrowthPerSecond);

    /// <summary>ds/dt, 1/s.</summary>
    /// <param name="amplitude">s. Not negative.</param>
    public double Slope(double amplitude) =>
        (GrowthPerSecond * amplitude) + (SaturationPerSecond * amplitude * Math.Pow(amplitude, Exponent));

    /// <summary>The amplitude after a time at this current.</summary>
    /// <param name="amplitude">s at its beginning. Not negative.</param>
    /// <param name="seconds">The time, s. Not negative.</param>
    public double Advance(double amplitude, double seconds) =>
        amplitude == 0 ? 0 : amplitude * Math.Pow(Divisor(amplitude, seconds), -1 / Exponent);

    /// <summary>∂s(t)/∂s₀, by which a small deviation at the beginning has changed after a time.</summary>
    /// <param name="amplitude">s at its beginning. Not negative.</param>
    /// <param name="seconds">The time, s. Not negative.</param>
    public double Propagator(double amplitude, double seconds) =>
        Math.Exp(-Exponent * GrowthPerSecond * seconds) * Math.Pow(Divisor(amplitude, seconds), (-1 / Exponent) - 1);

    /// <summary>∫s²dt over a time, s: it turns the phase. In closed form for n = 2, otherwise by quadrature.</summary>
    /// <param name="amplitude">s at its beginning. Not negative.</param>
    /// <param name="seconds">The time, s. Not negative.</param>
    public double IntegralOfSquare(double amplitude, double seconds)
    {
        if (amplitude == 0 || seconds == 0)
        {
            return 0;
        }

        double exponent = Exponent * GrowthPerSecond * seconds;
        if (Exponent != 2)
        {
            VortexCoefficients self = this;
            int panels = 1 + (int)Math.Min(Math.Abs(exponent) / QuadraturePanel, 1000);
            return Enumerable.Range(0, panels).Sum(panel => GaussLegendreRule.Integrate(
                t => Math.Pow(self.Advance(amplitude, t), 2), panel * seconds / panels, (panel + 1) * seconds / panels,
                QuadratureOrder));
        }

        // −ln(D·e^y)/(nβ), of which D·e^y − 1 is known without a difference.
        double logarithm = exponent > Large
            ? exponent + Math.Log(Divisor(amplitude, seconds))
            : LogOfOnePlus(
                -Exponent * SaturationPerSecond * amplitude * amplitude * seconds * MeanDecay(-exponent));
        return -logarithm / (Exponent * SaturationPerSecond);
    }

    /// <summary>(1 − e^(−y))/y, which is 1 at y = 0.</summary>
    internal static double MeanDecay(double y)
    {
        // W. Kahan's way: the rounding of the exponential cancels in the quotient.
        double decay = Math.Exp(-y);
        return decay == 1 ? 1 : double.IsPositiveInfinity(decay) ? decay : decay == 0 ? 1 / y : (decay - 1) / Math.Log(decay);
    }

    private static double LogOfOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * (x / (sum - 1));
    }

    private double Divisor(double amplitude, double seconds)
    {
        double y = Exponent * GrowthPerSecond * seconds;
        double power = Exponent == 2 ? amplitude * amplitude : Math.Pow(amplitude, Exponent);
        return Math.Exp(-y) - (Exponent * SaturationPerSecond * power * seconds * MeanDecay(y));
    }
}
