using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Regression;

/// <summary>Nonlinear least squares of a handful of parameters (Levenberg and Marquardt), with slopes by differences.</summary>
internal static class DampedLeastSquares
{
    private const int Steps = 100;
    private const double Difference = 1e-5;
    private const double LargestDamping = 1e12;
    private const double Settled = 1e-10;

    /// <summary>Follows the sum of squares to its minimum.</summary>
    /// <param name="residuals">The residuals in units of their standard deviations at a place, shape [reading].</param>
    /// <param name="start">Where it begins, shape [parameter]; parameters are of the size of one.</param>
    /// <returns>The place, the covariance of its parameters for residuals of variance one, and the sum of squares;
    /// <see langword="null"/> where a parameter is not determined.</returns>
    public static (Vector<double> Place, Matrix<double> Covariance, double Squares)? Find(
        Func<Vector<double>, double[]> residuals, double[] start)
    {
        var place = Vector<double>.Build.DenseOfArray(start);
        Vector<double> left = At(place);
        double damping = 1e-3;
        for (int step = 0; step < Steps && damping < LargestDamping; step++)
        {
            Matrix<double> jacobian = Slopes(place);
            Matrix<double> normal = jacobian.TransposeThisAndMultiply(jacobian);
            Vector<double> downhill = -jacobian.TransposeThisAndMultiply(left);
            Matrix<double> damped = normal.Clone();
            damped.SetDiagonal(normal.Diagonal() * (1 + damping));
            Vector<double> move = damped.Solve(downhill);
            Vector<double> next = At(place + move);
            double gain = left.DotProduct(left) - next.DotProduct(next);
            if (!(gain >= 0))
            {
                damping *= 10;
                continue;
            }

            (place, left, damping) = (place + move, next, damping / 10);
            if (gain <= Settled * left.DotProduct(left))
            {
                break;
            }
        }

        Matrix<double> last = Slopes(place);
        Matrix<double> covariance = last.TransposeThisAndMultiply(last).Inverse();
        return covariance.Diagonal().All(variance => variance > 0 && double.IsFinite(variance)) && place.All(double.IsFinite)
            ? (place, covariance, left.DotProduct(left))
            : null;

        Vector<double> At(Vector<double> there) => Vector<double>.Build.DenseOfArray(residuals(there));

        Matrix<double> Slopes(Vector<double> there) => Matrix<double>.Build.DenseOfColumnVectors(
            Enumerable.Range(0, there.Count).Select(k =>
            {
                Vector<double> aside = Vector<double>.Build.Dense(there.Count);
                aside[k] = Difference;
                return (At(there + aside) - At(there - aside)) / (2 * Difference);
            }));
    }
}
