using Lab.Calibration.Resonances;
using Lab.Models.Randomness;

namespace Lab.Calibration.Tests.Resonances;

/// <summary>Families of lines with known heights.</summary>
public class TorqueFitTests
{
    private const double Field = 0.05;
    private const double HalfWidth = 0.004;
    private const double DampingLike = -7e-6;
    private const double FieldLike = 15e-6;
    private const double Thermal = 1e-6;
    private const double Zero = 0.05;
    private const double Noise = 50e-9;

    private static readonly double[] Angles = [.. Enumerable.Range(0, 12).Select(i => i * Math.PI / 6)];

    [Fact]
    public void Of_ManyFamilies_CoversTheTruthAsOftenAsItSays()
    {
        const int families = 40;
        var random = RandomStream.For(1, "torques");
        double[] truths = [Field, HalfWidth, DampingLike, FieldLike, Thermal, Zero, DampingLike / FieldLike];
        int[] within = new int[truths.Length];
        for (int family = 0; family < families; family++)
        {
            (LineFamily lines, TorqueFit torques) = Fit(random, _ => Field);
            Assert.True(lines.IsOneLine && lines.IsDescribed && torques.IsDescribed);
            Estimate[] found =
            [
                lines.Field, lines.HalfWidth, torques.DampingLike, torques.FieldLike, torques.Thermal, torques.Zero,
                torques.Ratio,
            ];
            for (int i = 0; i < truths.Length; i++)
            {
                within[i] += Math.Abs(found[i].Value - truths[i]) <= found[i].StandardUncertainty ? 1 : 0;
            }
        }

        // 68 % of 40 is 27 ± 3 for each.
        Assert.All(within, count => Assert.InRange(count, 18, 36));
    }

    [Fact]
    public void Fit_FieldThatChangesWithTheAngle_IsNotOneLine()
    {
        (LineFamily lines, _) = Fit(RandomStream.For(2, "torques"), angle => Field + (2e-4 * Math.Cos(2 * angle)));

        Assert.False(lines.IsOneLine);
    }

    [Fact]
    public void Of_AnotherLawOfTheAngle_SaysSo()
    {
        (_, TorqueFit torques) = Fit(RandomStream.For(3, "torques"), _ => Field, angle => 1e-6 * Math.Sin(2 * angle));

        Assert.False(torques.IsDescribed);
    }

    [Fact]
    public void Fit_NoiseAlone_IsNoLine()
    {
        var random = RandomStream.For(4, "torques");
        double[] fields = [.. Enumerable.Range(0, 41).Select(i => Field - 0.03 + (0.06 * i / 40))];

        LineFamily? lines = LineFamilyFit.Fit(
            [.. Angles.Select(angle => new LineAtAngle(angle, fields, [.. fields.Select(_ => random.NextGaussian() * Noise)]))],
            out string? failure);

        Assert.Null(lines);
        Assert.StartsWith("no ", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_FewAngles_Throws()
    {
        (LineFamily lines, _) = Fit(RandomStream.For(5, "torques"), _ => Field);

        Assert.Equal(
            "3 angles of 12 lines do not tell torques; take 6 or more angles, one for each line. (Parameter 'anglesRadians')",
            Assert.Throws<ArgumentException>(() => TorqueFit.Of(Angles[..3], lines)).Message);
    }

    private static (LineFamily Lines, TorqueFit Torques) Fit(
        RandomStream random, Func<double, double> fieldAt, Func<double, double>? beside = null)
    {
        LineAtAngle[] readings =
        [
            .. Angles.Select(angle =>
            {
                double there = angle + Zero;
                double torque = Math.Sin(2 * there) * Math.Cos(there);
                double symmetric = (DampingLike * torque) + (Thermal * Math.Sin(there)) + (beside?.Invoke(there) ?? 0);
                double[] fields = [.. Enumerable.Range(0, 41).Select(i => Field - 0.03 + (0.06 * i / 40))];
                return new LineAtAngle(angle, fields,
                [
                    .. fields.Select(field =>
                    {
                        double x = (field - fieldAt(angle)) / HalfWidth;
                        return ((symmetric + (FieldLike * torque * x)) / (1 + (x * x))) + 0.5e-6 + (1e-6 * field / Field)
                            + (Noise * random.NextGaussian());
                    }),
                ]);
            }),
        ];
        LineFamily lines = LineFamilyFit.Fit(readings, out string? failure)
            ?? throw new InvalidOperationException(failure);
        return (lines, TorqueFit.Of(Angles, lines));
    }
}
