using Lab.Models.Junctions;
using Lab.Quantities;

namespace Lab.Models.Tests.Junctions;

public class SwitchingLayerTests
{
    private static readonly SwitchingLayer Layer = new()
    {
        AnisotropyField = MagneticField.FromTesla(0.03),
        OffsetField = MagneticField.FromTesla(0.002),
        Stability = 45,
        CriticalCurrent = Current.FromAmperes(1e-3),
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EscapesPerSecond_AtTheOffset_IsTheArrheniusLaw(bool isParallel) =>
        Assert.Equal(1e9 * Math.Exp(-45), Layer.EscapesPerSecond(isParallel, Layer.OffsetField, default), 1e-19);

    [Fact]
    public void EscapesPerSecond_HalfTheAnisotropyField_HasAQuarterOfTheBarrier()
    {
        MagneticField field = Layer.OffsetField + MagneticField.FromTesla(0.015);

        Assert.Equal(1e9 * Math.Exp(-45 / 4.0), Layer.EscapesPerSecond(isParallel: false, field, default), 1e-3);
        Assert.Equal(1e9 * Math.Exp(-45 * 2.25), Layer.EscapesPerSecond(isParallel: true, field, default), 1e-40);
    }

    [Theory]
    [InlineData(1e-9, 2e-3)]
    [InlineData(100e-9, 1.01e-3)]
    public void InPulse_OfSomeWidth_NeedsTheChargeOfPrecessionBeside(double seconds, double amperes) => Assert.Equal(
        amperes,
        (Layer with { PrecessionTime = Duration.FromSeconds(1e-9) }).InPulse(
            Duration.FromSeconds(seconds)).CriticalCurrent.Amperes,
        1e-15);

    [Fact]
    public void EscapesPerSecond_HalfTheCriticalCurrent_HasHalfTheBarrier()
    {
        var half = Current.FromAmperes(0.5e-3);

        Assert.Equal(1e9 * Math.Exp(-22.5), Layer.EscapesPerSecond(isParallel: false, Layer.OffsetField, half), 1e-8);
        Assert.Equal(1e9 * Math.Exp(-22.5), Layer.EscapesPerSecond(isParallel: true, Layer.OffsetField, -half), 1e-8);
    }

    [Fact]
    public void EscapesPerSecond_WithoutABarrier_IsOnceAnAttempt()
    {
        Assert.Equal(1e9, Layer.EscapesPerSecond(isParallel: false, MagneticField.FromTesla(0.1), default));
        Assert.Equal(1e9, Layer.EscapesPerSecond(isParallel: true, Layer.OffsetField, Current.FromAmperes(-2e-3)));
    }

    // The integral of the rate over the sweep, by the midpoint rule, is ln 2 at the median.
    [Theory]
    [InlineData(1e-4)]
    [InlineData(1e-2)]
    [InlineData(10)]
    public void MedianCoerciveField_AtASpeed_IsWhereHalfHaveSwitched(double teslaPerSecond)
    {
        MagneticField median = Layer.MedianCoerciveField(teslaPerSecond);

        const int steps = 200_000;
        double from = -0.06;
        double width = (median.Tesla - from) / steps;
        double escapes = 0;
        for (int i = 0; i < steps; i++)
        {
            MagneticField field = Layer.OffsetField + MagneticField.FromTesla(from + ((i + 0.5) * width));
            escapes += Layer.EscapesPerSecond(isParallel: false, field, default) * width / teslaPerSecond;
        }

        Assert.Equal(Math.Log(2), escapes, 1e-3);
    }

    // Mean and deviation of the switching field from the rate itself, in small steps of the field.
    [Theory]
    [InlineData(true, 20e-6, 1e-4)]
    [InlineData(false, 20e-6, 1e-4)]
    [InlineData(false, -100e-6, 1e-2)]
    public void SwitchingFieldOf_AtASpeed_IsThatOfTheRate(bool isParallel, double amperes, double teslaPerSecond)
    {
        var current = Current.FromAmperes(amperes);
        (MagneticField mean, MagneticField deviation) = Layer.SwitchingFieldOf(isParallel, current, teslaPerSecond);

        double way = isParallel ? -1 : 1;
        const int steps = 100_000;
        double width = Layer.AnisotropyField.Tesla / steps;
        double stays = 1;
        double first = 0;
        double second = 0;
        for (int i = 0; i < steps; i++)
        {
            double distance = (i + 0.5) * width;
            double rate = Layer.EscapesPerSecond(
                isParallel, Layer.OffsetField + MagneticField.FromTesla(way * distance), current);
            double next = stays * Math.Exp(-rate * width / teslaPerSecond);
            first += (stays - next) * distance;
            second += (stays - next) * distance * distance;
            stays = next;
        }

        Assert.Equal(Layer.OffsetField.Tesla + (way * first), mean.Tesla, 1e-6);
        Assert.Equal(Math.Sqrt(second - (first * first)), deviation.Tesla, 1e-6);
    }

    [Fact]
    public void SwitchingFieldOf_CurrentThatLeavesNoBarrier_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => Layer.SwitchingFieldOf(isParallel: false, Layer.CriticalCurrent * 1.1, 1e-3));

    [Fact]
    public void At_AntiparallelUnderBias_FollowsTheLawOfTheRatio()
    {
        var junction = new TunnelResistance(Resistance.FromOhms(1000), 1.2, Voltage.FromVolts(0.4));
        double ohms = junction.At(isParallel: false, Current.FromAmperes(2e-4)).Ohms;
        double volts = ohms * 2e-4;

        Assert.Equal(1000 * (1 + (1.2 / (1 + (volts / 0.4 * volts / 0.4)))), ohms, 1e-6);
        Assert.Equal(2200, junction.At(isParallel: false, default).Ohms, 1e-9);
        Assert.Equal(1000, junction.At(isParallel: true, Current.FromAmperes(2e-4)).Ohms, 1e-9);
        Assert.Equal(ohms, junction.At(isParallel: false, Current.FromAmperes(-2e-4)).Ohms, 1e-9);
    }
}
