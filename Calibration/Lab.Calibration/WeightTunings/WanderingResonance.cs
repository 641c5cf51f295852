using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;
using static Lab.Calibration.WeightTunings.TunedJunctionModel;

namespace Lab.Calibration.WeightTunings;

/// <summary>
/// The line of a junction and the law of its tuning where the resonance may wander by itself, as a random walk of unknown size:
/// the mean over the sizes, each weighted by its likelihood.
/// </summary>
/// <remarks>
/// <para>
/// A walk over a minute looks much like a parabola in the current, and its scatter about the parabola has a few degrees of
/// freedom alone. That these scatter little by chance does not say that there is no walk. The readings tell it as well, since on
/// the flank of the line they follow the resonance; the likelihood of all readings contains both.
/// </para>
/// <para>
/// The law is that of the whole run: its constant contains the walk's mean over all readings, and not the resonance of the first
/// one.
/// </para>
/// <para>
/// Before the readings, sizes from a ten-millionth of the resonance in a second to a ten-thousandth are weighted by their root on
/// a logarithmic scale: between all sizes alike, which makes uncertainties three times as large where there is no walk, and all
/// orders of magnitude alike, which makes them too small where there is one.
/// </para>
/// </remarks>
/// <param name="Changes">The deviations of the mean from the parameters with which it was linearised: those of the line, then the
/// terms of the law.</param>
/// <param name="Covariance">Their covariance.</param>
/// <param name="HertzPerRootSecond">The likeliest walk: its standard deviation after one second, Hz/√s.</param>
/// <param name="Gain">Twice the logarithm of the likelihood that it is better than none.</param>
internal sealed record WanderingResonance(double[] Changes, Matrix<double> Covariance, double HertzPerRootSecond, double Gain)
{
    private const double SmallestLogWalk = -16.1; // 1e-7
    private const double LargestLogWalk = -9.2;   // 1e-4
    private const int Sizes = 24;

    /// <summary>The mean; <see langword="null"/> where the readings do not tell all parameters.</summary>
    /// <param name="model">The readings.</param>
    /// <param name="parameters">The junction, with the resonances of the law.</param>
    /// <param name="basis">The terms of the law at each visit, shape [term][visit].</param>
    /// <param name="offsetRatioPerSecond">Variance of the offset's walk per second over that of the white noise, 1/s.</param>
    /// <param name="whiteVariance">Variance of the white noise, V².</param>
    public static WanderingResonance? Of(
        TunedJunctionModel model, double[] parameters, double[][] basis, double offsetRatioPerSecond, double whiteVariance)
    {
        double[] residuals = new double[model.Readings.Count];
        double[][] own = [.. Enumerable.Range(0, model.ParameterCount).Select(_ => new double[residuals.Length])];
        if (!model.LineariseInto(parameters, residuals, own))
        {
            return null;
        }

        double[] slopes = [.. model.Readings.Visit.Select((visit, i) => own[FirstResonance + visit][i])];
        int[] visits = model.Readings.Visit;
        double[][] columns =
        [
            .. own[..FirstResonance],
            .. basis.Select(term => (double[])[.. slopes.Select((slope, i) => slope * term[visits[i]])]),
        ];
        double hertz = parameters.Skip(FirstResonance).Average();
        var solutions = new List<(double Walk, double[] Coefficients, Matrix<double> Covariance, double Criterion)>();
        for (int i = -1; i < Sizes; i++)
        {
            double walk = i < 0 ? 0 : hertz * Math.Exp(SmallestLogWalk + ((LargestLogWalk - SmallestLogWalk) * i / (Sizes - 1)));
            double ratio = walk * walk / whiteVariance;
            var whitening = new TwoWalksWhitening(model.Readings.Seconds, slopes, offsetRatioPerSecond, ratio);
            if (DriftRegression.SolveUnder(columns, residuals, whitening) is not var (coefficients, covariance, white, criterion))
            {
                return null;
            }

            var drift = new MeanWalk(model.Readings.Seconds, slopes, whitening, ratio, white);
            covariance = drift.AddTo(coefficients, covariance, FirstResonance, columns, residuals);
            solutions.Add((walk, coefficients, covariance, criterion));
        }

        double least = solutions.Min(solution => solution.Criterion);
        double[] weights =
        [
            .. solutions.Select(solution => Math.Sqrt(solution.Walk) * Math.Exp((least - solution.Criterion) / 2)),
        ];
        double total = weights.Sum();
        int count = columns.Length;
        Vector<double> mean = Vector<double>.Build.Dense(count);
        foreach ((double weight, (_, double[] coefficients, _, _)) in weights.Zip(solutions))
        {
            mean += weight / total * Vector<double>.Build.DenseOfArray(coefficients);
        }

        Matrix<double> sum = Matrix<double>.Build.Dense(count, count);
        foreach ((double weight, (_, double[] coefficients, Matrix<double> covariance, _)) in weights.Zip(solutions))
        {
            Vector<double> apart = Vector<double>.Build.DenseOfArray(coefficients) - mean;
            sum += weight / total * (covariance + apart.OuterProduct(apart));
        }

        int[] kept = [.. Enumerable.Range(0, count).Where(index => index != Offset)];
        return new WanderingResonance(
            [.. kept.Select(index => mean[index])],
            Matrix<double>.Build.Dense(kept.Length, kept.Length, (i, j) => sum[kept[i], kept[j]]),
            solutions.MinBy(solution => solution.Criterion).Walk,
            solutions[0].Criterion - least);
    }
}
