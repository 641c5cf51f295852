using System.Diagnostics.CodeAnalysis;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Lab.Calibration.Noise;

/// <summary>
/// Linear regression under white noise plus a random walk, both of unknown size: generalised least squares by
/// <see cref="RandomWalkWhitening"/>, the ratio of the two variances by restricted maximum likelihood.
/// </summary>
/// <remarks>Restricted likelihood (Patterson and Thompson 1971, doi:10.1093/biomet/58.3.545) counts the degrees of freedom that
/// the coefficients use up; the plain one would make both noises, and with them all uncertainties, too small.</remarks>
internal sealed class DriftRegression
{
    // The search covers a walk per median interval from 1e-4 to 1e3 times the white noise, in standard deviations. Below, no
    // measurement tells it from no walk; above, from no white noise.
    private const double LowestLogRatio = -18.5;
    private const double HighestLogRatio = 13.9;
    private const int CoarseSteps = 11;
    private const double LogRatioTolerance = 0.02;

    // A pivot is the part of a column, of unit length before whitening, that the columns before it do not explain. Its square
    // must stand above rounding.
    private const double SmallestPivot = 1e-7;

    private static readonly double[] AveragedDistances =
    [
        0.15, 0.3, 0.6, 1, 1.5, 2.2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    ];

    private readonly double[][] columns;
    private readonly double[] response;
    private readonly double[] timeSeconds;
    private readonly double[][] whitenedColumns;
    private readonly double[] whitenedResponse;
    private readonly double[] columnScale;
    private readonly double roundingFloor;

    private DriftRegression(double[][] columns, double[] response, double[] timeSeconds)
    {
        this.columns = columns;
        this.response = response;
        this.timeSeconds = timeSeconds;
        whitenedColumns = [.. columns.Select(column => new double[column.Length])];
        whitenedResponse = new double[response.Length];
        columnScale = [.. columns.Select(Norm)];

        // Noise-free data leave residuals of rounding only. The floor keeps the logarithm of their sum of squares finite.
        double norm = Norm(response);
        roundingFloor = Math.Max(norm * norm * 1e-30, double.Epsilon * (1L << 52));
    }

    /// <summary>The best coefficients for the columns, and the noise; <see langword="null"/> where the columns depend on each
    /// other.</summary>
    /// <param name="columns">The regressors, shape [coefficient][reading]; more readings than coefficients.</param>
    /// <param name="response">The readings, shape [reading].</param>
    /// <param name="timeSeconds">Their times, shape [reading].</param>
    public static DriftSolution? Solve(double[][] columns, double[] response, double[] timeSeconds)
    {
        var regression = new DriftRegression(columns, response, timeSeconds);
        double interval = MedianInterval(timeSeconds);
        return interval > 0 ? regression.SolveForRatio(interval) : regression.At(varianceRatioPerSecond: 0);
    }

    /// <summary>As <see cref="Solve(double[][], double[], double[])"/>, with the ratio of the variances given,
    /// per second.</summary>
    public static DriftSolution? SolveAt(
        double[][] columns, double[] response, double[] timeSeconds, double varianceRatioPerSecond) =>
        new DriftRegression(columns, response, timeSeconds).At(varianceRatioPerSecond);

    /// <summary>Coefficients, their covariance, the variance of the white noise, and minus twice the restricted log-likelihood up
    /// to a constant, under noise of any kind; <see langword="null"/> where the columns depend on each other.</summary>
    /// <param name="columns">As for <see cref="Solve(double[][], double[], double[])"/>.</param>
    /// <param name="response">The readings.</param>
    /// <param name="whitening">The filter for the noise, which knows the times.</param>
    public static (double[] Coefficients, Matrix<double> Covariance, double WhiteVariance, double Criterion)? SolveUnder(
        double[][] columns, double[] response, IWhitening whitening) =>
        new DriftRegression(columns, response, []).SolveUnder(whitening);

