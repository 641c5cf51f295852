using Lab.Models.FieldLines;
using Lab.Quantities;

namespace Lab.Models.Tests.FieldLines;

public class FieldLineTests
{
    [Fact]
    public void OfStrip_SixMicrometersAt300Nanometers_IsAboutOneOerstedPerMilliampere()
    {
        FieldPerCurrent conversion = FieldLine.OfStrip(Length.FromMeters(6e-6), Length.FromNanometers(300));

        // The thesis measured about 1 Oe/mA (section 5.3.1.3); (I/πw)·atan(w/2d) gives 0.98.
        Assert.Equal(0.98, conversion.OerstedPerMilliampere, 0.005);
    }

    [Fact]
    public void OfStrip_FarAway_IsTheFieldOfAWire()
    {
        // µ0/(2πd), 2 Oe/mA at 1 µm; a strip of a hundredth of the distance deviates by its square.
        FieldPerCurrent conversion = FieldLine.OfStrip(Length.FromNanometers(10), Length.FromNanometers(1000));

        Assert.Equal(2, conversion.OerstedPerMilliampere, 1e-4);
    }

    [Fact]
    public void FieldOf_Current_IsProportional()
    {
        var line = new FieldLine(FieldPerCurrent.FromOerstedPerMilliampere(0.98));

        Assert.Equal(-4.9, line.FieldOf(Current.FromMilliamperes(-5)).Oersted, 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1e-6)]
    [InlineData(double.NaN)]
    public void OfStrip_WidthNotPositive_Throws(double meters) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FieldLine.OfStrip(
            Length.FromMeters(meters), Length.FromNanometers(300)));
}
