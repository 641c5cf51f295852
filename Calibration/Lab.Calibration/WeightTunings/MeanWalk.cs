using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.WeightTunings;

/// <summary>The mean over all readings of a walk that they depend on, predicted from them: the best linear unbiased predictor
/// (Robinson 1991, doi:10.1214/ss/1177011926).</summary>
/// <param name="timeSeconds">Times of the readings, s, shape [reading].</param>
/// <param name="slopes">Derivative of each reading by the quantity that walks, shape [reading].</param>
/// <param name="whitening">The filter for all noise of the readings, this walk included.</param>
/// <param name="ratioPerSecond">Variance of the walk per second over that of the white noise.</param>
/// <param name="whiteVariance">Variance of the white noise.</param>
internal sealed class MeanWalk(
    double[] timeSeconds, double[] slopes, IWhitening whitening, double ratioPerSecond, double whiteVariance)
{
    /// <summary>Adds the mean of the walk to a coefficient whose column is the slopes themselves.</summary>
    /// <param name="coefficients">The coefficients under this noise; the one receives the mean.</param>
    /// <param name="covariance">Their covariance.</param>
    /// <param name="constant">Which coefficient.</param>
    /// <param name="columns">The columns, shape [coefficient][reading].</param>
    /// <param name="response">The readings.</param>
    /// <returns>The covariance with the mean added.</returns>
    public Matrix<double> AddTo(
        double[] coefficients, Matrix<double> covariance, int constant, double[][] columns, double[] response)
    {
        (double[] shared, double variance) = Shared();
        double[] together = [.. shared.Zip(slopes, (seconds, slope) => slope * ratioPerSecond * seconds)];
        double[] whitened = Whitened(together);
        Vector<double> seen = Vector<double>.Build.Dense(columns.Length, k => InnerProduct.Of(whitened, Whitened(columns[k])));
        double mean = InnerProduct.Of(whitened, Whitened(response))
            - seen.DotProduct(Vector<double>.Build.DenseOfArray(coefficients));
        double left = whiteVariance * ((ratioPerSecond * variance) - InnerProduct.Of(whitened, whitened));

        // What is not seen of the mean, and what the coefficients are off, are independent.
        Matrix<double> to = Matrix<double>.Build.DenseIdentity(columns.Length);
        to.SetRow(constant, to.Row(constant) - seen);
        Matrix<double> with = to * covariance * to.Transpose();
        with[constant, constant] += Math.Max(left, 0);
        coefficients[constant] += mean;
        return with;
    }

    /// <summary>The covariance of the walk at each reading with its mean, and the mean's variance, for a walk of variance 1 per
    /// second.</summary>
    private (double[] Shared, double Variance) Shared()
    {
        double[] shared = new double[timeSeconds.Length];
        double before = 0;
        for (int i = 0; i < shared.Length; i++)
        {
            double seconds = timeSeconds[i] - timeSeconds[0];
            before += seconds;
            shared[i] = (before + ((shared.Length - 1 - i) * seconds)) / shared.Length;
        }

        return (shared, shared.Average());
    }

    private double[] Whitened(double[] values)
    {
        double[] whitened = new double[values.Length];
        whitening.Apply(values, whitened);
        return whitened;
    }
}
