using Lab.Calibration.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Nanowires;

/// <summary>The timing of a field that is late, has an offset and a third harmonic, from a record with noise.</summary>
public sealed class FieldTimingTests
{
    private const int Samples = 2000;
    private const double Hertz = 20;
    private const double Late = 460e-6;

    private static double FieldAt(double seconds)
    {
        double phase = Math.Tau * Hertz * (seconds - Late);
        return 0.05e-3 - (15e-3 * Math.Sin(phase)) + (0.1e-3 * Math.Sin(3 * phase));
    }

    [Fact]
    public void Fit_OfARecord_TellsTheTimeOfEachField()
    {
        FieldTiming timing = Fit(noise: 3e-6);
        foreach (double tesla in (double[])[-5e-3, 0, 2e-3, 4.6e-3, 8e-3, 12e-3])
        {
            double seconds = timing.SecondsTo(MagneticField.FromTesla(tesla));
            Assert.Equal(tesla, FieldAt(seconds), 1.5e-6); // 5 deviations of the fit
            Assert.Equal(tesla, timing.TeslaAt(seconds), 1e-12);
        }

        Assert.Equal(15e-3, timing.Amplitude.Tesla, 2e-6);
        Assert.Equal(Late, timing.LagSeconds, 1e-6);
    }

    [Fact]
    public void SecondsTo_AFieldThatIsNotReached_SaysBetweenWhichItRises()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Fit(noise: 0).SecondsTo(MagneticField.FromTesla(16e-3)));
        Assert.Contains("between which the field rises", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Timer_OfAFieldThatBecomesLater_IsSetAnewBeyondTheBound()
    {
        var timer = new FieldTimer(Shifted(0), MagneticField.FromTesla(0.02e-3), window: 4);
        var field = MagneticField.FromTesla(5e-3);
        double before = timer.SecondsTo(field);
        int loops = 0;
        while (!timer.Take(Shifted(20e-6), field)) // 0.036 mT
        {
            loops++;
        }

        Assert.Equal(3, loops); // as many as are averaged
        Assert.Equal(20e-6, timer.SecondsTo(field) - before, 1e-9);
        Assert.Equal(1, timer.Retimings);
        for (int loop = 0; loop < 20; loop++)
        {
            Assert.False(timer.Take(Shifted(25e-6), field)); // 0.009 mT more
        }
    }

    private static FieldTiming Shifted(double seconds)
    {
        double phase = Math.Tau * Hertz * seconds;
        double[] series = new double[FieldTiming.Coefficients];
        (series[1], series[2]) = (-15e-3 * Math.Cos(phase), 15e-3 * Math.Sin(phase));
        return new FieldTiming(Hertz, series);
    }

    private static FieldTiming Fit(double noise)
    {
        var random = new RandomStream(3);
        double[] tesla = [.. Enumerable.Range(0, Samples).Select(
            i => FieldAt(i / (Samples * Hertz)) + (noise * random.NextGaussian()))];
        return new FieldTimingFitter(Samples, Samples * Hertz).Fit(tesla);
    }
}
