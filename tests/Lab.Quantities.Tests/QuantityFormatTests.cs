namespace Lab.Quantities.Tests;

public class QuantityFormatTests
{
    [Theory]
    [InlineData(346e6, "346 MHz")]
    [InlineData(999.9999999e6, "1 GHz")]
    [InlineData(0, "0 Hz")]
    [InlineData(-2.5e3, "-2.5 kHz")]
    [InlineData(1e-18, "0.001 fHz")]
    [InlineData(1, "1 Hz")]
    [InlineData(0.25, "250 mHz")]
    public void ToString_Frequency_HasAnEngineeringPrefix(double hertz, string text) =>
        Assert.Equal(text, Frequency.FromHertz(hertz).ToString());

    [Fact]
    public void ToString_Quantities_AreWrittenAsPeopleDo()
    {
        Assert.Equal("2 µW", Power.FromMicrowatts(2).ToString());
        Assert.Equal("500 mT", MagneticField.FromOersted(5000).ToString());
        Assert.Equal("163 Ω", Resistance.FromOhms(163).ToString());
        Assert.Equal("-6 dB", LevelRatio.FromDecibels(-6).ToString());
        Assert.Equal("NaN Hz", Frequency.FromHertz(double.NaN).ToString());
    }

    [Theory]
    [InlineData(253e3, 2, "250 kHz")]
    [InlineData(253e3, 1, "300 kHz")]
    [InlineData(9.96e3, 2, "10 kHz")]
    [InlineData(0.1, 17, "100 mHz")]
    public void Format_FewDigits_StaysFreeOfExponents(double hertz, int digits, string text) =>
        Assert.Equal(text, Quantity.Format(Frequency.FromHertz(hertz), digits));

    [Fact]
    public void ToString_WithAUnit_UsesIt()
    {
        Assert.Equal("-26.9897 dBm", $"{Power.FromMicrowatts(2):dBm}");
        Assert.Equal("5000 Oe", $"{MagneticField.FromTesla(0.5):Oe}");
        Assert.Equal("0.346 GHz", $"{Frequency.FromMegahertz(346):GHz}");
        Assert.Equal("26.85 °C", $"{Temperature.FromSi(300):°C}");
    }

    [Fact]
    public void ToString_WithAWrongUnit_Throws()
    {
        QuantityFormatException error = Assert.Throws<QuantityFormatException>(() => Frequency.FromHertz(1).ToString("V", null));

        Assert.Equal(
            "V is a voltage; a frequency is expected here, in Hz (prefixes f to T), for example '346 MHz'.", error.Message);
    }

    [Fact]
    public void FormatSi_UnitWithoutAType_IsWritten()
    {
        Assert.Equal("1.7 V/W", Quantity.FormatSi(1.7, "V/W"));
        Assert.Equal("1.5 kHz", Quantity.FormatSi(1500, "Hz"));
        Assert.Equal("0.5", Quantity.FormatSi(0.5, ""));
    }

    [Fact]
    public void Dbm_OfMilliwatts_IsTheLevel()
    {
        Assert.Equal(0, Power.FromWatts(1e-3).Dbm, 1e-12);
        Assert.Equal(double.NegativeInfinity, default(Power).Dbm);
        Assert.Equal(5e-7, Power.FromMicrowatts(2).Attenuated(LevelRatio.FromPowerFactor(4)).Watts, 1e-20);
        Assert.Equal(8e-6, Power.FromMicrowatts(2).Amplified(LevelRatio.FromPowerFactor(4)).Watts, 1e-19);
    }
}
