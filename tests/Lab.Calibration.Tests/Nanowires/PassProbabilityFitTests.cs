using Lab.Calibration.Nanowires;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Nanowires;

public sealed class PassProbabilityFitTests
{
    private static readonly PassProbability Truth = new();

    [Fact]
    public void Find_ManyWalls_IsTheTruth()
    {
        PassProbabilityFit fit = FitOf(walls: 1_000_000, seed: 1);
        Assert.Equal(Truth.Centre.Tesla, fit.Centre.Value, 4 * fit.Centre.StandardUncertainty);
        Assert.Equal(Truth.SlopePerTesla, fit.Slope.Value, 4 * fit.Slope.StandardUncertainty);
        Assert.Equal(Truth.Floor, fit.Floor.Value, 4 * fit.Floor.StandardUncertainty);
        Assert.InRange(fit.Centre.StandardUncertainty, 0, 1e-6);
        Assert.Null(fit.Misfit);
    }

    /// <summary>With a thousand walls at each of 23 fields the centre is known to a hundredth of a millitesla.</summary>
    [Fact]
    public void Find_AThousandWalls_HasUncertaintiesThatHold()
    {
        const int seeds = 400;
        double[] squares = new double[3];
        for (int seed = 1; seed <= seeds; seed++)
        {
            PassProbabilityFit fit = FitOf(walls: 1000, (ulong)seed);
            squares[0] += Square((fit.Centre.Value - Truth.Centre.Tesla) / fit.Centre.StandardUncertainty);
            squares[1] += Square((fit.Slope.Value - Truth.SlopePerTesla) / fit.Slope.StandardUncertainty);
            squares[2] += Square((fit.Floor.Value - Truth.Floor) / fit.Floor.StandardUncertainty);
            Assert.InRange(fit.Centre.StandardUncertainty, 0, 0.012e-3);
            Assert.InRange(fit.Slope.StandardUncertainty, 0, 0.1e3);
        }

        // χ² of 400: its standard deviation is 0.07 of its mean.
        Assert.All(squares, sum => Assert.InRange(sum / seeds, 0.72, 1.28));
    }

    [Fact]
    public void Find_FieldsThatAreAllTooLow_SaysWhatToSet()
    {
        PassCount[] counts = [.. Enumerable.Range(0, 8).Select(i => new PassCount((1 + (0.2 * i)) * 1e-3, 100, 2))];
        Assert.Null(PassProbabilityFit.Find(counts, out string? failure));
        Assert.Equal(
            "Of the walls 2 % pass at 1.00 mT and 2 % at 2.40 mT: set 'fields' from where few pass to where nearly all pass.",
            failure);
    }

    [Fact]
    public void Find_CountsOfTwoWires_AreAMisfit()
    {
        PassCount[] counts =
        [
            .. Fields().Select(tesla => new PassCount(tesla, 1000, (int)(500 * (At(tesla) + At(tesla - 1.5e-3))))),
        ];
        PassProbabilityFit? fit = PassProbabilityFit.Find(counts, out _);
        Assert.Contains("not those of one logistic function", fit?.Misfit, StringComparison.Ordinal);
    }

    private static double At(double tesla) => Truth.At(MagneticField.FromTesla(tesla));

    private static double Square(double value) => value * value;

    private static IEnumerable<double> Fields() => Enumerable.Range(0, 23).Select(i => (2 + (0.2 * i)) * 1e-3);

    private static PassProbabilityFit FitOf(int walls, ulong seed)
    {
        var random = new RandomStream(seed);
        PassCount[] counts =
        [
            .. Fields().Select(tesla => new PassCount(tesla, walls, Draw(random, walls, At(tesla)))),
        ];
        return PassProbabilityFit.Find(counts, out string? failure) ?? throw new InvalidOperationException(failure);
    }

    // Above a thousand walls the normal distribution is the binomial one.
    private static int Draw(RandomStream random, int walls, double probability)
    {
        if (walls > 1000)
        {
            return (int)Math.Round((walls * probability)
                + (Math.Sqrt(walls * probability * (1 - probability)) * random.NextGaussian()));
        }

        int passed = 0;
        for (int wall = 0; wall < walls; wall++)
        {
            passed += random.NextDouble() < probability ? 1 : 0;
        }

        return passed;
    }
}
