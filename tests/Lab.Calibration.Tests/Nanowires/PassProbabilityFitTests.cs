using System.Globalization;
using Lab.Calibration.Nanowires;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;
using MathNet.Numerics.LinearAlgebra;
using Xunit.Abstractions;

namespace Lab.Calibration.Tests.Nanowires;

public sealed class PassProbabilityFitTests(ITestOutputHelper output)
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

    /// <summary>Wires as the shipped bench draws them: their 68 % intervals hold as often, and no parameter is off on the
    /// mean.</summary>
    [Fact]
    public void Find_ManyWires_HasIntervalsThatHoldAndNoBias()
    {
        const int wires = 400;
        int[] held = new int[3];
        double[] sums = new double[3];
        double[] wanted = [0.02e-3, 150, 0.01]; // of h₀ in T, slope in 1/T, floor
        int[] within = new int[3];
        for (int wire = 1; wire <= wires; wire++)
        {
            PassProbability truth = new NotchedNanowire()
                .Draw(new NanowireSpread(), RandomStream.For((ulong)wire, "wire")).PassProbability;
            PassProbabilityFit fit = FitOf(walls: 1000, (ulong)wire, truth);
            (Estimate Found, double True)[] all =
                [(fit.Centre, truth.Centre.Tesla), (fit.Slope, truth.SlopePerTesla), (fit.Floor, truth.Floor)];
            for (int i = 0; i < all.Length; i++)
            {
                double off = all[i].Found.Value - all[i].True;
                double deviations = off / all[i].Found.StandardUncertainty;
                held[i] += Math.Abs(deviations) < 1 ? 1 : 0;
                within[i] += Math.Abs(off) < wanted[i] ? 1 : 0;
                sums[i] += deviations;
            }
        }

        output.WriteLine($"held {string.Join(", ", held)}; within {string.Join(", ", within)}; "
            + $"mean {string.Join(", ", sums.Select(sum => (sum / wires).ToString("F2", CultureInfo.InvariantCulture)))}");

        // 68.3 % of 400 are 273 ± 9.3; a mean of 400 has a deviation of 0.05.
        Assert.All(held, count => Assert.InRange(count, 273 - 28, 273 + 28));
        Assert.All(sums, sum => Assert.InRange(sum / wires, -0.2, 0.2));
        Assert.All(within, count => Assert.InRange(count, wires * 0.9, wires));
    }

    [Fact]
    public void IndependentErrors_OfEachParameter_AreItsUncertainty()
    {
        PassProbabilityFit fit = FitOf(walls: 1000, seed: 1);
        double[] uncertainties =
            [fit.Centre.StandardUncertainty, fit.Slope.StandardUncertainty, fit.Floor.StandardUncertainty];
        for (int parameter = 0; parameter < 3; parameter++)
        {
            double[] errors = [.. fit.IndependentErrors.Skip(3 * parameter).Take(3)];
            Assert.Equal(1, Math.Sqrt(errors.Sum(Square)) / uncertainties[parameter], 1e-9);
        }

        // A higher floor takes walls of the slope away: what is left of it is steeper, and its middle higher.
        Assert.True(fit.IndependentErrors[0] * fit.IndependentErrors[6] > 0);
    }

    /// <summary>All variances are positive, and yet no numbers have this covariance: a correlation of 2.</summary>
    [Fact]
    public void Conclude_CovarianceThatIsIndefinite_IsAFailure()
    {
        Matrix<double> covariance = Matrix<double>.Build.DenseOfArray(new double[,]
        {
            { 1e-4, 0, 0 },
            { 0, 1e-2, 2e-4 },
            { 0, 2e-4, 1e-6 },
        });
        Assert.Null(PassProbabilityFit.Conclude(
            Vector<double>.Build.Dense([4.63, 2.73, 0.02]), covariance, chiSquare: 10, freedom: 10, out string? failure));
        Assert.StartsWith("The counts do not rise with the field as those of a notch do", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Conclude_CovarianceOfNumbers_IsItsFactor()
    {
        Matrix<double> covariance = Matrix<double>.Build.DenseOfArray(new double[,]
        {
            { 4e-4, 2e-4, 0 },
            { 2e-4, 1e-2, 1e-5 },
            { 0, 1e-5, 1e-6 },
        });
        PassProbabilityFit? fit = PassProbabilityFit.Conclude(
            Vector<double>.Build.Dense([4.63, 2.73, 0.02]), covariance, chiSquare: 10, freedom: 10, out string? failure);
        Assert.Null(failure);
        Assert.NotNull(fit);
        Matrix<double> factor = Matrix<double>.Build.DenseOfRowMajor(3, 3, fit.IndependentErrors);
        Matrix<double> inTesla = factor * factor.Transpose();
        Assert.Equal(4e-10, inTesla[0, 0], 1e-20);
        Assert.Equal(2e-4, inTesla[0, 1], 1e-14); // mT · 1/mT
        Assert.Equal(1e-2, inTesla[1, 2], 1e-12); // 1/T
        Assert.Equal(1e-3, fit.Floor.StandardUncertainty, 1e-12);
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

    private static PassProbabilityFit FitOf(int walls, ulong seed) => FitOf(walls, seed, Truth);

    private static PassProbabilityFit FitOf(int walls, ulong seed, PassProbability truth)
    {
        var random = new RandomStream(seed);
        PassCount[] counts =
        [
            .. Fields().Select(tesla => new PassCount(
                tesla, walls, Draw(random, walls, truth.At(MagneticField.FromTesla(tesla))))),
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
