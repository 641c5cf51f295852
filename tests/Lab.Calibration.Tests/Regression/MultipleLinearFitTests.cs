using Lab.Calibration.Regression;
using Lab.Models.Randomness;

namespace Lab.Calibration.Tests.Regression;

public sealed class MultipleLinearFitTests
{
    [Fact]
    public void Fit_OfOneRegressorAndAConstant_IsTheStraightLine()
    {
        double[] x = [2e-6, 4e-6, 6e-6, 8e-6, 12e-6];
        double[] y = [1.1e-6, 1.9e-6, 3.2e-6, 3.9e-6, 6.1e-6];
        LineFit line = LineFit.Of(x, y);
        MultipleLinearFit fit = MultipleLinearFit.Of([.. x.Select(value => (double[])[1, value])], y);
        Assert.Equal(line.Intercept.Value, fit.Coefficients[0].Value, 1e-15);
        Assert.Equal(line.Slope.Value, fit.Coefficients[1].Value, 1e-9);
        Assert.Equal(line.Slope.StandardUncertainty, fit.Coefficients[1].StandardUncertainty, 1e-9);
        Assert.Equal(line.At(5e-6).StandardUncertainty, Math.Sqrt(fit.ResidualVariance * fit.LeverageAt([1, 5e-6])), 1e-15);
    }

    [Fact]
    public void Fit_PullsAreStandard()
    {
        var random = new RandomStream(3);
        double squares = 0;
        const int runs = 400;
        for (int run = 0; run < runs; run++)
        {
            List<double[]> rows = [.. Enumerable.Range(0, 40).Select(i => (double[])[1, i, Math.Sin(i)])];
            MultipleLinearFit fit = MultipleLinearFit.Of(
                rows, [.. rows.Select(row => 2 - (3 * row[1]) + (0.5 * row[2]) + random.NextGaussian())]);
            squares += Math.Pow((fit.Coefficients[2].Value - 0.5) / fit.Coefficients[2].StandardUncertainty, 2);
        }

        Assert.InRange(squares / runs, 0.8, 1.25); // 37 degrees of freedom: 1.06
    }

    [Fact]
    public void Fit_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => MultipleLinearFit.Of([[1, 2], [1, 3]], [1, 2]));
        Assert.Contains(
            "depend",
            Assert.Throws<ArgumentException>(() => MultipleLinearFit.Of([[1, 2], [1, 2], [1, 2]], [1, 2, 3])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MultipleLinearFit.Of([[1, 0], [1, 0], [1, 0]], [1, 2, 3]));
    }
}
