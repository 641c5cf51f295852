using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Tests.Stages;

public sealed class TelegraphNoiseTests
{
    private const double JumpsPerSecond = 0.1;

    [Fact]
    public void Jumps_OverALongTime_ComeAtTheirRateAndSpendHalfTheTimeInEitherState()
    {
        const int seconds = 100_000;
        TelegraphNoise noise = Noise(1);
        int[] signs = [.. Enumerable.Range(0, seconds).Select(t => noise.SignAt(t))];

        // A chain with rate r, looked at every second, changes with the probability (1 - exp(-2r))/2.
        double changes = signs.Zip(signs.Skip(1)).Count(pair => pair.First != pair.Second);
        double probability = (1 - Math.Exp(-2 * JumpsPerSecond)) / 2;
        Assert.Equal(probability, changes / (seconds - 1), 4 * Math.Sqrt(probability / seconds));

        // The correlation exp(-2r|t|) leaves T r independent looks.
        Assert.Equal(0, signs.Average(), 4 / Math.Sqrt(seconds * JumpsPerSecond));
    }

    [Fact]
    public void Start_OfManySeeds_IsInEitherState() =>
        Assert.Equal(0, Enumerable.Range(0, 1000).Average(seed => Noise((ulong)seed).SignAt(0)), 4 / Math.Sqrt(1000));

    [Fact]
    public void State_LookedAtOftener_IsTheSame()
    {
        TelegraphNoise often = Noise(3);
        for (double t = 0; t < 500; t += 0.37)
        {
            often.SignAt(t);
        }

        Assert.Equal(Noise(3).SignAt(500), often.SignAt(500));
    }

    private static TelegraphNoise Noise(ulong seed) => new(JumpsPerSecond, RandomStream.For(seed, "test"), startSeconds: 0);
}
