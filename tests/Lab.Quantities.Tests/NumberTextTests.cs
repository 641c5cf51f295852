namespace Lab.Quantities.Tests;

public class NumberTextTests
{
    [Theory]
    [InlineData("0.05", 0.05)]
    [InlineData("5 %", 0.05)]
    [InlineData("5%", 0.05)]
    [InlineData("\u22121e-3", -1e-3)]
    public void Parse_Numbers_AreRead(string text, double number) => Assert.Equal(number, NumberText.Parse(text), 1e-15);

    [Theory]
    [InlineData("2", 2)]
    [InlineData("2.0", 2)]
    [InlineData("1e3", 1000)]
    [InlineData("\u22122", -2)]
    public void ParseWhole_WholeNumbers_AreRead(string text, int number) => Assert.Equal(number, NumberText.ParseWhole(text));

    [Theory]
    [InlineData("0,1", "'0,1' has a comma in its number; write 0.1.")]
    [InlineData("1,000", "'1,000' has a comma in its number; write 1.000, or 1000.")]
    [InlineData("2.5", "'2.5' is not a whole number.")]
    [InlineData("5 %", "'5 %' is not a whole number.")]
    [InlineData("x", "'x' is not a whole number.")]
    [InlineData("3000000000", "'3000000000' is not a whole number of at most ten digits.")]
    public void ParseWhole_Others_SaysWhy(string text, string message) =>
        Assert.Equal(message, Assert.Throws<QuantityFormatException>(() => NumberText.ParseWhole(text)).Message);

    [Fact]
    public void ParseSwitch_AnyCase_IsRead()
    {
        Assert.True(NumberText.ParseSwitch("On"));
        Assert.False(NumberText.ParseSwitch("OFF"));
        Assert.Equal(
            "'maybe' is neither on nor off.",
            Assert.Throws<QuantityFormatException>(() => NumberText.ParseSwitch("maybe")).Message);
    }
}
