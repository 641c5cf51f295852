using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Tests.Stages;

public sealed class RandomWalkTests
{
    private const int Seeds = 1000;
    private const double AfterOneSecond = 5e-9;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void Variance_OfAThousandSeeds_GrowsLinearlyInTime(double seconds)
    {
        double sum = Enumerable.Range(0, Seeds).Sum(seed => Math.Pow(Walk(seed).ValueAt(seconds), 2));

        // The variance of a variance of n normal numbers is 2/n: four standard errors are 18 %.
        Assert.Equal(1, sum / Seeds / (25e-18 * seconds), 4 * Math.Sqrt(2.0 / Seeds));
    }

    [Fact]
    public void Increments_OfOneWalk_AreIndependent()
    {
        RandomWalk walk = Walk(1);
        double[] values = [.. Enumerable.Range(0, 4001).Select(i => walk.ValueAt(i))];
        double[] steps = [.. values.Zip(values.Skip(1), (a, b) => (b - a) / 5e-9)];
        Assert.Equal(0, steps.Average(), 4 / Math.Sqrt(4000));
        Assert.Equal(0, steps.Zip(steps.Skip(1), (a, b) => a * b).Average(), 4 / Math.Sqrt(4000));
    }

    [Fact]
    public void Walk_LookedAtByAnotherVoltmeterAsWell_IsTheSame()
    {
        RandomWalk once = Walk(7);
        RandomWalk often = Walk(7);
        for (double t = 0; t < 30; t += 0.0123)
        {
            often.ValueAt(t);
        }

        Assert.Equal(once.ValueAt(30), often.ValueAt(30));
        Assert.NotEqual(Walk(8).ValueAt(30), Walk(7).ValueAt(30));
    }

    [Fact]
    public void Walk_ClockPutBack_GoesOn()
    {
        RandomWalk walk = Walk(1);
        double before = walk.ValueAt(1000);
        Assert.Equal(before, walk.ValueAt(0), 1e-9);
        Assert.NotEqual(before, walk.ValueAt(10));
    }

    private static RandomWalk Walk(int seed) => new(AfterOneSecond, RandomStream.For((ulong)seed, "test"), 0);
}
