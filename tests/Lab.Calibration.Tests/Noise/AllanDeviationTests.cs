using Lab.Calibration.Noise;
using Lab.Models.Randomness;

namespace Lab.Calibration.Tests.Noise;

public class AllanDeviationTests
{
    // NIST SP 1065, section 12.4: a thousand numbers of a generator with a prime modulus, and their overlapping Allan deviation.
    [Theory]
    [InlineData(1, 2.922319e-1)]
    [InlineData(10, 9.159953e-2)]
    [InlineData(100, 3.241343e-2)]
    public void At_TestSuiteOfNist_IsThePublishedValue(int averaged, double published)
    {
        const long modulus = 2147483647;
        double[] readings = new double[1000];
        long n = 1234567890;
        for (int i = 0; i < readings.Length; i++)
        {
            readings[i] = (double)n / modulus;
            n = 16807 * n % modulus;
        }

        Assert.Equal(published, AllanDeviation.At(readings, averaged), 5e-8);
    }

    [Fact]
    public void Of_Drift_IsSlopeTimesTimeOverRootTwo()
    {
        double[] readings = [.. Enumerable.Range(0, 300).Select(i => 2e-9 * i)];

        var allan = AllanDeviation.Of(readings, 0.5);

        Assert.All(allan.Seconds.Zip(allan.Deviations), pair => Assert.Equal(
            4e-9 * pair.First / Math.Sqrt(2), pair.Second, 1e-15));
    }

    [Fact]
    public void Of_WhiteNoise_FallsWithTheRootOfTime()
    {
        double[] readings = Noise(1, 20_000);

        var allan = AllanDeviation.Of(readings, 0.1);

        int withinTwo = 0;
        for (int i = 0; i < allan.Seconds.Count; i++)
        {
            double truth = Math.Sqrt(0.1 / allan.Seconds[i]);
            Assert.Equal(truth, allan.Deviations[i], 5 * allan.Uncertainties[i]);
            withinTwo += Math.Abs(truth - allan.Deviations[i]) <= 2 * allan.Uncertainties[i] ? 1 : 0;
        }

        Assert.InRange(withinTwo, 0.7 * allan.Seconds.Count, allan.Seconds.Count);
    }

    // Of a walk with steps of variance one, the means over two neighbouring stretches of m differ by the variance (2m² + 1)/3m.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(20)]
    public void At_RandomWalk_IsTheClosedForm(int m)
    {
        const int seeds = 60;
        double mean = 0;
        for (ulong seed = 0; seed < seeds; seed++)
        {
            double[] walk = Noise(seed, 2000);
            for (int i = 1; i < walk.Length; i++)
            {
                walk[i] += walk[i - 1];
            }

            mean += Math.Pow(AllanDeviation.At(walk, m), 2) / seeds;
        }

        double truth = ((2.0 * m * m) + 1) / (6 * m);
        Assert.Equal(truth, mean, 0.05 * truth); // the variance of 60 × 2000/m stretches, fivefold
    }

    [Fact]
    public void Of_OneReadingOrNoInterval_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AllanDeviation.Of([1], 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AllanDeviation.Of([1, 2, 3, 4], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AllanDeviation.At([1, 2, 3, 4], 3));
    }

    private static double[] Noise(ulong seed, int count)
    {
        var random = RandomStream.For(seed, "Allan deviation");
        return [.. Enumerable.Range(0, count).Select(_ => random.NextGaussian())];
    }
}
