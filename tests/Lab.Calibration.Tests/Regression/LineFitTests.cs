using Lab.Calibration.Regression;

namespace Lab.Calibration.Tests.Regression;

public class LineFitTests
{
    /// <summary>Two direct solutions of a small, well-posed problem agree to almost all digits.</summary>
    private const double Tolerance = 1e-12;

    private static readonly double[] X = [1, 2, 3, 4, 5, 6];
    private static readonly double[] Y = [2.1, 3.9, 6.2, 7.8, 10.1, 11.7];

    [Fact]
    public void Of_SixPoints_AgreesWithNumpy()
    {
        // /usr/bin/python3 with numpy 1.24.2: c,V=np.polyfit(x,y,1,cov=True); c, np.sqrt(np.diag(V)), V[0,1]
        var line = LineFit.Of(X, Y);

        AssertEstimate(1.9485714285714282, 0.04583317872577511, line.Slope);
        AssertEstimate(0.14666666666667066, 0.17849458664149304, line.Intercept);
        Assert.Equal(-0.007352380952380954, line.Covariance, Tolerance);
        Assert.Equal(0.9977918567567181, line.RSquared, Tolerance);
        Assert.Equal(0, line.Residuals.Sum(), Tolerance);
        Assert.Equal(Y[2] - line.At(3).Value, line.Residuals[2], Tolerance);
    }

    [Fact]
    public void Weighted_SixPoints_AgreesWithNumpy()
    {
        // /usr/bin/python3 with numpy 1.24.2: c,V=np.polyfit(x,y,1,w=1/s,cov='unscaled')
        var line = LineFit.Weighted(X, Y, [0.1, 0.2, 0.1, 0.3, 0.1, 0.2]);

        AssertEstimate(1.9743777452415823, 0.030849371925046377, line.Slope);
        AssertEstimate(0.15812591508052085, 0.11103136881488837, line.Intercept);
        Assert.Equal(-0.0030161054172767226, line.Covariance, Tolerance);
    }

    [Fact]
    public void WithDrift_WanderingZero_AgreesWithTheCovarianceMatrix()
    {
        // /usr/bin/python3 with numpy 1.24.2 and scipy 1.10.1: minimize_scalar over log(r) of the restricted likelihood
        //   V=np.eye(n)+r*np.minimum.outer(w,w); G=X.T@inv(V)@X; b=solve(G,X.T@inv(V)@y); e=y-X@b; s2=e@inv(V)@e/(n-2)
        //   (n-2)*np.log(s2)+np.linalg.slogdet(V)[1]+np.linalg.slogdet(G)[1], with w the times from the first one
        double[] x = [.. Enumerable.Range(0, 24).Select(i => 2.0 * (i % 6))];
        double[] times = [.. Enumerable.Range(0, 24).Select(i => (0.5 * i) + (i > 11 ? 2 : 0))];
        double[] y =
        [
            1.157, 1.93, 3.114, 3.88, 4.766, 5.612, 0.498, 1.607, 2.209, 3.542, 4.568, 5.853,
            0.871, 1.743, 2.423, 3.767, 4.463, 5.892, 0.642, 1.496, 2.399, 3.31, 4.379, 5.311,
        ];

        var line = LineFit.WithDrift(x, y, times);

        // The search stops within 0.02 of the best log ratio, which moves the estimate by less than a thousandth of its
        // uncertainty and the uncertainty by less than half a per cent.
        Assert.Equal(0.5033473184944862, line.Slope.Value, 1e-3 * 0.01186);
        Assert.Equal(0.011859982291557318, line.Slope.StandardUncertainty, 5e-3 * 0.01186);
        Assert.Equal(1.0768118382095397, line.Intercept.Value, 1e-2 * 0.1032);
        Assert.Equal(0.10323818123738157, line.Intercept.StandardUncertainty, 5e-3 * 0.1032);
        Assert.Equal(-0.0001666775222541826, line.Covariance, 2e-2 * 0.000167);
    }

