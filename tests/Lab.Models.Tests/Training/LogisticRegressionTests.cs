using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Models.Tests.Training;

public sealed class LogisticRegressionTests
{
    [Fact]
    public void Fit_OfOneFeature_MakesTheLogOddsOfEachValue()
    {
        // At 0 one of four samples is of class 1, at 1 three of four: the log-odds are -ln 3 and ln 3 where two numbers can be
        // chosen.
        double[][] features = [[0], [0], [0], [0], [1], [1], [1], [1]];
        double[] fitted = LogisticRegression.Fit(features, [1, 0, 0, 0, 1, 1, 1, 0]);

        const double ofTheRidge = 0.02;
        Assert.Equal(-Math.Log(3), LogisticRegression.LogOdds(fitted, [0]), ofTheRidge);
        Assert.Equal(Math.Log(3), LogisticRegression.LogOdds(fitted, [1]), ofTheRidge);
    }

    [Fact]
    public void Fit_OfSamplesDrawnFromTheModel_FindsIt()
    {
        const int count = 40_000;
        double[] truth = [2.0, -30.0, 0.5];
        var random = RandomStream.For(1, "logistic");
        double[][] features =
        [
            .. Enumerable.Range(0, count).Select(_ => (double[])[3 + random.NextGaussian(), 0.2 + (0.05 * random.NextGaussian())])
        ];
        double[] targets = [.. features.Select(
            sample => random.NextDouble() < 1 / (1 + Math.Exp(-LogisticRegression.LogOdds(truth, sample))) ? 1.0 : 0.0)];

        double[] fitted = LogisticRegression.Fit(features, targets);

        // Five standard errors of about 1/√(count · p(1 − p)) in units of each feature's spread.
        const double five = 5 * 3.0 / 200;
        Assert.Equal(truth[0], fitted[0], five);
        Assert.Equal(truth[1], fitted[1], five / 0.05);
    }

    [Fact]
    public void Fit_OfSeparableSamples_StaysFiniteAndDividesThem()
    {
        double[][] features = [[1e-6], [2e-6], [3e-6], [4e-6]];
        double[] fitted = LogisticRegression.Fit(features, [0, 0, 1, 1]);

        Assert.All(fitted, value => Assert.True(double.IsFinite(value)));
        Assert.Equal(0, LogisticRegression.LogOdds(fitted, [2.5e-6]), 1e-6);
        Assert.True(fitted[0] > 0);
    }

    [Fact]
    public void Fit_OfOneClassAndAFeatureWithoutSpread_IsFinite() =>
        Assert.All(LogisticRegression.Fit([[1, 2], [1, 3]], [1, 1]), value => Assert.True(double.IsFinite(value)));

    [Fact]
    public void Fit_OfNothing_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([], []));
        Assert.Throws<ArgumentException>(() => LogisticRegression.Fit([[1]], [1, 0]));
    }
}
