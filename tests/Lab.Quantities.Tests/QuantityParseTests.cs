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
        AssertParses<CurrentDensity>(1e11, "10 MA/cm²");
        AssertParses<CurrentDensity>(1e11, "1e11 A/m^2");
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
    [InlineData("346 Mhz", "'Mhz' is not a unit of a frequency; did you mean mHz or MHz?")]
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
        Assert.Equal(
            "3 GHz is a frequency; a power is expected here, in W (prefixes f to T), dBm, for example '2 uW'.", error.Message);

        error = Assert.Throws<QuantityFormatException>(() => Quantity.Parse<MagneticField>("5 V"));
        Assert.Equal(
            "5 V is a voltage; a magnetic field is expected here, in T (prefixes f to T), Oe (prefixes f to T), G (prefixes f "
                + "to T), A/m (prefixes f to T), for example '5000 Oe'.",
            error.Message);
    }

    [Fact]
    public void Parse_PowerBeyondDouble_Throws() =>
        Assert.Throws<QuantityFormatException>(() => Quantity.Parse<Power>("4000 dBm"));

    [Theory]
    [InlineData("497 kA/m", 0.62454861953)]
    [InlineData("497 kA / m", 0.62454861953)]
    [InlineData("1000 A/m", 1.256637061e-3)]
    [InlineData("5000 Gauss", 0.5)]
    [InlineData("5 kgauss", 0.5)]
    [InlineData("0.5 Tesla", 0.5)]
    [InlineData("-5000 oersted", -0.5)]
    public void Parse_FieldsAsPeopleWriteThem_AreFluxDensities(string text, double tesla) =>
        Assert.Equal(tesla, Quantity.Parse<MagneticField>(text).Tesla, 1e-9 * Math.Abs(tesla));

    [Theory]
    [InlineData("\u221220 dBm", 1e-5)]
    [InlineData("\uFF0D20\u00A0dBm", 1e-5)]
    [InlineData("1e\u22126 W", 1e-6)]
    public void Parse_MinusSigns_AreMinus(string text, double watts) => AssertParses<Power>(watts, text);

    [Fact]
    public void Parse_OtherSpellings_AreRead()
    {
        AssertParses<Duration>(10, "10 sec");
        AssertParses<Duration>(0.02, "20 msec");
        AssertParses<Duration>(120, "2 minutes");
        AssertParses<Duration>(7200, "2 hours");
        AssertParses<Resistance>(50, "50 \u2126");
        AssertParses<Temperature>(293.15, "20 \u2103");
        AssertParses<FrequencyPerField>(2e9, "2 MHz/mT");
        AssertParses<FieldRate>(0.01, "0.6 T/min");
    }

    [Theory]
    [InlineData("-20 dbm", "'dbm' is not a unit of a power; did you mean dBm?")]
    [InlineData("2 UW", "'UW' is not a unit of a power; did you mean uW?")]
    [InlineData("2 mw", "'mw' is not a unit of a power; did you mean mW or MW?")]
    [InlineData("1,5 uW", "'1,5 uW' has a comma in its number; write 1.5 uW.")]
    [InlineData("1,000 uW", "'1,000 uW' has a comma in its number; write 1.000 uW, or 1000 uW.")]
    [InlineData("1.234,5 uW", "'1.234,5 uW' has a comma in its number; write 1234.5 uW.")]
    [InlineData("1 000 uW", "'1 000 uW' has a blank within its number; write it without.")]
    [InlineData(
        "\u201320 dBm", "'\u201320 dBm' has a dash (U+2013); write - for a minus, or two dots for a range, as in '2..12'.")]
    [InlineData("20\u200B dBm", "'20 dBm' holds the invisible character U+200B; type it again.")]
    public void Parse_WrittenInAnotherWay_SaysWhatToWrite(string text, string message) =>
        Assert.Equal(message, Assert.Throws<QuantityFormatException>(() => Quantity.Parse<Power>(text)).Message);

    private static void AssertParses<T>(double siValue, string text)
        where T : struct, IQuantity<T>
    {
        Assert.Equal(siValue, Quantity.Parse<T>(text).SiValue, RelativeTolerance * Math.Abs(siValue));
        Assert.True(Quantity.TryParse(text, out T quantity));
        Assert.Equal(siValue, quantity.SiValue, RelativeTolerance * Math.Abs(siValue));
    }
}
