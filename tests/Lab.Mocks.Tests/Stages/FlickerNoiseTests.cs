using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Tests.Stages;

public sealed class FlickerNoiseTests
{
    private const int Seeds = 2000;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Variance_AtAnyTime_IsThatOfAllOctaves(double seconds)
    {
        double variance = Enumerable.Range(0, Seeds).Average(seed => Math.Pow(Noise(seed).ValueAt(seconds), 2));

        Assert.Equal(1, variance / FlickerNoise.Octaves, 4 * Math.Sqrt(2.0 / Seeds));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(10)]
    [InlineData(200)]
    public void Covariance_OfTwoTimes_IsTheSumOfTheExponentials(double apart)
    {
        double covariance = Enumerable.Range(0, Seeds).Average(seed =>
        {
            FlickerNoise noise = Noise(seed);
            return noise.ValueAt(5) * noise.ValueAt(5 + apart);
        });

        double expected = Enumerable.Range(0, FlickerNoise.Octaves).Sum(i => Math.Exp(-apart / FlickerNoise.TimeConstant(i)));
        Assert.Equal(expected, covariance, 4 * FlickerNoise.Octaves * Math.Sqrt(2.0 / Seeds));
    }

    private static FlickerNoise Noise(int seed) => new(perOctave: 1, RandomStream.For((ulong)seed, "test"), startSeconds: 0);
}
