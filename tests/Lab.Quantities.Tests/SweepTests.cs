namespace Lab.Quantities.Tests;

public class SweepTests
{
    private const double RelativeTolerance = 1e-14;

    [Fact]
    public void Parse_StepInMicrowatts_HasBothEnds() =>
        AssertValues([2e-6, 4e-6, 6e-6, 8e-6, 10e-6, 12e-6], Sweep<Power>.Parse("2..12 uW step 2 uW"), power => power.Watts);

    [Fact]
    public void Parse_StepInDecibels_IsEvenInLevel()
    {
        var sweep = Sweep<Power>.Parse("-20..-10 dBm step 1 dB");

        Assert.Equal(11, sweep.Count);
        Assert.Equal(Enumerable.Range(-20, 11).Select(level => (double)level), sweep.Select(power => Math.Round(power.Dbm, 9)));
    }

    [Fact]
    public void Parse_Count_HasBothEndsAndEvenSteps()
    {
        var sweep = Sweep<Frequency>.Parse("300..400 MHz in 101");

        Assert.Equal(101, sweep.Count);
        Assert.Equal(300e6, sweep[0].Hertz);
        Assert.Equal(350e6, sweep[50].Hertz);
        Assert.Equal(400e6, sweep[100].Hertz);
    }

    [Fact]
    public void Parse_OtherForms_AreRead()
    {
        AssertValues([346e6], Sweep<Frequency>.Parse("346 MHz"), frequency => frequency.Hertz);
        AssertValues([0, 2e-3, 5e-3], Sweep<Current>.Parse("0, 2, 5 mA"), current => current.Amperes);
        AssertValues([1e-3, 2], Sweep<Current>.Parse("1 mA, 2 A"), current => current.Amperes);
        AssertValues([1.5e6, 2e6, 2.5e6], Sweep<Frequency>.Parse("1.5..2.5 MHz step 500 kHz"), frequency => frequency.Hertz);
        AssertValues([10e-3, 8e-3, 6e-3], Sweep<Current>.Parse("10..6 mA step 2 mA"), current => current.Amperes);
        AssertValues([-1, -0.5, 0, 0.5, 1], Sweep<Voltage>.Parse("-1..1 V step 0.5 V"), voltage => voltage.Volts);
        AssertValues([1e6, 1e9], Sweep<Frequency>.Parse("1 MHz..1 GHz in 2"), frequency => frequency.Hertz);
        AssertValues([273.15, 283.15], Sweep<Temperature>.Parse("0..10 °C in 2"), temperature => temperature.SiValue);
        AssertValues([300e6], Sweep<Frequency>.Parse("300..400 MHz in 1"), frequency => frequency.Hertz);
        Assert.Equal(11, Sweep<Voltage>.Parse("0..1 V step 0.1 V").Count);
    }

    [Fact]
    public void Equals_SameValuesInOtherWords_IsTrue()
    {
        Assert.Equal(Sweep<Current>.Parse("0, 2, 4 mA"), Sweep<Current>.Parse("0..4 mA step 2 mA"));
        Assert.NotEqual(Sweep<Current>.Parse("0, 2 mA"), Sweep<Current>.Parse("0, 3 mA"));
        Assert.Equal("0..4 mA step 2 mA", Sweep<Current>.Parse(" 0..4 mA step 2 mA ").ToString());
        Assert.Equal("1 mA, 2 A", Sweep<Current>.Of(Current.FromMilliamperes(1), Current.FromAmperes(2)).ToString());
    }

