using Lab.Calibration.Noise;

namespace Lab.Calibration.Regression;

/// <summary>A straight line y = a + b·x through measured points, with the uncertainty of both numbers.</summary>
public sealed class LineFit
{
    private LineFit(Estimate slope, Estimate intercept, double covariance, double rSquared, IReadOnlyList<double> residuals)
    {
        Slope = slope;
        Intercept = intercept;
        Covariance = covariance;
        RSquared = rSquared;
        Residuals = residuals;
    }

    /// <summary>Slope b, in units of y per unit of x.</summary>
    public Estimate Slope { get; }

    /// <summary>Intercept a at x = 0, in units of y.</summary>
    public Estimate Intercept { get; }

    /// <summary>Covariance of the intercept and the slope.</summary>
    public double Covariance { get; }

    /// <summary>Fraction of the variance of y that the line explains, at most 1;
    /// 1 where all y are equal and on the line.</summary>
    public double RSquared { get; }

    /// <summary>Measured less fitted y, shape [point]. With drift, the estimated wander is taken out too.</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>The x where the line crosses zero, −a/b, with the propagated uncertainty;
    /// unknown where the slope is zero.</summary>
    public Estimate ZeroCrossing
    {
        get
        {
            if (Slope.Value == 0)
            {
                return Estimate.Unknown;
            }

            double crossing = -Intercept.Value / Slope.Value;
            double variance = Square(Intercept.StandardUncertainty) + (Square(crossing) * Square(Slope.StandardUncertainty))
                + (2 * crossing * Covariance);
            return new Estimate(crossing, Math.Sqrt(Math.Max(variance, 0)) / Math.Abs(Slope.Value));
        }
    }

    /// <summary>Fits points of equal, unknown uncertainty, which is taken from their scatter.</summary>
    /// <param name="x">Abscissas, shape [point]; at least three, two of them distinct.</param>
    /// <param name="y">Ordinates, shape [point].</param>
    /// <exception cref="ArgumentException">The lengths differ, there are too few points, a number is not finite, or all x are
    /// equal.</exception>
    public static LineFit Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        RegressionData.Require("a straight line", x, y, minimumCount: 3, minimumDistinct: 2);
        double[] weights = new double[x.Length];
        Array.Fill(weights, 1);
        return Solve(x, y, weights, scaleByScatter: true);
    }

    /// <summary>Fits points of known uncertainty; the scatter does not enter the uncertainty of the result.</summary>
    /// <param name="x">Abscissas, shape [point]; at least two, distinct.</param>
    /// <param name="y">Ordinates, shape [point].</param>
    /// <param name="standardUncertainties">Standard uncertainty of each y, shape [point]. Positive.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are too few points, a number is not finite, all x are equal,
    /// or an uncertainty is not positive.</exception>
    public static LineFit Weighted(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> standardUncertainties)
    {
        RegressionData.Require("a straight line", x, y, minimumCount: 2, minimumDistinct: 2);
        if (standardUncertainties.Length != x.Length)
        {
            throw new ArgumentException(
                $"{x.Length} points need {x.Length} uncertainties; got {standardUncertainties.Length}.",
                nameof(standardUncertainties));
        }

        double[] weights = new double[x.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = 1 / Square(standardUncertainties[i]);
            if (!(standardUncertainties[i] > 0 && double.IsFinite(weights[i]) && weights[i] > 0))
            {
                throw new ArgumentException(
                    $"The uncertainty of point {i} must be positive and finite; {standardUncertainties[i]} is not.",
                    nameof(standardUncertainties));
            }
        }

        return Solve(x, y, weights, scaleByScatter: false);
    }

    /// <summary>Fits points that were read one after another while the zero of y wandered, such as a rectified voltage against
    /// power on a nanovoltmeter: white noise plus a random walk, both estimated from the points.</summary>
    /// <param name="x">Abscissas in the order of measurement, shape [point]; at least six, two of them distinct.</param>
    /// <param name="y">Ordinates, shape [point].</param>
    /// <param name="timeSeconds">When each point was read, in seconds, never going back, shape [point].</param>
    /// <returns>The line; its intercept holds the offset at the first point.</returns>
    /// <exception cref="ArgumentException">The lengths differ, there are too few points, a number is not finite, all x are equal,
    /// or time goes back.</exception>
    public static LineFit WithDrift(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> timeSeconds)
    {
        RegressionData.Require("a straight line with drift", x, y, minimumCount: 6, minimumDistinct: 2);
        if (timeSeconds.Length != x.Length)
        {
            throw new ArgumentException(
                $"{x.Length} points need {x.Length} times; got {timeSeconds.Length}.", nameof(timeSeconds));
        }

        double[] ones = new double[x.Length];
        Array.Fill(ones, 1);
        double[] abscissas = x.ToArray();
        double[] ordinates = y.ToArray();
        DriftSolution solution = DriftRegression.Solve([ones, abscissas], ordinates, timeSeconds.ToArray())
            ?? throw new ArgumentException("The x of the points differ by rounding only; spread them further.", nameof(x));

        double[] residuals = new double[x.Length];
        double[] walk = new double[x.Length];
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = y[i] - solution.Coefficients[0] - (solution.Coefficients[1] * x[i]);
        }

        solution.Whitening.SmoothInto(residuals, walk);
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] -= walk[i];
            ordinates[i] -= walk[i];
        }

        return new LineFit(solution[1], solution[0], solution.Covariance[0, 1], Explained(ordinates, residuals, ones), residuals);
    }

    /// <summary>The line at one x, with its uncertainty.</summary>
    public Estimate At(double x) => new(
        Intercept.Value + (Slope.Value * x),
        Math.Sqrt(Math.Max(
            Square(Intercept.StandardUncertainty) + (Square(x * Slope.StandardUncertainty)) + (2 * x * Covariance), 0)));

    private static LineFit Solve(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double[] weights, bool scaleByScatter)
    {
        // Sums about the weighted mean: raw sums of squares lose the slope when x is far from zero, as 300 MHz in hertz is.
        double total = 0;
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            total += weights[i];
            meanX += weights[i] * x[i];
            meanY += weights[i] * y[i];
        }

        meanX /= total;
        meanY /= total;
        double squares = 0;
        double products = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            squares += weights[i] * Square(x[i] - meanX);
            products += weights[i] * (x[i] - meanX) * (y[i] - meanY);
        }

        double slope = products / squares;
        double[] residuals = new double[weights.Length];
        double scatter = 0;
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = y[i] - meanY - (slope * (x[i] - meanX));
            scatter += weights[i] * Square(residuals[i]);
        }

        double variance = scaleByScatter ? scatter / (weights.Length - 2) : 1;
        double slopeVariance = variance / squares;
        double interceptVariance = (variance / total) + (meanX * meanX * slopeVariance);
        return new LineFit(
            new Estimate(slope, Math.Sqrt(slopeVariance)),
            new Estimate(meanY - (slope * meanX), Math.Sqrt(interceptVariance)),
            -meanX * slopeVariance,
            Explained(y, residuals, weights),
            residuals);
    }

    private static double Explained(ReadOnlySpan<double> y, double[] residuals, double[] weights)
    {
        double total = 0;
        double mean = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            total += weights[i];
            mean += weights[i] * y[i];
        }

        mean /= total;
        double scatter = 0;
        double spread = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            scatter += weights[i] * Square(residuals[i]);
            spread += weights[i] * Square(y[i] - mean);
        }

        return spread == 0 ? 1 : 1 - (scatter / spread);
    }

    private static double Square(double value) => value * value;
}
