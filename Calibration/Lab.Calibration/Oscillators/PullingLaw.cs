using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Lab.Calibration.Oscillators;

/// <summary>The mean frequency of an oscillator that a tone pulls and does not lock, f − sign(f − f₀)·√((f − f₀)² − Δ²) (Leroux
/// thesis, Eq. 3.14).</summary>
/// <param name="HalfHertz">Δ, half the band.</param>
/// <param name="FreeHertz">f₀, the frequency without a tone.</param>
public sealed record PullingLaw(double HalfHertz, double FreeHertz)
{
    /// <summary>The mean frequency under a tone; within the band it is the tone's.</summary>
    /// <param name="hertz">The tone.</param>
    public double At(double hertz)
    {
        double away = hertz - FreeHertz;
        return hertz - (Math.Sign(away) * Math.Sqrt(Math.Max((away * away) - (HalfHertz * HalfHertz), 0)));
    }

    /// <summary>Fits by least squares.</summary>
    /// <param name="hertz">Tones outside the band.</param>
    /// <param name="meanHertz">The mean frequencies under them.</param>
    /// <param name="half">Half the band, about.</param>
    /// <param name="centre">Its middle, about.</param>
    internal static PullingLaw Of(double[] hertz, double[] meanHertz, double half, double centre)
    {
        PullingLaw With(Vector<double> p) => new(half * Math.Exp(p[0]), centre + (half * p[1]));
        return With(NelderMeadSimplex.Minimum(
            ObjectiveFunction.Value(p =>
            {
                PullingLaw law = With(p);
                return hertz.Zip(meanHertz, (f, mean) => Math.Pow((mean - law.At(f)) / half, 2)).Sum();
            }),
            Vector<double>.Build.Dense([0.0, 0]), Vector<double>.Build.Dense([0.1, 0.1]), 1e-9, 10_000).MinimizingPoint);
    }
}
