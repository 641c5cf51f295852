namespace Lab.Quantities.Tests;

public class UnitExpressionTests
{
    [Theory]
    [InlineData("V", "V", 1, true)]
    [InlineData("mT", "T", 1e-3, false)]
    [InlineData("V/W/A", "V/W/A", 1, true)]
    [InlineData("nV/√Hz", "V/√Hz", 1e-9, false)]
    [InlineData("V/√mHz", "V/√Hz", 31.622776601683793, true)] // 1/sqrt(1e-3)
    [InlineData("Oe/mA", "T/A", 0.1, false)]
    [InlineData("Hz/T²", "Hz/T²", 1, true)]
    [InlineData("Hz/mT^2", "Hz/T^2", 1e6, true)]
    [InlineData("m²", "m²", 1, false)]
    [InlineData("cm²", null, 0, false)] // no centi in this library
    [InlineData("mm²", "m²", 1e-6, false)]
    [InlineData("s⁻¹", "s⁻¹", 1, false)]
    [InlineData("1/s", "1/s", 1, false)]
    [InlineData("1/ms", "1/s", 1e3, false)]
    [InlineData("A/(m·s)", "A/(m·s)", 1, true)]
    [InlineData("A/(mm·ms)", "A/(m·s)", 1e6, true)]
    [InlineData("N·m", "N·m", 1, true)]
    [InlineData("kg", "kg", 1, false)]
    [InlineData("g", "kg", 1e-3, false)]
    [InlineData("min", "s", 60, false)]
    [InlineData("rad/C", "rad/C", 1, false)]
    [InlineData("%", "", 0.01, false)]
    [InlineData("", "", 1, false)]
    public void TryParse_Units_GiveTheSiUnitAndItsFactor(string text, string? si, double factor, bool takesPrefix)
    {
        bool isRead = UnitExpression.TryParse(text, out UnitExpression? unit);

        Assert.Equal(si is not null, isRead);
        Assert.Equal(si, unit?.SiSymbol);
        Assert.Equal(factor, unit?.SiFactor ?? 0, factor * 1e-14);
        Assert.Equal(takesPrefix, unit?.TakesPrefix ?? false);
    }

    [Theory]
    [InlineData("counts")]
    [InlineData("dB")]
    [InlineData("dBm")]
    [InlineData("°C")]
    [InlineData("a.u.")]
    [InlineData("V/")]
    [InlineData("/V")]
    [InlineData("V//A")]
    [InlineData("V^")]
    [InlineData("V^99")]
    [InlineData("V⁻")]
    [InlineData("(V")]
    [InlineData("((((V))))")]
    [InlineData("√")]
    [InlineData("1")]
    [InlineData("Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz Hz")]
    public void TryParse_OtherTexts_AreNone(string text) => Assert.False(UnitExpression.TryParse(text, out _));
}