    /// <summary>A solution with the covariance that it has when the ratio of the variances is not known: the mean over the
    /// ratios, each weighted by its likelihood, of the covariance and of the square of the distance between its coefficients and
    /// those of the solution.</summary>
    /// <remarks>A walk is as likely to have one size as another a priori, per size. Where it runs along with the columns, as
    /// under one sweep at one power, its size is known to a factor of two or three, and the likeliest alone gives too small
    /// uncertainties.</remarks>
    /// <param name="columns">As for <see cref="Solve(double[][], double[], double[])"/>.</param>
    /// <param name="response">The readings.</param>
    /// <param name="timeSeconds">Their times.</param>
    /// <param name="likeliest">The solution for them.</param>
    public static DriftSolution OverRatios(double[][] columns, double[] response, double[] timeSeconds, DriftSolution likeliest)
    {
        double interval = MedianInterval(timeSeconds);
        if (!(interval > 0))
        {
            return likeliest;
        }

        var regression = new DriftRegression(columns, response, timeSeconds);
        int count = columns.Length;
        Matrix<double> sum = Matrix<double>.Build.Dense(count, count);
        double total = 0;
        double[] logRatios = AveragedLogRatios(likeliest.Whitening.VarianceRatioPerSecond * interval);
        for (int i = 0; i < logRatios.Length; i++)
        {
            if (regression.At(Math.Exp(logRatios[i]) / interval) is { } solution)
            {
                double share = logRatios[Math.Min(i + 1, logRatios.Length - 1)] - logRatios[Math.Max(i - 1, 0)];
                double weight = share * Math.Exp(((likeliest.Criterion - solution.Criterion) / 2) + (logRatios[i] / 2));
                Vector<double> apart = Vector<double>.Build.Dense(
                    count, k => solution.Coefficients[k] - likeliest.Coefficients[k]);
                sum += weight * (solution.Covariance + apart.OuterProduct(apart));
                total += weight;
            }
        }

        return total > 0 && double.IsFinite(total) ? likeliest with { Covariance = sum / total } : likeliest;
    }

    /// <summary>Logarithms of ratios, dense about the likeliest, which many readings tell sharply,
    /// and wide apart beside it.</summary>
    private static double[] AveragedLogRatios(double likeliest)
    {
        double centre = likeliest > 0 ? Math.Log(likeliest) : LowestLogRatio;
        return
        [
            .. AveragedDistances.Reverse().Select(distance => centre - distance).Where(log => log >= LowestLogRatio),
            centre,
            .. AveragedDistances.Select(distance => centre + distance).Where(log => log <= HighestLogRatio),
        ];
    }

    private DriftSolution? SolveForRatio(double interval)
    {
        DriftSolution? AtLog(double logRatio) => At(Math.Exp(logRatio) / interval);

        // The likelihood can have a second hill at no walk at all, so a coarse scan goes before the refinement.
        DriftSolution? best = At(varianceRatioPerSecond: 0);
        double bestLog = double.NegativeInfinity;
        double step = (HighestLogRatio - LowestLogRatio) / CoarseSteps;
        for (int i = 0; i <= CoarseSteps; i++)
        {
            double logRatio = LowestLogRatio + (i * step);
            if (AtLog(logRatio) is { } candidate && candidate.Criterion < CriterionOf(best))
            {
                (best, bestLog) = (candidate, logRatio);
            }
        }

        if (double.IsNegativeInfinity(bestLog))
        {
            return best;
        }

        return Refined(AtLog, best, bestLog - step, bestLog + step);
    }

