using Lab.Calibration.WeightMaps;
using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Calibration.Tests.WeightMaps;

public sealed class WeightMapTests
{
    private static readonly Frequency[] Tones = [Frequency.FromMegahertz(174), Frequency.FromMegahertz(540)];
    private static readonly double[] Hidden =
    [
        -0.46,
        -1.15,
        1,
        Math.Log(0.115),
        57,
        1.7,
        0.33,
        0.82,
        1,
        Math.Log(0.037),
        0.55,
        18.5
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Fit_RecoversTheHiddenChainWithinItsUncertainty(int seed)
    {
        WeightMapFitResult fit = WeightMapFit.Fit(Tones, Measure(seed, sigma: 0.01));
        var hidden = new TunedChain(Tones, Hidden);

        Assert.InRange(fit.ReducedChiSquare, 0.75, 1.3);
        double pulls = 0;
        int count = 0;
        for (double current1 = 0.5e-3; current1 < 10e-3; current1 += 1e-3)
        {
            for (double current2 = 0.5e-3; current2 < 10e-3; current2 += 1e-3)
            {
                for (int tone = 0; tone < 2; tone++)
                {
                    Estimate weight = fit.Map.WeightAt(tone, [current1, current2]);
                    pulls += Math.Pow(
                        (weight.Value - hidden.WeightAt(tone, [current1, current2])) / weight.StandardUncertainty, 2);
                    count++;
                }
            }
        }

        Assert.InRange(pulls / count, 0.1, 3);
    }

    [Fact]
    public void Choose_ReachableWeights_AreReached()
    {
        WeightMap map = Map();
        var random = new RandomStream(5);
        for (int i = 0; i < 200; i++)
        {
            double[] amperes = [random.NextDouble() * 10e-3, random.NextDouble() * 10e-3];
            double[] wanted = map.WeightsAt(amperes);
            WeightChoice choice = map.Choose(wanted);
            Assert.InRange(choice.Distance, 0, 1e-6);
            Assert.All(choice.Amperes, current => Assert.InRange(current, 0, 10e-3));
        }
    }

    [Fact]
    public void Choose_UnreachableWeights_SaysHowNear()
    {
        WeightMap map = Map();
        WeightChoice choice = map.Choose([-2, 0.1]);
        double nearest = double.PositiveInfinity;
        for (int i = 0; i <= 400; i++)
        {
            for (int j = 0; j <= 400; j++)
            {
                double[] weights = map.WeightsAt([i * 25e-6, j * 25e-6]);
                nearest = Math.Min(nearest, double.Hypot(weights[0] + 2, weights[1] - 0.1));
            }
        }

        Assert.InRange(choice.Distance, nearest - 1e-3, nearest + 1e-6);
    }

    [Fact]
    public void Fit_BadInput_IsRefused()
    {
        IReadOnlyList<MeasuredWeights> points = Measure(1, 0.01);
        Assert.Throws<ArgumentException>(() => WeightMapFit.Fit(Tones, [.. points.Take(6)]));
        Assert.Throws<ArgumentException>(() => WeightMapFit.Fit(Tones, Measure(1, sigma: 0)));
        Assert.Throws<ArgumentException>(() => Map().Choose([double.NaN, 0]));
    }

    private static WeightMap Map() => new(Tones, Hidden, new double[Hidden.Length * Hidden.Length], [0, 0], [10e-3, 10e-3]);

    private static List<MeasuredWeights> Measure(int seed, double sigma)
    {
        var hidden = new TunedChain(Tones, Hidden);
        var random = new RandomStream((ulong)seed);
        return
        [
            .. from i in Enumerable.Range(0, 11)
               from j in Enumerable.Range(0, 11)
               let amperes = (double[])[i * 1e-3, j * 1e-3]
               select new MeasuredWeights(
                   amperes,
                   [.. Enumerable.Range(0, 2).Select(tone => new Estimate(
                       hidden.WeightAt(tone, amperes) + (sigma * random.NextGaussian()), sigma))]),
        ];
    }
}
