using Lab.Models.Randomness;

namespace Lab.Models.Tests.Randomness;

public sealed class WhiteNoiseTests
{
    private const int Count = 1_000_000;

    [Fact]
    public void AddTo_Zeros_AreNormalNumbersThatKnowNothingOfEachOther()
    {
        float[] samples = new float[Count];
        new WhiteNoise(7).AddTo(2, samples);

        // Standard errors: of the mean 2/√N, of the mean square 4·√(2/N), of products of neighbours 4/√N; five of each.
        Assert.Equal(0, samples.Average(x => (double)x), 5 * 2 / Math.Sqrt(Count));
        Assert.Equal(4, samples.Average(x => (double)x * x), 5 * 4 * Math.Sqrt(2.0 / Count));
        foreach (int lag in (int[])[1, 2, 64, 128, 1024])
        {
            double product = Enumerable.Range(lag, Count - lag).Sum(i => (double)samples[i] * samples[i - lag]) / (Count - lag);
            Assert.Equal(0, product, 5 * 4 / Math.Sqrt(Count));
        }

        // A kurtosis of 3, with a standard error of √(24/N).
        Assert.Equal(3, samples.Average(x => Math.Pow(x / 2, 4)), 5 * Math.Sqrt(24.0 / Count));
    }

    [Fact]
    public void AddTo_InPieces_IsTheSameNoise()
    {
        float[] whole = new float[5000];
        float[] pieces = new float[5000];
        new WhiteNoise(7).AddTo(1, whole);
        var noise = new WhiteNoise(7);
        for (int from = 0, length = 1; from < pieces.Length; from += length, length = (2 * length) + 1)
        {
            noise.AddTo(1, pieces.AsSpan(from, Math.Min(length, pieces.Length - from)));
        }

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void AddTo_Samples_KeepsWhatTheyAre()
    {
        float[] samples = [3, 4];
        new WhiteNoise(7).AddTo(0, samples);

        Assert.Equal([3, 4], samples);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void AddTo_NoDeviation_IsRefused(float deviation) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WhiteNoise(7).AddTo(deviation, new float[1]));
}
