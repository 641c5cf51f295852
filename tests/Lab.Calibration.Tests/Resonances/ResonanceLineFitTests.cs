using Lab.Calibration.Resonances;
using Lab.Models.Randomness;

namespace Lab.Calibration.Tests.Resonances;

public class ResonanceLineFitTests
{
    private static readonly double[] Fields = [.. Enumerable.Range(0, 61).Select(i => 0.05 + (1e-3 * i))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_LineWithoutNoise_GivesItsParameters(bool isDerivative)
    {
        ResonanceLine? line = ResonanceLineFit.Fit(
            Fields, Readings(0.0812, 4.3e-3, 2e-6, -1e-6, isDerivative, 0, 1), isDerivative, out string? failure);

        Assert.Null(failure);
        Assert.Equal(0.0812, line!.Field.Value, 1e-9);
        Assert.Equal(4.3e-3, line.HalfWidth.Value, 1e-9);
        Assert.Equal(2e-6, line.Symmetric.Value, 1e-12);
        Assert.Equal(-1e-6, line.Antisymmetric.Value, 1e-12);
    }

    [Fact]
    public void Fit_FiftyNoisyLines_CoversTwoThirds()
    {
        int fields = 0;
        int widths = 0;
        for (ulong seed = 1; seed <= 50; seed++)
        {
            ResonanceLine line = ResonanceLineFit.Fit(
                Fields, Readings(0.0812, 4.3e-3, 2e-6, -1e-6, false, 5e-8, seed), isDerivative: false, out _)!;
            fields += Math.Abs(line.Field.Value - 0.0812) <= line.Field.StandardUncertainty ? 1 : 0;
            widths += Math.Abs(line.HalfWidth.Value - 4.3e-3) <= line.HalfWidth.StandardUncertainty ? 1 : 0;
        }

        // 68 % of 50, three standard deviations to either side.
        Assert.InRange(fields, 24, 44);
        Assert.InRange(widths, 24, 44);
    }

    [Fact]
    public void Fit_NoiseAlone_FindsNoLine()
    {
        Assert.Null(ResonanceLineFit.Fit(
            Fields, Readings(0.0812, 4.3e-3, 0, 0, false, 5e-8, 3), isDerivative: false, out string? failure));
        Assert.NotNull(failure);
    }

    [Fact]
    public void Fit_TwoLines_IsNotDescribed()
    {
        double[] two = Readings(0.07, 4e-3, 2e-6, 0, false, 1e-8, 1)
            .Zip(Readings(0.085, 4e-3, 1e-6, 0, false, 1e-8, 2), (one, other) => one + other).ToArray();

        Assert.False(ResonanceLineFit.Fit(Fields, two, isDerivative: false, out _)!.IsDescribed);
    }

    [Fact]
    public void Fit_FewPoints_SaysHowMany()
    {
        Assert.Null(ResonanceLineFit.Fit([1, 2], [1, 2], isDerivative: false, out string? failure));
        Assert.Equal("2 fields are too few for a line; take 16 or more.", failure);
    }

    internal static double[] Readings(
        double field, double halfWidth, double symmetric, double antisymmetric, bool isDerivative, double noise, ulong seed)
    {
        var random = RandomStream.For(seed, "line");
        return
        [
            .. Fields.Select(each =>
            {
                double x = (each - field) / halfWidth;
                double one = 1 / (1 + (x * x));
                (double even, double odd) = isDerivative
                    ? (-2 * x * one * one, (1 - (x * x)) * one * one)
                    : (one, x * one);
                return 3e-7 + (1e-6 * each) + (symmetric * even) + (antisymmetric * odd) + (noise * random.NextGaussian());
            }),
        ];
    }
}
