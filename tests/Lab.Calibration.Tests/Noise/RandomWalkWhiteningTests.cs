using Lab.Calibration.Noise;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Tests.Noise;

/// <summary>The filter against the covariance matrix I + λ·min(t_i, t_j) that it stands for.</summary>
public class RandomWalkWhiteningTests
{
    private const double RelativeTolerance = 1e-11;

    private static readonly double[] Times = [3, 3.2, 3.4, 3.4, 4.1, 9, 9.2, 9.9, 12];
    private static readonly double[] Readings = [0.3, -1.1, 0.8, 2.2, 1.7, -0.4, 0.6, 0.1, -2.5];

    public static TheoryData<double> Ratios { get; } = [0, 1e-3, 0.4, 25, 1e6];

    [Theory]
    [MemberData(nameof(Ratios))]
    public void Apply_AnyRatio_GivesTheQuadraticFormAndTheDeterminant(double ratio)
    {
        var whitening = new RandomWalkWhitening(Times, ratio);
        Matrix<double> covariance = Covariance(ratio);
        Vector<double> readings = Vector<double>.Build.DenseOfArray(Readings);
        double[] whitened = new double[Times.Length];

        whitening.Apply(Readings, whitened);

        double expected = readings * covariance.Cholesky().Solve(readings);
        Assert.Equal(expected, whitened.Sum(value => value * value), RelativeTolerance * Math.Max(1, ratio) * expected);
        Assert.Equal(covariance.Cholesky().DeterminantLn, whitening.LogDeterminant, RelativeTolerance * Math.Max(1, ratio));
    }

    [Theory]
    [MemberData(nameof(Ratios))]
    public void Apply_TwoSeries_IsLinear(double ratio)
    {
        var whitening = new RandomWalkWhitening(Times, ratio);
        double[] first = new double[Times.Length];
        double[] second = new double[Times.Length];
        double[] both = [.. Readings.Select((reading, i) => (2 * reading) - (3 * Times[i]))];

        whitening.Apply(Readings, first);
        whitening.Apply(Times, second);
        whitening.Apply(both, both);

        Assert.All(both.Select((value, i) => value
            - ((2 * first[i]) - (3 * second[i]))), difference => Assert.Equal(0, difference, 1e-12));
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(0.4)]
    [InlineData(25)]
    public void SmoothInto_Residuals_GivesTheConditionalMeanOfTheWalk(double ratio)
    {
        var whitening = new RandomWalkWhitening(Times, ratio);
        Vector<double> readings = Vector<double>.Build.DenseOfArray(Readings);
        Matrix<double> covariance = Covariance(ratio);
        Vector<double> expected =
            (covariance - Matrix<double>.Build.DenseIdentity(Times.Length)) * covariance.Cholesky().Solve(readings);
        double[] walk = new double[Times.Length];

        whitening.SmoothInto(Readings, walk);

        Assert.All(walk.Select((value, i) => value - expected[i]), difference => Assert.Equal(0, difference, 1e-12));
    }

    [Fact]
    public void Constructor_BadArguments_Throw()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new RandomWalkWhitening([0, 1, 0.5], 1));
        Assert.Equal(
            "The time of reading 2 is 0.5 s; times are finite and never go back. (Parameter 'timeSeconds')", error.Message);

        Assert.Throws<ArgumentException>(() => new RandomWalkWhitening([], 1));
        Assert.Throws<ArgumentException>(() => new RandomWalkWhitening([double.NaN], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomWalkWhitening([0, 1], -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomWalkWhitening([0, 1], double.NaN));
        Assert.Throws<ArgumentException>(() => new RandomWalkWhitening([0, 1], 1).Apply(new double[3], new double[3]));
    }

    private static Matrix<double> Covariance(double ratio) => Matrix<double>.Build.Dense(
        Times.Length, Times.Length, (i, j) => (i == j ? 1 : 0) + (ratio * (Math.Min(Times[i], Times[j]) - Times[0])));
}
