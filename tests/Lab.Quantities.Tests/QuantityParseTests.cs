namespace Lab.Quantities.Tests;

public class QuantityParseTests
{
    /// <summary>A parsed number goes through one multiplication by a prefix and one by a unit.</summary>
    private const double RelativeTolerance = 4e-16;

    [Theory]
    [InlineData("346 MHz", 346e6)]
    [InlineData("346MHz", 346e6)]
    [InlineData("  3.46e8 Hz ", 3.46e8)]
    [InlineData("0.346 GHz", 346e6)]
    [InlineData("-5 kHz", -5e3)]
    [InlineData("1E+3 mHz", 1)]
    public void Parse_Frequency_IsHertz(string text, double hertz) => AssertParses<Frequency>(hertz, text);

    [Theory]
    [InlineData("2 uW", 2e-6)]
    [InlineData("2 \u00b5W", 2e-6)]
    [InlineData("2 \u03bcW", 2e-6)]
    [InlineData("0 dBm", 1e-3)]
    [InlineData("-30 dBm", 1e-6)]
    public void Parse_Power_IsWatts(string text, double watts) => AssertParses<Power>(watts, text);

    [Fact]
    public void Parse_MinusTwelveDbm_IsSixtyThreeMicrowatts() =>
        Assert.Equal(63.0957344480193e-6, Quantity.Parse<Power>("-12 dBm").Watts, 1e-18);

    [Fact]
    public void Parse_EveryUnit_IsItsSiValue()
    {
        AssertParses<Voltage>(10e-3, "10 mV");
        AssertParses<Current>(5e-3, "5 mA");
        AssertParses<MagneticField>(0.5, "5000 Oe");
        AssertParses<MagneticField>(0.5, "5 kG");
        AssertParses<MagneticField>(0.0046, "4.6 mT");
        AssertParses<Resistance>(163, "163 Ohm");
        AssertParses<Resistance>(163e3, "163 kΩ");
        AssertParses<Resistance>(163e6, "163 Mohm");
        AssertParses<Duration>(0.2, "200 ms");
        AssertParses<Duration>(90 * 60, "90 min");
        AssertParses<Duration>(7200, "2 h");
        AssertParses<Duration>(86400, "1 d");
        AssertParses<Angle>(Math.PI / 2, "90 deg");
        AssertParses<Angle>(Math.PI / 2, "90 °");
        AssertParses<Angle>(0.02, "20 mrad");
        AssertParses<Temperature>(300, "300 K");
        AssertParses<Temperature>(273.15, "0 °C");
        AssertParses<Temperature>(293.15, "20 degC");
        AssertParses<LevelRatio>(-6, "-6 dB");
        AssertParses<Length>(250e-9, "250 nm");
        AssertParses<Inductance>(0.5, "500 mH");
        AssertParses<Energy>(2e-9, "2 nJ");
        AssertParses<CurrentDensity>(1e11, "10 MA/cm2");
        AssertParses<CurrentDensity>(1e11, "100 GA/m2");
        AssertParses<CurrentRate>(0.5, "30 A/min");
        AssertParses<FieldRate>(0.05, "500 Oe/s");
        AssertParses<FieldPerCurrent>(0.098, "0.98 Oe/mA");
        AssertParses<FieldPerCurrent>(1e-4, "1 Oe/A");
        AssertParses<FieldPerCurrent>(1, "1 mT/mA");
        AssertParses<FrequencyPerField>(2e10, "2 MHz/Oe");
    }

    [Theory]
    [InlineData("5 mA", "5 mA is a current; a frequency is expected here, in Hz (prefixes f to T), for example '346 MHz'.")]
    [InlineData("346", "'346' has no unit; a frequency is written in Hz (prefixes f to T), for example '346 MHz'.")]
    [InlineData("346 Mhz", "'Mhz' is not a unit of a frequency; a frequency is expected here, in Hz (prefixes f to T), for example '346 MHz'.")]
    [InlineData("", "'' is not a frequency; write a number and a unit, for example '346 MHz'.")]
    [InlineData("NaN Hz", "'NaN Hz' is not a frequency; write a number and a unit, for example '346 MHz'.")]
    [InlineData("1e999 Hz", "'1e999 Hz' is not a frequency; write a number and a unit, for example '346 MHz'.")]
    [InlineData("1e300 THz", "'1e300 THz' is too large for a frequency.")]
    public void Parse_NotAFrequency_SaysWhatIsExpected(string text, string message)
    {
        QuantityFormatException error = Assert.Throws<QuantityFormatException>(() => Quantity.Parse<Frequency>(text));

        Assert.Equal(message, error.Message);
        Assert.False(Quantity.TryParse<Frequency>(text, out _));
    }

    [Fact]
    public void Parse_WrongDimension_NamesBothQuantities()
    {
        QuantityFormatException error = Assert.Throws<QuantityFormatException>(() => Quantity.Parse<Power>("3 GHz"));
        Assert.Equal("3 GHz is a frequency; a power is expected here, in W (prefixes f to T), dBm, for example '2 uW'.", error.Message);

        error = Assert.Throws<QuantityFormatException>(() => Quantity.Parse<MagneticField>("5 V"));
        Assert.Equal(
            "5 V is a voltage; a magnetic field is expected here, in T (prefixes f to T), Oe (prefixes f to T), G (prefixes f to T), for example '5000 Oe'.",
            error.Message);
    }

    [Fact]
    public void Parse_PowerBeyondDouble_Throws() =>
        Assert.Throws<QuantityFormatException>(() => Quantity.Parse<Power>("4000 dBm"));

    private static void AssertParses<T>(double siValue, string text)
        where T : struct, IQuantity<T>
    {
        Assert.Equal(siValue, Quantity.Parse<T>(text).SiValue, RelativeTolerance * Math.Abs(siValue));
        Assert.True(Quantity.TryParse(text, out T quantity));
        Assert.Equal(siValue, quantity.SiValue, RelativeTolerance * Math.Abs(siValue));
    }
}
