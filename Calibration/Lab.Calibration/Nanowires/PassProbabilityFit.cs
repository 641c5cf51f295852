using System.Globalization;
using Lab.Calibration.Regression;
using Lab.Models.Nanowires;
using Lab.Quantities;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Nanowires;

/// <summary>The pass probability of a notch from counts, f(h) = d + (1 − d)/(1 + exp(−Δ(h − h₀))) (Ellis 2023, Eq. 9), by maximum
/// likelihood.</summary>
/// <remarks>Each count is binomial. The uncertainties are those of Fisher's information at the maximum; where the counts scatter
/// more than binomial ones they grow with the scatter, and <see cref="Misfit"/> says so.</remarks>
public sealed class PassProbabilityFit
{
    private const int Parameters = 3;
    private const double Milli = 1e-3; // the fit is made in mT
    private const double SmallestGain = 1e-10;
    private const double Certain = 1e-12;
    private const double MostFloor = 0.5;

    /// <summary>Standard deviations of χ² beyond which the counts are not those of the law.</summary>
    private const double MostDeviations = 4;

    // The factor L of the covariance L·Lᵀ of h₀ in mT, Δ in 1/mT and d.
    private PassProbabilityFit(PassProbability law, Matrix<double> factor, double chiSquare, int freedom)
    {
        (Law, ChiSquare, Freedom) = (law, chiSquare, freedom);
        double[] deviations = factor.RowNorms(2).ToArray();
        var units = Matrix<double>.Build.DiagonalOfDiagonalArray([Milli, 1 / Milli, 1]);
        IndependentErrors = (units * factor).ToRowMajorArray();
        Centre = new Estimate(law.Centre.Tesla, deviations[0] * Milli);
        Slope = new Estimate(law.SlopePerTesla, deviations[1] / Milli);
        Floor = new Estimate(law.Floor, deviations[2]);
    }

    /// <summary>The most likely law.</summary>
    public PassProbability Law { get; }

    /// <summary>h₀, T.</summary>
    public Estimate Centre { get; }

    /// <summary>Δ, 1/T.</summary>
    public Estimate Slope { get; }

    /// <summary>d.</summary>
    public Estimate Floor { get; }

    /// <summary>The uncertainties with their correlations, as three independent errors: the factor L of the covariance matrix
    /// L·Lᵀ, shape [h₀ in T, Δ in 1/T, d][error], row by row.</summary>
    public IReadOnlyList<double> IndependentErrors { get; }

    /// <summary>Σ (counted − expected)²/variance.</summary>
    public double ChiSquare { get; }

    /// <summary>The degrees of freedom of <see cref="ChiSquare"/>.</summary>
    public int Freedom { get; }

    /// <summary>Why the law does not describe the counts, or <see langword="null"/> where it does.</summary>
    public string? Misfit => IsWide(ChiSquare, Freedom)
        ? $"The counts are not those of one logistic function with a floor: χ² is {ChiSquare:F0} for {Freedom} degrees of "
            + "freedom. Look for a field that drifts, for walls that are read wrong, and for a wire that changes; the "
            + "uncertainties are widened by the scatter."
        : null;

    /// <summary>Finds the law.</summary>
    /// <param name="counts">The counts. Those without a wall are left out.</param>
    /// <param name="failure">Why there is none, with the remedy.</param>
    public static PassProbabilityFit? Find(IReadOnlyList<PassCount> counts, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(counts);
        PassCount[] usable = [.. counts.Where(count => count.Walls > 0).OrderBy(count => count.Tesla)];
        failure = FindFault(usable);
        if (failure is not null)
        {
            return null;
        }

        Vector<double> best = Starts(usable).Select(start => Climb(usable, start)).MaxBy(each => LogLikelihood(usable, each))!;
        Matrix<double> covariance = Information(usable, best, out _).Inverse();
        (double chiSquare, int freedom) = Test(usable, best);
        double scale = IsWide(chiSquare, freedom) ? chiSquare / freedom : 1;
        return Conclude(best, covariance * scale, chiSquare, freedom, out failure);
    }

