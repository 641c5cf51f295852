using Lab.Calibration.Regression;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Oscillators;

/// <summary>The threshold current of an oscillator by the power of its line against the current.</summary>
/// <remarks>The voltage follows I·√p, and p its mean in the noisy auto-oscillator, which is smooth through the threshold
/// (<see cref="AutoOscillator.MeanPower"/>): below it the inverse power falls linearly, above it the power saturates.</remarks>
/// <param name="ThresholdAmperes">The threshold current, A.</param>
/// <param name="DampingNonlinearity">Q.</param>
/// <param name="RelativeNoise">D_n/Γ_G.</param>
/// <param name="SquareVoltsPerSquareAmpere">The power of a line over I²·p.</param>
/// <param name="Probability">Probability of powers as far from the law, by noise alone.</param>
public sealed record ThresholdFit(
    Estimate ThresholdAmperes, Estimate DampingNonlinearity, Estimate RelativeNoise, Estimate SquareVoltsPerSquareAmpere,
    double Probability)
{
    /// <summary>The fewest currents with a line.</summary>
    public const int FewestCurrents = 6;

    private const int Parameters = 4;
    private const double LeastProbability = 1e-3;

    /// <summary>Near the threshold a line is no Lorentzian, and its power is told no better than this part of
    /// itself [assumption].</summary>
    private const double LeastScatter = 0.03;

    private static readonly double[] StartsOfNoise = [1e-3, 1e-2];

    /// <summary>Whether the powers follow the law.</summary>
    public bool IsDescribed => Probability >= LeastProbability;

    /// <summary>The power of the line at a current.</summary>
    /// <param name="amperes">The current.</param>
    public double At(double amperes) => SquareVoltsPerSquareAmpere.Value * amperes * amperes
        * PowerAt(amperes, ThresholdAmperes.Value, DampingNonlinearity.Value, RelativeNoise.Value);

    /// <summary>Fits.</summary>
    /// <param name="amperes">The currents, ascending; at least <see cref="FewestCurrents"/>.</param>
    /// <param name="powers">The powers of the lines, V².</param>
    /// <param name="failure">Why there is no threshold; <see langword="null"/> where there is one.</param>
    /// <returns>The fit, or <see langword="null"/>.</returns>
    public static ThresholdFit? Find(IReadOnlyList<double> amperes, IReadOnlyList<Estimate> powers, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(amperes);
        ArgumentNullException.ThrowIfNull(powers);
        if (amperes.Count < FewestCurrents || amperes.Count != powers.Count)
        {
            failure = $"{amperes.Count} currents with a line do not tell a threshold; {FewestCurrents} or more are needed, "
                + "below and above it.";
            return null;
        }

        double[] relative = [.. powers.Select(power => Math.Max(power.StandardUncertainty / power.Value, LeastScatter))];
        (Vector<double> Place, Matrix<double> Covariance, double Squares)? best = null;
        foreach (double start in amperes.Skip(1).Take(amperes.Count - 2))
        {
            foreach (double noise in StartsOfNoise)
            {
                double scale = powers[^1].Value / (amperes[^1] * amperes[^1] * PowerAt(amperes[^1], start, 1, noise));
                var found = DampedLeastSquares.Find(
                    p => [.. amperes.Select((current, i) => (Math.Log(powers[i].Value) - Math.Log(
                        scale * Math.Exp(p[3]) * current * current
                            * PowerAt(current, start * Math.Exp(p[0]), Math.Exp(p[1]), noise * Math.Exp(p[2])))) / relative[i])],
                    new double[Parameters]);
                double threshold = found is null ? double.NaN : start * Math.Exp(found.Value.Place[0]);
                if (found is { } fit && threshold > amperes[0] && threshold < amperes[^1] && !(fit.Squares >= best?.Squares))
                {
                    var place = Vector<double>.Build.Dense(
                        [start * Math.Exp(fit.Place[0]), Math.Exp(fit.Place[1]), noise * Math.Exp(fit.Place[2]),
                            scale * Math.Exp(fit.Place[3])]);
                    best = (place, fit.Covariance, fit.Squares);
                }
            }
        }

        if (best is not { } law)
        {
            failure = "The powers show no threshold between the least and the largest current: extend 'currents'.";
            return null;
        }

        failure = null;
        int freedom = amperes.Count - Parameters;

        // Lines are told better than the law holds near the threshold: the scatter about it counts where it is larger.
        double factor = Math.Max(1, law.Squares / freedom);
        Estimate Of(int k) => new(law.Place[k], law.Place[k] * Math.Sqrt(factor * law.Covariance[k, k]));
        return new ThresholdFit(Of(0), Of(1), Of(2), Of(3), 1 - ChiSquared.CDF(freedom, law.Squares));
    }

    // In units of Γ_G.
    private static double PowerAt(double amperes, double threshold, double nonlinearity, double noise) => new AutoOscillator
    {
        RestFrequency = Frequency.FromHertz(1),
        FrequencyNonlinearity = 0,
        DampingRate = Frequency.FromHertz(1 / Math.Tau),
        DampingNonlinearity = nonlinearity,
        ThresholdCurrent = Current.FromAmperes(threshold),
        NoisePerSecond = noise,
    }.MeanPower(Current.FromAmperes(amperes));
}
