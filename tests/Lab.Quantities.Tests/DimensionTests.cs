namespace Lab.Quantities.Tests;

public class DimensionTests
{
    [Theory]
    [InlineData("V/A", "Ω")]
    [InlineData("V·A", "W")]
    [InlineData("1/s", "Hz")]
    [InlineData("mV/mA", "Ω")]
    [InlineData("J/s", "W")]
    [InlineData("V·s/m²", "T")]
    [InlineData("Wb/m²", "T")]
    [InlineData("A·s/V", "F")]
    [InlineData("V·s/A", "H")]
    [InlineData("Oe", "T")]
    [InlineData("N/m²", "Pa")]
    [InlineData("rad", "")]
    [InlineData("%", "")]
    [InlineData("m/s", "m/s")]
    [InlineData("Hz/T", "s·A/kg")]
    public void Symbol_OfAUnit_IsTheSiUnitWithThatDimension(string unit, string symbol) =>
        Assert.Equal(symbol, DimensionOf(unit).Symbol);

    [Fact]
    public void Dimension_OfARootAndItsSquare_IsItself()
    {
        Assert.Equal(DimensionOf("V"), DimensionOf("V/√Hz") * DimensionOf("√Hz"));
        Assert.Equal(DimensionOf("V²"), DimensionOf("V").ToPower(2));
        Assert.Equal(DimensionOf("V"), DimensionOf("V²").ToPower(0.5));
        Assert.True((DimensionOf("V") / DimensionOf("kV")).IsNone);
    }

    private static Dimension DimensionOf(string text)
    {
        Assert.True(UnitExpression.TryParse(text, out UnitExpression? unit), text);
        return unit.Dimension;
    }
}