    /// <summary>The fit of a law that was found, where its uncertainties are those of one.</summary>
    /// <param name="best">h₀ in mT, Δ in 1/mT and d.</param>
    /// <param name="covariance">Their covariance, shape [parameter, parameter]; counts that hardly tell the law can leave one
    /// that rounding made indefinite.</param>
    /// <param name="chiSquare">χ² of the counts.</param>
    /// <param name="freedom">Its degrees of freedom.</param>
    /// <param name="failure">Why there is none, with the remedy.</param>
    internal static PassProbabilityFit? Conclude(
        Vector<double> best, Matrix<double> covariance, double chiSquare, int freedom, out string? failure)
    {
        Matrix<double>? factor = CovarianceFactor.Find(covariance);
        if (!(best[1] > 0 && factor is not null && covariance[1, 1] < best[1] * best[1]))
        {
            failure = "The counts do not rise with the field as those of a notch do: take more walls at more fields between "
                + "those at which few and those at which all pass.";
            return null;
        }

        failure = null;
        return new PassProbabilityFit(
            new PassProbability
            {
                Centre = MagneticField.FromTesla(best[0] * Milli),
                SlopePerTesla = best[1] / Milli,
                Floor = best[2],
            },
            factor, chiSquare, freedom);
    }

    private static string? FindFault(PassCount[] usable)
    {
        if (usable.Length <= Parameters)
        {
            return $"There are walls at {usable.Length} fields; the law needs more than {Parameters}.";
        }

        double low = (double)usable[0].Passed / usable[0].Walls;
        double high = (double)usable[^1].Passed / usable[^1].Walls;
        return low < 0.5 && high > 0.5 ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Of the walls {100 * low:F0} % pass at {usable[0].Tesla / Milli:F2} mT and {100 * high:F0} % at "
                    + $"{usable[^1].Tesla / Milli:F2} mT: ")
                + "set 'fields' from where few pass to where nearly all pass.";
    }

    private static bool IsWide(double chiSquare, int freedom) =>
        freedom > 0 && chiSquare > freedom + (MostDeviations * Math.Sqrt(2.0 * freedom));

    private static IEnumerable<Vector<double>> Starts(PassCount[] counts)
    {
        PassCount middle = counts.First(count => 2 * count.Passed > count.Walls);
        double floor = Math.Clamp((counts[0].Passed + 0.5) / (counts[0].Walls + 1), 1e-3, 0.3);
        return from slope in (double[])[1, 3, 9]
               select Vector<double>.Build.Dense([middle.Tesla / Milli, slope, floor]);
    }

    private static Vector<double> Climb(PassCount[] counts, Vector<double> start) => FisherScoring.Climb(
        start,
        (Vector<double> law, out Vector<double> score) => Information(counts, law, out score),
        (law, change) =>
        {
            Vector<double> next = law + change;
            next[2] = Math.Clamp(next[2], 0, MostFloor);
            return next;
        },
        law => law[1] > 0 ? LogLikelihood(counts, law) : double.NaN,
        SmallestGain);

    private static double LogLikelihood(PassCount[] counts, Vector<double> law)
    {
        double sum = 0;
        foreach (PassCount count in counts)
        {
            double p = ProbabilityAt(count.Tesla / Milli, law, out _);
            sum += (count.Passed * Math.Log(p)) + ((count.Walls - count.Passed) * Math.Log(1 - p));
        }

        return sum;
    }

    private static Matrix<double> Information(PassCount[] counts, Vector<double> law, out Vector<double> score)
    {
        Matrix<double> information = Matrix<double>.Build.Dense(Parameters, Parameters);
        score = Vector<double>.Build.Dense(Parameters);
        foreach (PassCount count in counts)
        {
            double field = count.Tesla / Milli;
            double p = ProbabilityAt(field, law, out double logistic);
            double rise = (1 - law[2]) * logistic * (1 - logistic);
            var slopes = Vector<double>.Build.Dense([-law[1] * rise, (field - law[0]) * rise, 1 - logistic]);
            double variance = p * (1 - p);
            information += slopes.OuterProduct(slopes) * (count.Walls / variance);
            score += slopes * ((count.Passed - (count.Walls * p)) / variance);
        }

        return information;
    }

    private static (double ChiSquare, int Freedom) Test(PassCount[] counts, Vector<double> law)
    {
        // Where next to all or none pass, a count says nothing of the law's form.
        const double least = 1;
        double sum = 0;
        int terms = 0;
        foreach (PassCount count in counts)
        {
            double p = ProbabilityAt(count.Tesla / Milli, law, out _);
            double variance = count.Walls * p * (1 - p);
            if (variance >= least)
            {
                double off = count.Passed - (count.Walls * p);
                sum += off * off / variance;
                terms++;
            }
        }

        return (sum, Math.Max(terms - Parameters, 0));
    }

    private static double ProbabilityAt(double millitesla, Vector<double> law, out double logistic)
    {
        logistic = 1 / (1 + Math.Exp(-law[1] * (millitesla - law[0])));
        return Math.Clamp(law[2] + ((1 - law[2]) * logistic), Certain, 1 - Certain);
    }
}
