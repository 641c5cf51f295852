using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;

namespace Lab.Models.Tests.SpinDiodes;

public class CubicRootTests
{
    /// <summary>The bisection that this is compared with ends at one unit in the last place;
    /// the formula and its polish add a few.</summary>
    private const double RelativeTolerance = 2e-14;

    /// <summary>Beside a fold the root moves as the square root of the coefficients, whose last bits differ.</summary>
    private const double FoldTolerance = 1e-5;

    [Fact]
    public void LowestPositive_RandomResonators_AgreesWithBisection()
    {
        var random = new RandomStream(1);
        int folded = 0;
        for (int i = 0; i < 20_000; i++)
        {
            // Detunings within 30 linewidths, shifts of -300 to 300 linewidths per unit of p, drives over twelve decades.
            double q = (20 * random.NextDouble()) - 5;
            double b = 600 * (random.NextDouble() - 0.5);
            double detuning = 60 * (random.NextDouble() - 0.5);
            double drive = Math.Pow(10, (12 * random.NextDouble()) - 9);

            double root = CubicRoot.LowestPositive((q * q) + (b * b), 2 * (q - (detuning * b)), 1 + (detuning * detuning), drive);

            double expected = LowestByBisection(q, b, detuning, drive, out double nearestFold);
            folded += nearestFold > 0 ? 1 : 0;
            double tolerance = Math.Abs(nearestFold - expected) < 1e-3 * expected
                ? FoldTolerance
                : RelativeTolerance * Conditioning(q, b, detuning, expected);
            Assert.True(
                Math.Abs(root - expected) <= tolerance * expected,
                $"{q:R} {b:R} {detuning:R} {drive:R}: {root:R} instead of {expected:R}");
        }

        Assert.InRange(folded, 100, 20_000);
    }

    [Theory]
    [InlineData(0, 0, 4, 8, 2)]
    [InlineData(1, -6, 11, 6, 1)]
    [InlineData(1, -9, 26, 24, 2)]
    [InlineData(1, -2, 1, 0, 0)]
    [InlineData(1, 0, 0.25, 1e-300, 4e-300)]
    public void LowestPositive_KnownRoots_GivesTheSmallest(
        double cubic, double quadratic, double linear, double constant, double expected)
    {
        double root = CubicRoot.LowestPositive(cubic, quadratic, linear, constant);

        Assert.InRange(root, expected * (1 - RelativeTolerance), expected * (1 + RelativeTolerance));
    }

    [Fact]
    public void LowestPositive_NaN_GivesNaN() =>
        Assert.Equal(double.NaN, CubicRoot.LowestPositive(1, double.NaN, 1, 1));

    /// <summary>Bisection below the first maximum of x·[(1 + qx)² + (D − bx)²], or anywhere where the curve only rises.</summary>
    private static double LowestByBisection(double q, double b, double detuning, double drive, out double fold)
    {
        double Curve(double x) => x * (((1 + (q * x)) * (1 + (q * x))) + ((detuning - (b * x)) * (detuning - (b * x))));

        // Extrema of the curve, from its quadratic derivative.
        double a2 = 3 * ((q * q) + (b * b));
        double half = 2 * (q - (detuning * b));
        double a0 = 1 + (detuning * detuning);
        double discriminant = (half * half) - (a2 * a0);
        fold = discriminant > 0 && half < 0 ? a0 / (-half + Math.Sqrt(discriminant)) : 0;
        double low = 0;
        double high = fold > 0 && Curve(fold) >= drive ? fold : 1e-300;
        if (high < 1e-200)
        {
            low = fold > 0 ? 2 * (-half / a2) - fold : 0;
            for (high = 1e-12; Curve(high) < drive || high < low; high *= 2)
            {
            }
        }

        for (int i = 0; i < 2000; i++)
        {
            double middle = low + (0.5 * (high - low));
            if (middle <= low || middle >= high)
            {
                break;
            }

            (low, high) = Curve(middle) < drive ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>Relative change of the root per relative change of the drive and of the squares, which cancel against each other
    /// where the detuning meets the shift.</summary>
    private static double Conditioning(double q, double b, double detuning, double x)
    {
        double gamma = 1 + (q * x);
        double delta = detuning - (b * x);
        double slope = (gamma * gamma) + (delta * delta) + (2 * x * ((gamma * q) - (delta * b)));
        double terms = ((1 + Math.Abs(q * x)) * (1 + Math.Abs(q * x)))
            + ((Math.Abs(detuning) + Math.Abs(b * x)) * (Math.Abs(detuning) + Math.Abs(b * x)));
        return 1 + (terms / Math.Abs(slope));
    }
}
