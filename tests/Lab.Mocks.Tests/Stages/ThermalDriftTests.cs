using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

public sealed class ThermalDriftTests
{
    private const int Seeds = 1000;
    private static readonly Voltage AfterOneSecond = Voltage.FromVolts(5e-9);

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void Variance_OfAThousandSeeds_GrowsLinearlyInTime(double seconds)
    {
        double sum = Enumerable.Range(0, Seeds).Sum(seed => Math.Pow(Walk(seed).VoltsAt(seconds), 2));

        // The variance of a variance of n normal numbers is 2/n: four standard errors are 18 %.
        Assert.Equal(1, sum / Seeds / (25e-18 * seconds), 4 * Math.Sqrt(2.0 / Seeds));
    }

    [Fact]
    public void Increments_OfOneWalk_AreIndependent()
    {
        ThermalDrift walk = Walk(1);
        double[] values = [.. Enumerable.Range(0, 4001).Select(i => walk.VoltsAt(i))];
        double[] steps = [.. values.Zip(values.Skip(1), (a, b) => (b - a) / 5e-9)];
        Assert.Equal(0, steps.Average(), 4 / Math.Sqrt(4000));
        Assert.Equal(0, steps.Zip(steps.Skip(1), (a, b) => a * b).Average(), 4 / Math.Sqrt(4000));
    }

    [Fact]
    public void Walk_LookedAtByAnotherVoltmeterAsWell_IsTheSame()
    {
        ThermalDrift once = Walk(7);
        ThermalDrift often = Walk(7);
        for (double t = 0; t < 30; t += 0.0123)
        {
            often.VoltsAt(t);
        }

        Assert.Equal(once.VoltsAt(30), often.VoltsAt(30));
        Assert.NotEqual(Walk(8).VoltsAt(30), Walk(7).VoltsAt(30));
    }

    [Fact]
    public void Walk_ClockPutBack_GoesOn()
    {
        ThermalDrift walk = Walk(1);
        double before = walk.VoltsAt(1000);
        Assert.Equal(before, walk.VoltsAt(0), 1e-9);
        Assert.NotEqual(before, walk.VoltsAt(10));
    }

    private static ThermalDrift Walk(int seed) => new(AfterOneSecond, RandomStream.For((ulong)seed, "test"), 0);
}
