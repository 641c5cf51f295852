using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Noise;

/// <summary>The solution of a <see cref="DriftRegression"/>.</summary>
/// <param name="Coefficients">The coefficients of the columns.</param>
/// <param name="Covariance">Their covariance.</param>
/// <param name="WhiteVariance">Variance of the white noise per reading.</param>
/// <param name="Whitening">The filter for the ratio of variances that was found.</param>
/// <param name="Criterion">Minus twice the restricted log-likelihood, up to a constant.</param>
internal sealed record DriftSolution(
    double[] Coefficients,
    Matrix<double> Covariance,
    double WhiteVariance,
    RandomWalkWhitening Whitening,
    double Criterion)
{
    /// <summary>Variance of the random walk per second.</summary>
    public double DriftVariancePerSecond => WhiteVariance * Whitening.VarianceRatioPerSecond;

    /// <summary>A coefficient with its standard uncertainty.</summary>
    public Estimate this[int index] => new(Coefficients[index], Math.Sqrt(Covariance[index, index]));
}
