using Lab.Models.Films;
using Lab.Quantities;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Resonances;

/// <summary>A film by its resonance fields and half widths against frequency: g and effective magnetisation by Kittel's law,
/// damping and inhomogeneous broadening by the line of the widths.</summary>
/// <remarks>The uncertainty of a field counts as common to all lines, as a probe's error is: a scale, and beside it a zero,
/// that no number of lines averages out. Lines that scatter by more than their uncertainties widen what is their own by the
/// ratio.</remarks>
/// <param name="GFactor">The splitting factor g.</param>
/// <param name="Magnetisation">μ₀M_eff, T.</param>
/// <param name="Damping">The damping α.</param>
/// <param name="Broadening">The half width at vanishing frequency, T.</param>
/// <param name="Correlation">Correlation coefficient of g and magnetisation.</param>
/// <param name="PositionProbability">Probability of fields as far from Kittel's law, by noise alone.</param>
/// <param name="WidthProbability">Probability of widths as far from a line, by noise alone.</param>
public sealed record FilmFit(
    Estimate GFactor, Estimate Magnetisation, Estimate Damping, Estimate Broadening, double Correlation,
    double PositionProbability, double WidthProbability)
{
    /// <summary>The fewest frequencies: one more than a law has parameters, to judge it by.</summary>
    public const int FewestFrequencies = 3;

    private const double LeastProbability = 1e-4;
    private const int Steps = 50;

    /// <summary>Whether the fields follow Kittel's law.</summary>
    public bool FollowsKittel => PositionProbability >= LeastProbability;

    /// <summary>Whether the widths grow linearly with the frequency.</summary>
    public bool WidthsAreLinear => WidthProbability >= LeastProbability;

    /// <summary>Fits.</summary>
    /// <param name="frequencyHertz">Frequency of each line, Hz; at least <see cref="FewestFrequencies"/>.</param>
    /// <param name="lines">The lines.</param>
    /// <param name="fieldUncertaintyTesla">Uncertainty of the field of each line, T, common to all.</param>
    /// <param name="fieldScaleUncertainty">The part of it that is a relative error of the scale; the rest is one of the
    /// zero.</param>
    /// <param name="isInPlane">Whether the field lies in the plane.</param>
    public static FilmFit Of(
        IReadOnlyList<double> frequencyHertz, IReadOnlyList<ResonanceLine> lines,
        IReadOnlyList<double> fieldUncertaintyTesla, double fieldScaleUncertainty, bool isInPlane)
    {
        ArgumentNullException.ThrowIfNull(frequencyHertz);
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(fieldUncertaintyTesla);
        int count = lines.Count;
        if (count < FewestFrequencies)
        {
            throw new ArgumentException($"{count} lines do not tell a film; take {FewestFrequencies} or more.", nameof(lines));
        }

        var measured = Vector<double>.Build.Dense(count, i => lines[i].Field.Value);
        Matrix<double> own = Matrix<double>.Build.Dense(
            count, count, (i, j) => i == j ? Math.Pow(lines[i].Field.StandardUncertainty, 2) : 0);
        double[] scales = [.. measured.Select(tesla => fieldScaleUncertainty * tesla)];
        double[] zeros =
        [
            .. fieldUncertaintyTesla.Zip(scales, (all, scale) => Math.Sqrt(Math.Max((all * all) - (scale * scale), 0))),
        ];
        Matrix<double> common = Matrix<double>.Build.Dense(
            count, count, (i, j) => (zeros[i] * zeros[j]) + (scales[i] * scales[j]));
        Matrix<double> weight = (own + common).Inverse();
        (double g, double magnetisation) = Start(frequencyHertz, lines, isInPlane);
        Matrix<double> jacobian = Matrix<double>.Build.Dense(count, 2);
        Vector<double> left = measured;
        for (int step = 0; step < Steps; step++)
        {
            left = measured - Predicted(frequencyHertz, g, magnetisation, isInPlane);
            jacobian = Matrix<double>.Build.DenseOfColumnVectors(
                (Predicted(frequencyHertz, g + 1e-5, magnetisation, isInPlane)
                    - Predicted(frequencyHertz, g - 1e-5, magnetisation, isInPlane)) / 2e-5,
                (Predicted(frequencyHertz, g, magnetisation + 1e-5, isInPlane)
                    - Predicted(frequencyHertz, g, magnetisation - 1e-5, isInPlane)) / 2e-5);
            Matrix<double> weighted = jacobian.TransposeThisAndMultiply(weight);
            Vector<double> move = (weighted * jacobian).Solve(weighted * left);
            (g, magnetisation) = (Math.Max(0.1, g + move[0]), magnetisation + move[1]);
        }

        double squares = left * (weight * left);
        double positionProbability = ProbabilityOf(squares, count - 2);

        // Scatter tells of the lines' own noise alone: what they have in common stays as it was stated.
        Matrix<double> scattered = ((own * Scale(squares, count - 2)) + common).Inverse();
        Matrix<double> covariance = (jacobian.TransposeThisAndMultiply(scattered) * jacobian).Inverse();
        double perTesla = g * ThinFilm.BohrMagnetonHertzPerTesla;
        double uncertaintyOfG = Math.Sqrt(covariance[0, 0]);
        (Estimate slope, Estimate intercept, double widthProbability) = Widths(frequencyHertz, lines);

        // A wrong scale of the field makes widths larger and g smaller by the same factor, which the damping does not see.
        double ownOfG = Math.Sqrt(Math.Max(covariance[0, 0] - Math.Pow(fieldScaleUncertainty * g, 2), 0));
        return new FilmFit(
            new Estimate(g, uncertaintyOfG),
            new Estimate(magnetisation, Math.Sqrt(covariance[1, 1])),
            new Estimate(
                slope.Value * perTesla,
                double.Hypot(slope.StandardUncertainty * perTesla, slope.Value * perTesla * ownOfG / g)),
            intercept with
            {
                StandardUncertainty = double.Hypot(intercept.StandardUncertainty, fieldScaleUncertainty * intercept.Value),
            },
            covariance[0, 1] / Math.Sqrt(covariance[0, 0] * covariance[1, 1]),
            positionProbability,
            widthProbability);
    }

    private static Vector<double> Predicted(
        IReadOnlyList<double> hertz, double g, double magnetisation, bool isInPlane)
    {
        var film = new ThinFilm
        {
            GFactor = g,
            EffectiveMagnetisation = MagneticField.FromTesla(magnetisation),
            Damping = 1,
        };
        return Vector<double>.Build.Dense(
            hertz.Count, i => film.ResonanceField(Frequency.FromHertz(hertz[i]), isInPlane).Tesla);
    }

    // In the plane f²/B = (γ/2π)²(B + M), perpendicular to it f = γ/2π·(B − M): lines both.
    private static (double G, double Magnetisation) Start(
        IReadOnlyList<double> hertz, IReadOnlyList<ResonanceLine> lines, bool isInPlane)
    {
        double[] fields = [.. lines.Select(line => line.Field.Value)];
        double[] ordinates = [.. fields.Select((field, i) => isInPlane ? hertz[i] * hertz[i] / field : hertz[i])];
        double mean = fields.Average();
        double meanOrdinate = ordinates.Average();
        double slope = fields.Zip(ordinates, (field, each) => (field - mean) * (each - meanOrdinate)).Sum()
            / fields.Sum(field => (field - mean) * (field - mean));
        double perTesla = isInPlane ? Math.Sqrt(Math.Max(slope, 1e18)) : slope;
        double intercept = (meanOrdinate / slope) - mean;
        return (perTesla / ThinFilm.BohrMagnetonHertzPerTesla, isInPlane ? intercept : -intercept);
    }

    private static (Estimate Slope, Estimate Intercept, double Probability) Widths(
        IReadOnlyList<double> hertz, IReadOnlyList<ResonanceLine> lines)
    {
        double[] weights = [.. lines.Select(line => 1 / Math.Pow(line.HalfWidth.StandardUncertainty, 2))];
        double[] widths = [.. lines.Select(line => line.HalfWidth.Value)];
        double sum = weights.Sum();
        double mean = hertz.Zip(weights, (each, weight) => each * weight).Sum() / sum;
        double meanWidth = widths.Zip(weights, (each, weight) => each * weight).Sum() / sum;
        double spread = hertz.Zip(weights, (each, weight) => weight * (each - mean) * (each - mean)).Sum();
        double slope = Enumerable.Range(0, widths.Length)
            .Sum(i => weights[i] * (hertz[i] - mean) * (widths[i] - meanWidth)) / spread;
        double squares = Enumerable.Range(0, widths.Length)
            .Sum(i => weights[i] * Math.Pow(widths[i] - meanWidth - (slope * (hertz[i] - mean)), 2));
        return (
            new Estimate(slope, Math.Sqrt(Scale(squares, widths.Length - 2) / spread)),
            new Estimate(
                meanWidth - (slope * mean),
                Math.Sqrt(Scale(squares, widths.Length - 2) * ((1 / sum) + (mean * mean / spread)))),
            ProbabilityOf(squares, widths.Length - 2));
    }

    // Lines scatter by more than their uncertainties where their noise was judged too small: the scatter counts then (Birge).
    private static double Scale(double squares, int freedom) => Math.Max(1, squares / freedom);

    private static double ProbabilityOf(double squares, int freedom) => 1 - ChiSquared.CDF(freedom, squares);
}
