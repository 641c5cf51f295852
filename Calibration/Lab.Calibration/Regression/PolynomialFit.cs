using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Lab.Calibration.Regression;

/// <summary>A polynomial y = c0 + c1·x + … + cn·xⁿ through measured points, such as a resonance against the current that tunes
/// it, with the uncertainty of every number that is read from it.</summary>
/// <remarks>The fit runs in x centred and scaled to the points, in which the powers are far from dependent; the coefficients in
/// plain x are derived from it.</remarks>
public sealed class PolynomialFit
{
    private readonly double centre;
    private readonly double halfWidth;
    private readonly Vector<double> scaledCoefficients;
    private readonly Matrix<double> scaledCovariance;

    private PolynomialFit(
        double centre,
        double halfWidth,
        Vector<double> scaledCoefficients,
        Matrix<double> scaledCovariance,
        double rSquared,
        IReadOnlyList<double> residuals)
    {
        this.centre = centre;
        this.halfWidth = halfWidth;
        this.scaledCoefficients = scaledCoefficients;
        this.scaledCovariance = scaledCovariance;
        RSquared = rSquared;
        Residuals = residuals;

        int count = scaledCoefficients.Count;
        Matrix<double> toPlain = Matrix<double>.Build.Dense(count, count, PlainPerScaled);
        Vector<double> plain = toPlain * scaledCoefficients;
        Matrix<double> covariance = toPlain * scaledCovariance * toPlain.Transpose();
        Coefficients = [.. plain.Select((value, i) => new Estimate(value, Math.Sqrt(covariance[i, i])))];
        Covariance = [.. covariance.EnumerateRows().Select(row => (IReadOnlyList<double>)row.ToArray())];
    }

    /// <summary>Degree n of the polynomial.</summary>
    public int Degree => Coefficients.Count - 1;

    /// <summary>The coefficients c0 to cn, in units of y per power of x.</summary>
    public IReadOnlyList<Estimate> Coefficients { get; }

    /// <summary>Covariance of the coefficients, shape [coefficient][coefficient].</summary>
    public IReadOnlyList<IReadOnlyList<double>> Covariance { get; }

    /// <summary>Fraction of the variance of y that the polynomial explains, at most 1;
    /// 1 where all y are equal and on it.</summary>
    public double RSquared { get; }

    /// <summary>Measured less fitted y, shape [point].</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>Fits points of equal, unknown uncertainty, which is taken from their scatter.</summary>
    /// <param name="x">Abscissas, shape [point]; at least degree + 2, degree + 1 of them distinct.</param>
    /// <param name="y">Ordinates, shape [point].</param>
    /// <param name="degree">Degree of the polynomial, 0 to 10.</param>
    /// <exception cref="ArgumentOutOfRangeException">The degree is outside 0 to 10.</exception>
    /// <exception cref="ArgumentException">The lengths differ, there are too few points or too few distinct x, or a number is not
    /// finite.</exception>
    public static PolynomialFit Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, 10);
        RegressionData.Require($"a polynomial of degree {degree}", x, y, minimumCount: degree + 2, minimumDistinct: degree + 1);

        double[] abscissas = x.ToArray();
        double lowest = abscissas.Min();
        double highest = abscissas.Max();
        double middle = lowest + ((highest - lowest) / 2);
        double reach = highest > lowest ? (highest - lowest) / 2 : 1;
        Matrix<double> design = Matrix<double>.Build.Dense(
            abscissas.Length, degree + 1, (i, power) => Math.Pow((abscissas[i] - middle) / reach, power));
        Vector<double> measured = Vector<double>.Build.DenseOfArray(y.ToArray());

        QR<double> qr = design.QR(QRMethod.Thin);
        Vector<double> coefficients = qr.Solve(measured);
        Vector<double> residuals = measured - (design * coefficients);
        double scatter = residuals.DotProduct(residuals);
        double variance = scatter / (abscissas.Length - degree - 1);
        Matrix<double> inverse = qr.R.Inverse();

        double mean = measured.Average();
        double spread = measured.Sum(value => (value - mean) * (value - mean));
        return new PolynomialFit(
            middle,
            reach,
            coefficients,
            variance * (inverse * inverse.Transpose()),
            spread == 0 ? 1 : 1 - (scatter / spread),
            residuals.ToArray());
    }

    /// <summary>The polynomial at one x, with its uncertainty.</summary>
    public Estimate At(double x)
    {
        double scaled = (x - centre) / halfWidth;
        return Along(power => Math.Pow(scaled, power));
    }

    /// <summary>The slope dy/dx at one x, with its uncertainty.</summary>
    public Estimate SlopeAt(double x)
    {
        double scaled = (x - centre) / halfWidth;
        return Along(power => power == 0 ? 0 : power * Math.Pow(scaled, power - 1) / halfWidth);
    }

    private Estimate Along(Func<int, double> factor)
    {
        Vector<double> factors = Vector<double>.Build.Dense(scaledCoefficients.Count, factor);
        double variance = factors * (scaledCovariance * factors);
        return new Estimate(factors * scaledCoefficients, Math.Sqrt(Math.Max(variance, 0)));
    }

    /// <summary>The contribution of the scaled coefficient <paramref name="scaled"/> to the plain one:
    /// ((x − centre)/halfWidth)^scaled by the binomial theorem.</summary>
    private double PlainPerScaled(int plain, int scaled)
    {
        if (plain > scaled)
        {
            return 0;
        }

        double binomial = 1;
        for (int i = 0; i < plain; i++)
        {
            binomial *= (double)(scaled - i) / (i + 1);
        }

        return binomial * Math.Pow(-centre, scaled - plain) / Math.Pow(halfWidth, scaled);
    }
}
