using Lab.Calibration.Noise;

namespace Lab.Calibration.Tests.Noise;

public class WhitenessTests
{
    [Fact]
    public void Of_ShortSeries_AgreesWithScipy()
    {
        // /usr/bin/python3 with numpy 1.24.2 and scipy 1.10.1:
        //   e=np.array([...]); n=15; Q=n*(n+2)*sum((np.sum(e[k:]*e[:-k])/np.sum(e*e))**2/(n-k) for k in range(1,11))
        //   chi2.sf(Q,10), np.sum(np.diff(e)**2)/np.sum(e*e)
        var whiteness = Whiteness.Of([0.3, -1.2, 0.7, 0.1, -0.4, 1.6, -0.2, 0.9, -1.1, 0.5, 0.2, -0.6, 1.3, -0.9, 0.4]);

        Assert.Equal(0.0005190976142133085, whiteness.Probability, 1e-12);
        Assert.Equal(3.196640316205533, whiteness.DurbinWatson, 1e-12);
    }

    [Fact]
    public void Of_TooFew_Throws()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Whiteness.Of(new double[10]));

        Assert.Equal("The test of whiteness needs more than 10 residuals; got 10. (Parameter 'residuals')", error.Message);
    }
}