    [Fact]
    public void WithDrift_SlowDrift_KnowsTheSlopeBetterThanPlainLeastSquares()
    {
        // A wander of 2 V over a sweep that is run up and down ten times: the plain fit takes it all for scatter.
        double[] x = [.. Enumerable.Range(0, 200).Select(i => i % 20 < 10 ? i % 10 : 9.0 - (i % 10))];
        double[] times = [.. Enumerable.Range(0, 200).Select(i => (double)i)];
        double[] y = [.. x.Select((value, i) => 1 + (0.5 * value) + Math.Sin(i / 60.0) + (0.001 * ((i * 37 % 11) - 5)))];

        var plain = LineFit.Of(x, y);
        var drift = LineFit.WithDrift(x, y, times);

        Assert.True(drift.Slope.StandardUncertainty < 0.15 * plain.Slope.StandardUncertainty);
        Assert.Equal(0.5, drift.Slope.Value, 3 * drift.Slope.StandardUncertainty);
    }

    [Fact]
    public void ZeroCrossing_ManySeeds_HasTheUncertaintyOfItsScatter()
    {
        var random = new Random(4);
        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] errors = [.. Enumerable.Range(0, 2000).Select(_ =>
        {
            double[] y = [.. X.Select(x => (2 * x) - 9 + (0.05 * Gaussian()))];
            Estimate crossing = LineFit.Weighted(X, y, [0.05, 0.05, 0.05, 0.05, 0.05, 0.05]).ZeroCrossing;
            return (crossing.Value - 4.5) / crossing.StandardUncertainty;
        })];

        // Four standard errors of a mean and a variance over 2000 draws.
        Assert.Equal(0, errors.Average(), 4 / Math.Sqrt(2000));
        Assert.Equal(1, errors.Average(error => error * error), 4 * Math.Sqrt(2.0 / 2000));
    }

    [Fact]
    public void Of_FarFromZero_KeepsTheSlope()
    {
        var line = LineFit.Of([346e6, 346.001e6, 346.002e6, 346.003e6], [1e-6, 2e-6, 3e-6, 4e-6]);

        Assert.Equal(1e-9, line.Slope.Value, 1e-18);
        Assert.Equal(345.999e6, line.ZeroCrossing.Value, 1e-4);
    }

    [Fact]
    public void ZeroCrossing_LevelLine_IsUnknown()
    {
        var line = LineFit.Of([1, 2, 3], [5, 5, 5]);

        Assert.False(line.ZeroCrossing.IsKnown);
        Assert.Equal(1, line.RSquared);
    }

    [Fact]
    public void Of_BadPoints_SaysWhatIsWrong()
    {
        Assert.Equal(
            "The fit of a straight line needs at least 3 points for its uncertainty; got 2.",
            MessageOf(() => LineFit.Of([1, 2], [1, 2])));
        Assert.Equal(
            "The fit of a straight line needs at least 2 distinct x; the points have 1.",
            MessageOf(() => LineFit.Of([1, 1, 1], [1, 2, 3])));
        Assert.Equal(
            "Point 1 of the fit is (2, NaN); leave it out or measure it again.",
            MessageOf(() => LineFit.Of([1, 2, 3], [1, double.NaN, 3])));
        Assert.Equal(
            "2 values of x and 3 of y do not make points; pass spans of one length.",
            MessageOf(() => LineFit.Of([1, 2], [1, 2, 3])));
        Assert.Equal(
            "The uncertainty of point 1 must be positive and finite; 0 is not. (Parameter 'standardUncertainties')",
            MessageOf(() => LineFit.Weighted([1, 2, 3], [1, 2, 3], [1, 0, 1])));
    }

    private static string MessageOf(Action fit) => Assert.Throws<ArgumentException>(fit).Message;

    private static void AssertEstimate(double value, double uncertainty, Estimate estimate)
    {
        Assert.Equal(value, estimate.Value, Tolerance);
        Assert.Equal(uncertainty, estimate.StandardUncertainty, Tolerance);
    }
}