    /// <summary>Golden section search between two logarithms of the ratio; the best of all solutions seen.</summary>
    private static DriftSolution? Refined(Func<double, DriftSolution?> atLog, DriftSolution? best, double low, double high)
    {
        const double Golden = 0.6180339887498949;
        double left = high - (Golden * (high - low));
        double right = low + (Golden * (high - low));
        DriftSolution? atLeft = atLog(left);
        DriftSolution? atRight = atLog(right);
        while (high - low > LogRatioTolerance)
        {
            if (CriterionOf(atLeft) < CriterionOf(atRight))
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - (Golden * (high - low));
                atLeft = atLog(left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + (Golden * (high - low));
                atRight = atLog(right);
            }
        }

        return new[] { best, atLeft, atRight }.MinBy(CriterionOf);
    }

    private static double CriterionOf(DriftSolution? solution) => solution?.Criterion ?? double.PositiveInfinity;

    private DriftSolution? At(double varianceRatioPerSecond)
    {
        var whitening = new RandomWalkWhitening(timeSeconds, varianceRatioPerSecond);
        return SolveUnder(whitening) is var (coefficients, covariance, variance, criterion)
            ? new DriftSolution(coefficients, covariance, variance, whitening, criterion)
            : null;
    }

    private (double[] Coefficients, Matrix<double> Covariance, double Variance, double Criterion)? SolveUnder(
        IWhitening whitening)
    {
        whitening.Apply(response, whitenedResponse);
        for (int i = 0; i < columns.Length; i++)
        {
            whitening.Apply(columns[i], whitenedColumns[i]);
        }

        int count = columns.Length;
        Matrix<double> gram = Matrix<double>.Build.Dense(count, count);
        Vector<double> projection = Vector<double>.Build.Dense(count);
        for (int i = 0; i < count; i++)
        {
            projection[i] = InnerProduct.Of(whitenedColumns[i], whitenedResponse) / columnScale[i];
            for (int j = 0; j <= i; j++)
            {
                gram[i, j] = gram[j, i] = InnerProduct.Of(whitenedColumns[i], whitenedColumns[j])
                    / (columnScale[i] * columnScale[j]);
            }
        }

        if (!TryFactor(gram, out Cholesky<double>? cholesky))
        {
            return null;
        }

        Vector<double> scaled = cholesky.Solve(projection);
        double[] residual = [.. whitenedResponse];
        for (int i = 0; i < count; i++)
        {
            double coefficient = scaled[i] / columnScale[i];
            for (int n = 0; n < residual.Length; n++)
            {
                residual[n] -= coefficient * whitenedColumns[i][n];
            }
        }

        int freedom = response.Length - count;
        double variance = Math.Max(InnerProduct.Of(residual, residual), roundingFloor) / freedom;
        double criterion = (freedom * Math.Log(variance)) + whitening.LogDeterminant + cholesky.DeterminantLn;
        Matrix<double> inverse = cholesky.Solve(Matrix<double>.Build.DenseIdentity(count));
        return (
            [.. scaled.Select((value, i) => value / columnScale[i])],
            Matrix<double>.Build.Dense(count, count, (i, j) => variance * inverse[i, j] / (columnScale[i] * columnScale[j])),
            variance,
            criterion);
    }

    private static bool TryFactor(Matrix<double> gram, [NotNullWhen(true)] out Cholesky<double>? cholesky)
    {
        cholesky = null;
        if (gram.Enumerate().Any(entry => !double.IsFinite(entry)))
        {
            return false;
        }

        try
        {
            cholesky = gram.Cholesky();
            return cholesky.Factor.Diagonal().All(pivot => pivot > SmallestPivot);
        }
        catch (ArgumentException)
        {
            // MathNet's way to say that the matrix is not positive definite.
            return false;
        }
    }

    private static double MedianInterval(double[] timeSeconds)
    {
        double[] intervals =
            [.. timeSeconds.Zip(timeSeconds.Skip(1), (first, second) => second - first).Where(interval => interval > 0).Order()];
        return intervals.Length == 0 ? 0 : intervals[intervals.Length / 2];
    }

    private static double Norm(double[] values)
    {
        double norm = Math.Sqrt(InnerProduct.Of(values, values));
        return norm > 0 ? norm : 1;
    }
}
