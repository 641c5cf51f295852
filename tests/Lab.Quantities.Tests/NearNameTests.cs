namespace Lab.Quantities.Tests;

public class NearNameTests
{
    private static readonly string[] Names = ["keithley-2182a", "keysight-e8257d", "yokogawa-gs200", "address", "rf_power"];

    [Theory]
    [InlineData("adress", "address")]
    [InlineData("addres", "address")]
    [InlineData("ADDRESS", "address")]
    [InlineData("keithley-2182", "keithley-2182a")]
    [InlineData("E8257D", "keysight-e8257d")]
    [InlineData("rf-powre", "rf_power")]
    public void Of_Misspelt_IsFound(string text, string name) => Assert.Equal(name, NearName.Of(text, Names));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("gaussmeter")]
    [InlineData("key")]
    public void Of_Another_IsNone(string text) => Assert.Null(NearName.Of(text, Names));

    [Fact]
    public void Remedy_Misspelt_NamesAllAndTheOneThatWasMeant()
    {
        Assert.Equal("allowed are power, frequency. Did you mean power?", NearName.Remedy("powr", ["power", "frequency"]));
        Assert.Equal("the settings are power, frequency.", NearName.Remedy("other", ["power", "frequency"], "the settings are"));
        Assert.Equal("nothing is allowed here.", NearName.Remedy("other", []));
    }

    [Fact]
    public void Of_VeryLongText_IsNone() => Assert.Null(NearName.Of(new string('a', 1_000_000), Names));
}
