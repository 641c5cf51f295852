using Lab.Calibration.Regression;

namespace Lab.Calibration.Tests.Regression;

public class PolynomialFitTests
{
    private const double Tolerance = 1e-10;

    [Fact]
    public void Of_ResonanceAgainstCurrent_AgreesWithNumpy()
    {
        // /usr/bin/python3 with numpy 1.24.2: c,V=np.polyfit(I,f,2,cov=True); at 3: g=[9,3,1], np.sqrt(g@V@g); slope: g=[6,1,0]
        var fit = PolynomialFit.Of(
            [-10, -8, -5, -2, 0, 1, 4, 7, 10], [301.2, 305.1, 316.0, 331.4, 346.1, 352.8, 379.5, 409.9, 446.3], degree: 2);

        Assert.Equal(2, fit.Degree);
        AssertEstimate(345.4300210449694, 0.22337402409723348, fit.Coefficients[0]);
        AssertEstimate(7.271947396243344, 0.02450381958201689, fit.Coefficients[1]);
        AssertEstimate(0.28202131694709853, 0.004054677303295169, fit.Coefficients[2]);
        AssertEstimate(369.7840550862233, 0.2122779395139963, fit.At(3));
        AssertEstimate(8.964075297925936, 0.03545350963167202, fit.SlopeAt(3));
        Assert.Equal(fit.Coefficients[1].StandardUncertainty, Math.Sqrt(fit.Covariance[1][1]), Tolerance);
    }

    [Fact]
    public void Of_ExactPolynomialFarFromZero_ReproducesIt()
    {
        // Frequencies in hertz to the fourth power span 34 decades; only the centred form survives that.
        double[] x = [.. Enumerable.Range(0, 12).Select(i => 340e6 + (i * 1e6))];
        double[] y = [.. x.Select(hertz => Math.Pow((hertz - 345e6) / 5e6, 4) - 2)];

        var fit = PolynomialFit.Of(x, y, degree: 4);

        Assert.Equal(-2, fit.At(345e6).Value, 1e-9);
        Assert.Equal(4 / 5e6, fit.SlopeAt(350e6).Value, 1e-15);
        Assert.Equal(1, fit.RSquared, 1e-12);
    }

    [Fact]
    public void Of_BadPoints_SaysWhatIsWrong()
    {
        Assert.Equal(
            "The fit of a polynomial of degree 2 needs at least 4 points for its uncertainty; got 3.",
            Assert.Throws<ArgumentException>(() => PolynomialFit.Of([1, 2, 3], [1, 2, 3], 2)).Message);
        Assert.Equal(
            "The fit of a polynomial of degree 2 needs at least 3 distinct x; the points have 2.",
            Assert.Throws<ArgumentException>(() => PolynomialFit.Of([1, 2, 1, 2], [1, 2, 3, 4], 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => PolynomialFit.Of([1, 2, 3], [1, 2, 3], -1));
    }

    private static void AssertEstimate(double value, double uncertainty, Estimate estimate)
    {
        Assert.Equal(value, estimate.Value, Tolerance);
        Assert.Equal(uncertainty, estimate.StandardUncertainty, Tolerance);
    }
}
