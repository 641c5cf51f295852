using Lab.Models.SignalAnalysis;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Lab.Calibration.Oscillators;

/// <summary>The phase of a locked oscillator against the tone, φ₀ − asin((f − f₀)/Δ) (Leroux thesis, Eq. 3.12).</summary>
/// <param name="HalfHertz">Δ, half the band.</param>
/// <param name="CentreHertz">f₀.</param>
/// <param name="PhaseRadians">φ₀, rad.</param>
/// <param name="Determination">R²: one less the squares about it over those about the mean.</param>
public sealed record ArcsineLaw(double HalfHertz, double CentreHertz, double PhaseRadians, double Determination)
{
    /// <summary>The fewest tones: one more than parameters.</summary>
    public const int FewestTones = 4;

    /// <summary>The phase at a frequency, rad; beyond the band that of its edge.</summary>
    /// <param name="hertz">The tone.</param>
    public double At(double hertz) => PhaseRadians - Math.Asin(Math.Clamp((hertz - CentreHertz) / HalfHertz, -1, 1));

    /// <summary>Fits by least squares.</summary>
    /// <param name="hertz">Tones within the band, ascending.</param>
    /// <param name="phases">The phases, rad; whole turns do not count.</param>
    /// <param name="half">Half the band, about.</param>
    /// <param name="centre">Its middle, about.</param>
    /// <returns>The law; without numbers where there are no more tones than parameters.</returns>
    internal static ArcsineLaw Of(double[] hertz, double[] phases, double half, double centre)
    {
        if (hertz.Length < FewestTones)
        {
            return new ArcsineLaw(double.NaN, double.NaN, double.NaN, double.NaN);
        }

        double[] straight = [.. phases];
        Unwrapping.Unwrap(straight);
        ArcsineLaw With(Vector<double> p) => new(half * Math.Exp(p[0]), centre + (half * p[1]), p[2], 0);
        double Squares(ArcsineLaw law) => hertz.Zip(straight, (f, phase) => Math.Pow(phase - law.At(f), 2)).Sum();
        Vector<double> found = NelderMeadSimplex.Minimum(
            ObjectiveFunction.Value(p => Squares(With(p))),
            Vector<double>.Build.Dense([0.05, 0, straight.Average()]),
            Vector<double>.Build.Dense([0.1, 0.1, 0.2]), 1e-9, 10_000).MinimizingPoint;
        ArcsineLaw law = With(found);
        double mean = straight.Average();
        return law with { Determination = 1 - (Squares(law) / straight.Sum(phase => (phase - mean) * (phase - mean))) };
    }
}
