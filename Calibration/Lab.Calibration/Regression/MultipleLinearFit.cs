using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Lab.Calibration.Regression;

/// <summary>y = c0·x0 + … + cn·xn through measured points of equal, unknown uncertainty,
/// which is taken from their scatter.</summary>
public sealed class MultipleLinearFit
{
    private readonly Matrix<double> inverseInformation;

    private MultipleLinearFit(
        Vector<double> coefficients, Matrix<double> inverseInformation, Vector<double> residuals, double residualVariance)
    {
        this.inverseInformation = inverseInformation;
        Coefficients =
            [.. coefficients.Select((value, i) => new Estimate(value, Math.Sqrt(residualVariance * inverseInformation[i, i])))];
        Residuals = residuals.ToArray();
        ResidualVariance = residualVariance;
    }

    /// <summary>The coefficients, shape [regressor], in units of y per unit of x.</summary>
    public IReadOnlyList<Estimate> Coefficients { get; }

    /// <summary>Measured less fitted y, shape [point].</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>Variance of a point about the fit, Σr²/(points − regressors).</summary>
    public double ResidualVariance { get; }

    /// <summary>Fits the points.</summary>
    /// <param name="regressors">The regressors, shape [point][regressor]; a constant is a regressor of ones.</param>
    /// <param name="y">Ordinates, shape [point].</param>
    /// <exception cref="ArgumentException">The lengths differ, there are no more points than regressors, or the regressors depend
    /// on each other.</exception>
    public static MultipleLinearFit Of(IReadOnlyList<double[]> regressors, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(regressors);
        ArgumentNullException.ThrowIfNull(y);
        int count = regressors.Count == 0 ? 0 : regressors[0].Length;
        if (regressors.Count != y.Count || y.Count <= count || count == 0)
        {
            throw new ArgumentException(
                $"{regressors.Count} rows of {count} regressors and {y.Count} values of y cannot be fitted; pass one row a "
                    + "point and more points than regressors.");
        }

        // Each column in units of its own length: watts stand beside ones.
        double[] scale =
            [.. Enumerable.Range(0, count).Select(column => Math.Sqrt(regressors.Sum(row => row[column] * row[column])))];
        if (scale.Any(length => !(length > 0) || !double.IsFinite(length)))
        {
            throw new ArgumentException("A regressor is zero at every point or not finite; leave it out.");
        }

        Matrix<double> design = Matrix<double>.Build.Dense(y.Count, count, (i, column) => regressors[i][column] / scale[column]);
        Vector<double> measured = Vector<double>.Build.Dense(y.Count, i => y[i]);
        QR<double> qr = design.QR(QRMethod.Thin);
        const double smallest = 1e-10;
        if (qr.R.Diagonal().Any(entry => !(Math.Abs(entry) > smallest)))
        {
            throw new ArgumentException("The regressors depend on each other, so that their coefficients cannot be told apart.");
        }

        Vector<double> coefficients = qr.Solve(measured);
        Vector<double> residuals = measured - (design * coefficients);
        double variance = residuals.DotProduct(residuals) / (y.Count - count);
        Matrix<double> inverse = qr.R.Inverse();
        for (int i = 0; i < count; i++)
        {
            inverse.SetRow(i, inverse.Row(i) / scale[i]);
            coefficients[i] /= scale[i];
        }

        return new MultipleLinearFit(coefficients, inverse * inverse.Transpose(), residuals, variance);
    }

    /// <summary>The fitted y at one row of regressors.</summary>
    public double At(ReadOnlySpan<double> regressors)
    {
        double sum = 0;
        for (int i = 0; i < regressors.Length; i++)
        {
            sum += regressors[i] * Coefficients[i].Value;
        }

        return sum;
    }

    /// <summary>Variance of the fitted y at one row of regressors, in units of the variance of a point: xᵀ(XᵀX)⁻¹x.</summary>
    public double LeverageAt(double[] regressors)
    {
        Vector<double> row = Vector<double>.Build.Dense(regressors);
        return row * (inverseInformation * row);
    }
}
