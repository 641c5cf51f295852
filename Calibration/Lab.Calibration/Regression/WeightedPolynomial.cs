using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Regression;

/// <summary>A polynomial y = c0 + c1·x + … + cn·xⁿ through points of known uncertainty, which is widened where the points scatter
/// more about it.</summary>
public sealed class WeightedPolynomial
{
    private WeightedPolynomial(IReadOnlyList<Estimate> coefficients, double reducedChiSquare) =>
        (Coefficients, ReducedChiSquare) = (coefficients, reducedChiSquare);

    /// <summary>The coefficients c0 to cn, in units of y per power of x.</summary>
    public IReadOnlyList<Estimate> Coefficients { get; }

    /// <summary>Scatter over what the uncertainties promise, squared; 0 where there are no more points than
    /// coefficients.</summary>
    public double ReducedChiSquare { get; }

    /// <summary>Fits the points.</summary>
    /// <param name="x">Abscissas, shape [point].</param>
    /// <param name="y">Ordinates, shape [point].</param>
    /// <param name="standardUncertainties">Standard uncertainty of each y, shape [point]. Positive.</param>
    /// <param name="degree">Degree n; at least n + 1 abscissas are distinct.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are too few points, a number is not finite, or an
    /// uncertainty is not positive.</exception>
    public static WeightedPolynomial Of(
        IReadOnlyList<double> x, IReadOnlyList<double> y, IReadOnlyList<double> standardUncertainties, int degree)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ArgumentNullException.ThrowIfNull(standardUncertainties);
        RegressionData.Require(
            $"a polynomial of degree {degree}", [.. x], [.. y], minimumCount: degree + 1, minimumDistinct: degree + 1);
        if (standardUncertainties.Count != x.Count
            || standardUncertainties.Any(uncertainty => !(uncertainty > 0) || !double.IsFinite(uncertainty)))
        {
            throw new ArgumentException("Each point needs a positive and finite uncertainty.", nameof(standardUncertainties));
        }

        // In units of the largest x, in which the powers are of one size.
        double reach = x.Max(Math.Abs);
        Matrix<double> design = Matrix<double>.Build.Dense(
            x.Count, degree + 1, (i, power) => Math.Pow(x[i] / reach, power) / standardUncertainties[i]);
        Vector<double> measured = Vector<double>.Build.Dense(y.Count, i => y[i] / standardUncertainties[i]);
        Vector<double> coefficients = design.QR().Solve(measured);
        Vector<double> residuals = measured - (design * coefficients);
        int freedom = x.Count - degree - 1;
        double reduced = freedom > 0 ? residuals.DotProduct(residuals) / freedom : 0;
        Matrix<double> covariance = design.TransposeThisAndMultiply(design).Inverse() * Math.Max(1, reduced);
        return new WeightedPolynomial(
            [.. coefficients.Select((value, power) => new Estimate(
                value / Math.Pow(reach, power), Math.Sqrt(covariance[power, power]) / Math.Pow(reach, power)))],
            reduced);
    }
}