    [Theory]
    [InlineData(
        "2..12 uW step 0 uW", "The step of '2..12 uW step 0 uW' is zero; give a step larger than zero or a count with 'in'.")]
    [InlineData(
        "2..12 step 2", "'2..12 step 2' has no unit; a power is written in W (prefixes f to T), dBm, for example '2 uW'.")]
    [InlineData(
        "2..12 MHz step 2 MHz",
        "2..12 MHz step 2 MHz is a frequency; a power is expected here, in W (prefixes f to T), dBm, for example '2 uW'.")]
    [InlineData("0..1 W in 1000001", "'0..1 W in 1000001' has 1000001 values; a sweep has 1 to 1000000.")]
    [InlineData("1, x, 3 uW", "'x' in '1, x, 3 uW' is not a number.")]
    [InlineData("1..2 uW in x", "'x' in '1..2 uW in x' is not a number of values.")]
    [InlineData("-1e308..1e308 W in 3", "The values of the sweep are too large for a power.")]
    [InlineData("1..2 uW step x", "'x' in '1..2 uW step x' is not a number.")]
    public void Parse_NoSweep_SaysWhatIsWrong(string text, string message)
    {
        QuantityFormatException error = Assert.Throws<QuantityFormatException>(() => Sweep<Power>.Parse(text));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Parse_TemperatureStep_AsksForACount()
    {
        QuantityFormatException error = Assert.Throws<QuantityFormatException>(
            () => Sweep<Temperature>.Parse("0..10 °C step 1 °C"));

        Assert.Equal(
            "'0..10 °C step 1 °C' steps on the scale °C, which has no zero; write it with 'in' and a count.", error.Message);
    }

    [Fact]
    public void Parse_Logarithmic_HasEqualFactors()
    {
        // 1, 10^0.25, 10^0.5, 10^0.75 and 10.
        AssertValues(
            [1e-6, 1.7782794100389228e-6, 3.1622776601683795e-6, 5.623413251903491e-6, 1e-5],
            Sweep<Power>.Parse("1..10 uW log in 5"),
            p => p.Watts);
        AssertValues([1e-3, 1e-4, 1e-5], Sweep<Power>.Parse("0..-20 dBm log in 3"), power => power.Watts);
        AssertValues([1], Sweep<Frequency>.Parse("1..10 Hz LOG IN 1"), frequency => frequency.Hertz);
        Assert.Equal(
            "'0..10 uW log in 5' is logarithmic, so that both ends must have the same sign and neither be zero.",
            Assert.Throws<QuantityFormatException>(() => Sweep<Power>.Parse("0..10 uW log in 5")).Message);
    }

    [Fact]
    public void Parse_JoinedRanges_TakeWhereTheyMeetOnce()
    {
        var sweep = Sweep<Frequency>.Parse(
            "320..340 MHz step 2 MHz; 340..350 MHz step 0.2 MHz; 350..370 MHz in 11; 380, 400 MHz");

        Assert.Equal(11 + 50 + 10 + 2, sweep.Count);
        Assert.Equal(sweep.Count, sweep.Distinct().Count());
        Assert.Equal(340.2e6, sweep[11].Hertz, 1e-3);
        Assert.Equal(sweep, Sweep<Frequency>.Parse(sweep.ToString()));
        Assert.Equal(
            "'1 MHz;' has a part without values; each ';' joins two.",
            Assert.Throws<QuantityFormatException>(() => Sweep<Frequency>.Parse("1 MHz;")).Message);
        Assert.Equal(
            "'0..1 V in 600000; 2..3 V in 600000' has 1200000 values; a sweep has 1 to 1000000.",
            Assert.Throws<QuantityFormatException>(() => Sweep<Voltage>.Parse("0..1 V in 600000; 2..3 V in 600000")).Message);
    }

    [Fact]
    public void Remark_StepThatDoesNotDivide_TellsTheEnd()
    {
        Assert.Equal(
            "'2..12 uW step 3 uW' ends at 11 uW, for its step does not divide it.",
            Sweep<Power>.Parse("2..12 uW step 3 uW").Remark);
        Assert.Equal(
            "'5..-5 mA step 3 mA' ends at -4 mA, for its step does not divide it.",
            Sweep<Current>.Parse("5..-5 mA step 3 mA").Remark);
        Assert.Null(Sweep<Voltage>.Parse("0..1 V step 0.1 V").Remark);
        Assert.Null(Sweep<Frequency>.Parse("330..362 MHz step 1 kHz").Remark);
    }

    [Theory]
    [InlineData("1,5 uW", "'1,5 uW' could be 1.5 uW or two values; write 1.5 uW, or 1, 5 uW.")]
    [InlineData("0,5 uW", "'0,5 uW' could be 0.5 uW or two values; write 0.5 uW, or 0, 5 uW.")]
    [InlineData("1,000 uW", "'1,000 uW' could be 1.000 uW, 1000 uW or two values; write 1.000 uW, or 1000 uW, or 1, 000 uW.")]
    [InlineData("1,5, 2,5 uW", "'1,5, 2,5 uW' could be 1.5, 2.5 uW or four values; write 1.5, 2.5 uW, or 1, 5, 2, 5 uW.")]
    [InlineData("0,2,5 uW", "'0,2,5 uW' could have decimal commas or be three values; write points in decimals, or 0, 2, 5 uW.")]
    [InlineData("1,5..3 uW step 0,5 uW", "'1,5..3 uW step 0,5 uW' has a comma in its number; write 1.5..3 uW step 0.5 uW.")]
    [InlineData("2 uW; 1,5 uW", "'1,5 uW' could be 1.5 uW or two values; write 1.5 uW, or 1, 5 uW.")]
    [InlineData(
        "2...12 uW step 2 uW", "'2...12 uW step 2 uW' has more than two dots in a row; write two dots: 2..12 uW step 2 uW.")]
    [InlineData("2\u202612 uW in 3", "'2\u202612 uW in 3' has dots in one character; write two dots: 2..12 uW in 3.")]
    [InlineData(
        "2\u201312 uW", "'2\u201312 uW' has a dash (U+2013); write - for a minus, or two dots for a range, as in '2..12'.")]
    public void Parse_CommasDotsAndDashes_SaysWhatToWrite(string text, string message) =>
        Assert.Equal(message, Assert.Throws<QuantityFormatException>(() => Sweep<Power>.Parse(text)).Message);

    [Theory]
    [InlineData("2-12 uW")]
    [InlineData("2 to 12 uW")]
    [InlineData("2:2:12 uW")]
    [InlineData("uW")]
    [InlineData("from 2 uW")]
    public void Parse_OtherNotations_ShowsTheForms(string text)
    {
        string message = Assert.Throws<QuantityFormatException>(() => Sweep<Power>.Parse(text)).Message;

        Assert.Equal(
            $"'{text}' is no sweep. A sweep is written '2 uW', '1, 2, 5 uW', '1..5 uW step 1 uW', '1..5 uW in 9' or '1..5 uW "
                + "log in 9'; ';' joins several.",
            message);
    }

    [Fact]
    public void Parse_RangeWithoutStep_ShowsTheForms() => Assert.StartsWith(
        "'2..12 uW' is a range without a step or a count. A sweep is written '2 uW', ",
        Assert.Throws<QuantityFormatException>(() => Sweep<Power>.Parse("2..12 uW")).Message,
        StringComparison.Ordinal);

    private static void AssertValues<T>(double[] expected, Sweep<T> sweep, Func<T, double> siValue)
        where T : struct, IQuantity<T>
    {
        Assert.Equal(expected.Length, sweep.Count);
        Assert.All(expected.Zip(sweep.Select(siValue)), pair => Assert.Equal(
            pair.First, pair.Second, RelativeTolerance * Math.Max(1e-6, Math.Abs(pair.First))));
    }
}
