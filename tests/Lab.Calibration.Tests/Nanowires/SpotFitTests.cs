using Lab.Calibration.Nanowires;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Nanowires;

/// <summary>Steps of a spot of 2.5 µm that a volt moves by 1 µm, against the model of the spot.</summary>
public sealed class SpotFitTests
{
    private static readonly double[] Positions = [.. Enumerable.Range(-8, 17).Select(i => i * 0.5)];

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Find_StepsOfASpot_IsWhereItIsOnTheNotch(int direction)
    {
        var random = new RandomStream(2);
        double[] steps =
        [
            .. Positions.Select(volts => (0.02 * ShareAt(direction * (volts - 0.6))) + (1e-4 * random.NextGaussian())),
        ];

        SpotFit? fit = SpotFit.Find(Positions, steps, [.. Positions.Select(_ => 1e-4)], out string? failure);

        Assert.Null(failure);
        Assert.NotNull(fit);
        Assert.Equal(0.6, fit.Centre.Value, 4 * fit.Centre.StandardUncertainty);
        Assert.Equal(2.5 * direction, fit.Radius.Value, 4 * fit.Radius.StandardUncertainty);
        Assert.Equal(0.02, fit.Swing.Value, 4 * fit.Swing.StandardUncertainty);
        Assert.InRange(fit.Centre.StandardUncertainty, 0, 0.02);
    }

    [Fact]
    public void Find_NotchOutsideThePositions_SaysSo()
    {
        double[] steps = [.. Positions.Select(volts => 0.02 * ShareAt(volts - 9))];
        Assert.Null(SpotFit.Find(Positions, steps, [.. Positions.Select(_ => 1e-4)], out string? failure));
        Assert.Contains("the notch is not within the positions", failure, StringComparison.Ordinal);
    }

    private static double ShareAt(double micrometres) =>
        new KerrSpot { Along = Length.FromMeters(micrometres * 1e-6) }.ShareBefore;
}
