using Lab.Calibration.Fields;
using Lab.Quantities;

namespace Lab.Calibration.Tests.Fields;

public class FieldUncertaintyTests
{
    private const double Oersted = 1e-4; // T

    private static readonly MagneticField Wanted = MagneticField.FromOersted(6250);
    private static readonly FrequencyPerField Slope = FrequencyPerField.FromHertzPerOersted(30e3);

    [Fact]
    public void HertzAt_HalfAnOerstedAt30KilohertzPerOersted_Is15Kilohertz() =>
        Assert.Equal(15e3, FieldUncertainty.Of(Wanted, [6250 * Oersted], [0.5 * Oersted]).HertzAt(Slope), 1e-6);

    [Theory]
    [InlineData(6250.3)]
    [InlineData(6249.7)]
    public void HertzAt_MissedField_AddsInSquares(double thereOersted)
    {
        // 0.3 Oe missed and 0.4 Oe not known are 0.5 Oe.
        var field = FieldUncertainty.Of(Wanted, [thereOersted * Oersted, thereOersted * Oersted], [0.4 * Oersted, 0.4 * Oersted]);

        Assert.Equal(thereOersted - 6250, field.MissTesla / Oersted, 1e-9);
        Assert.Equal(0.4, field.UncertaintyTesla / Oersted, 1e-9);
        Assert.Equal(15e3, field.HertzAt(Slope), 1e-3);
        Assert.Equal(15e3, field.HertzAt(-Slope), 1e-3);
    }

    [Fact]
    public void Of_PartsInTwoFields_CountsTheirScatter()
    {
        var field = FieldUncertainty.Of(Wanted, [6249.7 * Oersted, 6250.3 * Oersted], [0.4 * Oersted, 0.4 * Oersted]);

        Assert.Equal(6250, field.ThereTesla / Oersted, 1e-9);
        Assert.Equal(0.5, field.UncertaintyTesla / Oersted, 1e-9);
    }

    [Fact]
    public void Of_OneField_IsThatFieldToTheBit()
    {
        const double there = 0.62500371;

        Assert.Equal(
            there,
            FieldUncertainty.Of(Wanted, [.. Enumerable.Repeat(there, 315)], [.. Enumerable.Repeat(Oersted, 315)]).ThereTesla);
    }

    [Fact]
    public void Of_FieldsAndUncertaintiesOfDifferentNumber_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => FieldUncertainty.Of(Wanted, [], []));
        Assert.Throws<ArgumentException>(() => FieldUncertainty.Of(Wanted, [0.625], []));
    }
}
