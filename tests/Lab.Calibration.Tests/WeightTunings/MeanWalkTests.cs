using Lab.Calibration.Noise;
using Lab.Calibration.WeightTunings;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Tests.WeightTunings;

public class MeanWalkTests
{
    /// <summary>Against the matrices of the definition: best linear unbiased prediction of β + mean of the walk.</summary>
    [Fact]
    public void AddTo_FewReadings_IsTheMatrixFormula()
    {
        double[] seconds = [10, 11, 11.5, 14, 20, 21];
        double[] slopes = [1, -2, 0.5, 3, 0, 1.5];
        double[] readings = [0.3, 1, -0.7, 2.2, 0.1, -1];
        (double offsetRatio, double ratio) = (0.2, 0.4);
        double[][] columns = [[1, 1, 1, 1, 1, 1], slopes];
        int count = seconds.Length;
        Matrix<double> shared = Matrix<double>.Build.Dense(count, count, (i, j) => Math.Min(seconds[i], seconds[j]) - seconds[0]);
        Matrix<double> noise = Matrix<double>.Build.Dense(
            count, count, (i, j) => (i == j ? 1 : 0) + ((offsetRatio + (ratio * slopes[i] * slopes[j])) * shared[i, j]));
        Matrix<double> inverse = noise.Inverse();
        Matrix<double> design = Matrix<double>.Build.DenseOfColumnArrays(columns);
        Vector<double> y = Vector<double>.Build.DenseOfArray(readings);
        Matrix<double> covariance = (design.Transpose() * inverse * design).Inverse();
        Vector<double> coefficients = covariance * design.Transpose() * inverse * y;
        Vector<double> left = y - (design * coefficients);
        double white = (left * (inverse * left)) / (count - 2);
        Vector<double> together = Vector<double>.Build.Dense(count, i => slopes[i] * ratio * shared.Row(i).Average());
        double mean = together * (inverse * left);
        Vector<double> gap = Vector<double>.Build.DenseOfArray([0, 1]) - (design.Transpose() * (inverse * together));
        double unseen = (ratio * shared.Enumerate().Average()) - (together * (inverse * together));
        double variance = white * (unseen + (gap * (covariance * gap)));

        var whitening = new TwoWalksWhitening(seconds, slopes, offsetRatio, ratio);
        (double[] found, Matrix<double> foundCovariance, double foundWhite, _) =
            DriftRegression.SolveUnder(columns, readings, whitening)!.Value;
        Assert.Equal(coefficients[1], found[1], 1e-9);
        Assert.Equal(Math.Log(noise.Determinant()), whitening.LogDeterminant, 1e-9);
        Matrix<double> with = new MeanWalk(seconds, slopes, whitening, ratio, foundWhite)
            .AddTo(found, foundCovariance, 1, columns, readings);

        Assert.Equal(white, foundWhite, 1e-9);
        Assert.Equal(coefficients[0], found[0], 1e-9);
        Assert.Equal(coefficients[1] + mean, found[1], 1e-9);
        Assert.Equal(variance, with[1, 1], 1e-9);
    }
}
