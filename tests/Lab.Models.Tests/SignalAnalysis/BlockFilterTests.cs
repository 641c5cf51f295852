using System.Numerics;
using Lab.Models.Randomness;
using Lab.Models.SignalAnalysis;

namespace Lab.Models.Tests.SignalAnalysis;

public sealed class BlockFilterTests
{
    private const double Rate = 1e9;

    [Theory]
    [InlineData(1)]
    [InlineData(24_576)] // a block
    [InlineData(49_153)] // more than a pair of them
    [InlineData(120_000)]
    public void Filtered_Delay_MovesTheSamples(int length)
    {
        const int delay = 11;
        double[] samples = Noise(length);
        double[] filtered = BlockFilter.Filtered(
            samples, Rate, hertz => Complex.FromPolarCoordinates(0.5, -Math.Tau * hertz * delay / Rate), reach: 4096);

        Assert.Equal(length, filtered.Length);
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(i < delay ? 0 : 0.5 * samples[i - delay], filtered[i], 1e-12);
        }
    }

    /// <summary>One transform of the whole record is the definition.</summary>
    [Fact]
    public void Filtered_SmoothTransfer_IsThatOfOneTransform()
    {
        double[] samples = Noise(100_000);
        static Complex Transfer(double hertz) =>
            Math.Exp(-Math.Pow((hertz - 200e6) / 50e6, 2)) * Complex.FromPolarCoordinates(1, hertz / 60e6);
        double[] padded = [.. samples, .. new double[31_072]];
        ReadOnlySpan<Complex> whole = AnalyticSignal.Filtered(padded, Rate, Transfer).Samples;

        double[] filtered = BlockFilter.Filtered(samples, Rate, Transfer, reach: 2048);

        for (int i = 0; i < samples.Length; i++)
        {
            Assert.Equal(whole[i].Real, filtered[i], 1e-9);
        }
    }

    [Fact]
    public void Filtered_NoReach_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockFilter.Filtered(new double[1], Rate, _ => 1, 0));

    private static double[] Noise(int length)
    {
        var random = new RandomStream(5);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextGaussian())];
    }
}
