using System.Globalization;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Rough;

/// <summary>Manners of real instruments, as the other end of the wire sees them.</summary>
public class RoughTwinTests
{
    [Fact]
    public async Task SignedRegisters_OfAGenerator_AndNumbersWithExponents()
    {
        using var bench = new RoughBench("keysight-e8257d");
        Assert.Equal("+60;+1", await bench.SendAsync("*ESE 60;*ESE?;*OPC?"));
        Assert.Equal("+1.5000000000000E+09;0", await bench.SendAsync("*RST;:FREQ 1.5GHz;FREQ?;:OUTP?"));
        Assert.Equal("+0,\"No error\"", await bench.SendAsync("*CLS;:SYST:ERR?"));
    }

    [Fact]
    public async Task Gaussmeter_OfSeveralQueries_AnswersTheLastWithThreeDigitsAndABlank()
    {
        using var bench = new RoughBench("lakeshore-475");
        Assert.Equal(" 060\r", await bench.SendAsync("*ESE 60;UNIT?;*ESE?"));
    }

    [Theory]
    [InlineData(49, "")]
    [InlineData(50, " 1\r")]
    public async Task Gaussmeter_AMessageAfter_IsAnsweredFrom50MillisecondsOn(double milliseconds, string answer)
    {
        using var bench = new RoughBench("lakeshore-475");
        Assert.Equal(" 1\r", await bench.SendAsync("UNIT?"));
        bench.Clock.Advance(Duration.FromMilliseconds(milliseconds));
        Assert.Equal(answer, await bench.SendAsync("UNIT?"));
    }

    [Fact]
    public async Task Gaussmeter_ALostMessage_IsNotCarriedOutAndDisturbsTheSilence()
    {
        using var bench = new RoughBench("lakeshore-475");
        await bench.SendAsync("UNIT 1");
        await bench.SendAsync("UNIT 2"); // at once: lost
        bench.Clock.Advance(Duration.FromMilliseconds(49));
        Assert.Empty(await bench.SendAsync("UNIT?"));
        bench.Clock.Advance(Duration.FromMilliseconds(50));
        Assert.Equal(" 1\r", await bench.SendAsync("UNIT?"));
    }

    [Fact]
    public async Task Gaussmeter_Readings_ComeTenTimesASecondAndRepeatUntilThere()
    {
        using var bench = new RoughBench("lakeshore-475", SamplePort.Gap, twin: [("noise", MagneticField.FromOersted(1))]);
        await bench.LookAsync("*RST");
        List<string> readings = [];
        double began = bench.Clock.GetTimestamp() * 1e-9;
        for (int i = 0; i < 200; i++)
        {
            readings.Add(await bench.LookAsync("RDGFIELD?"));
            bench.Clock.Advance(Duration.FromMilliseconds(9));
        }

        // 200 queries of 10 ms (9 ms and the transfer's): 2 s, in which a meter of ten readings a second has 20 or 21.
        double seconds = (bench.Clock.GetTimestamp() * 1e-9) - began;
        Assert.Equal(2, seconds, 1e-6);
        Assert.InRange(readings.Distinct().Count(), 20, 21);
    }

    [Fact]
    public async Task Pulser_Answers_HaveABlankLineBeforeAndANulAfter()
    {
        using var bench = new RoughBench("avtech-avr-3he-b");
        Assert.Equal("\r\n60; 0\r", await bench.SendAsync("*ESE 60;*ESE?;output?"));
        Assert.Equal("\0\r\n60\r", await bench.SendAsync("*ESE?"));
        bench.PowerCycle();
        Assert.Equal("\r\n0\r", await bench.SendAsync("*ESE 0;*ESE?"));
    }

    [Fact]
    public async Task Supply_ReadBackAfterAStep_IsTheMeanOf320Milliseconds()
    {
        using var bench = new RoughBench("kepco-bop-bit4886", SamplePort.Coil);
        Assert.Equal("KEPCO, BIT 4886 20-20 123456 1.8-1.8", await bench.LookAsync("*IDN?"));
        await bench.LookAsync("CURR:MODE FIX;:FUNC:MODE CURR;:VOLT 20;:CURR 0;:OUTP 1");
        bench.Clock.Advance(Duration.FromSeconds(1));
        await bench.LookAsync("CURR 1");
        bench.Clock.Advance(Duration.FromMilliseconds(100));
        double soon = await NumberAsync(bench, "MEAS:CURR?");
        bench.Clock.Advance(Duration.FromMilliseconds(400));
        double later = await NumberAsync(bench, "MEAS:CURR?");
        Assert.InRange(soon, 0.05, 0.35); // a third of the time at most
        Assert.Equal(1, later, 2 * 20.0 / 32768);
    }

    [Fact]
    public async Task Voltmeter_LeftInBinary_AnswersNoNumber()
    {
        using var bench = new RoughBench("keithley-2182a", SamplePort.DcVoltage);
        Assert.StartsWith(
            "#0",
            await bench.LookAsync(":INIT:CONT OFF;:ABOR;:TRIG:SOUR IMM;:TRIG:COUN 1;:SAMP:COUN 1;:READ?"),
            StringComparison.Ordinal);
        string reading = await bench.LookAsync(":FORM ASC;:FORM:ELEM READ;:SENS:CHAN 1;:FUNC 'VOLT';:READ?");
        Assert.Equal(-1e-3, double.Parse(reading, CultureInfo.InvariantCulture), 1e-5); // the reference of 1 mV is subtracted
    }

    [Fact]
    public async Task SourceMeter_LeftAtTheRearTerminals_IsConnectedToNothing()
    {
        using var bench = new RoughBench("keithley-2400", SamplePort.DcBias);
        await bench.LookAsync(":SOUR:FUNC CURR;:SENS:VOLT:PROT 1;:SOUR:CURR 1E-3;:OUTP ON");
        Assert.Equal("1", await bench.LookAsync(":SENS:VOLT:PROT:TRIP?"));
        Assert.Equal("0", await bench.LookAsync(":ROUT:TERM FRON;:SENS:VOLT:PROT:TRIP?"));
    }

    [Fact]
    public async Task Latency_TwoBenchesOfOneSeed_AreTheSame()
    {
        using var one = new RoughBench("rohde-schwarz-smb100a");
        using var other = new RoughBench("rohde-schwarz-smb100a");
        using var third = new RoughBench("rohde-schwarz-smb100a", seed: 2);
        foreach (RoughBench bench in (RoughBench[])[one, other, third])
        {
            await bench.SendAsync("*IDN?");
        }

        Assert.Equal(one.Clock.GetTimestamp(), other.Clock.GetTimestamp());
        Assert.NotEqual(one.Clock.GetTimestamp(), third.Clock.GetTimestamp());
        Assert.InRange(one.Clock.GetTimestamp() * 1e-9, 3e-3, 7e-3); // 2 to 6 ms, and the transfer of 1 ms
    }

    [Fact]
    public void Address_WithoutRough_IsThePoliteTwin()
    {
        using var bench = new RoughBench("rohde-schwarz-smb100a", address: InstrumentDefinition.TwinAddress);
        Assert.Null(bench.Virtual.MannersOf("device"));
    }

    private static async Task<double> NumberAsync(RoughBench bench, string query) =>
        double.Parse(await bench.LookAsync(query), CultureInfo.InvariantCulture);
}
