using Lab.Instruments.Drivers;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.Tests.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Nanovoltmeters;

public sealed class KeithleyDmm6500Tests : NanovoltmeterContract
{
    protected override string Driver => "keithley-dmm6500";

    protected override bool HasAnalogFilter => false;

    protected override double LargestOffsetVolts => 3e-6;

    // Answers as the tests of PyMeasure's driver record them: six digits after the point, no plus sign; the function in quotes.
    [Fact]
    public async Task Answers_AreThoseOfRecordedConversations()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Matches(@"^-?\d\.\d{6}E[+-]\d{2}$", await bench.AskAsync(":READ?"));
        Assert.Equal("\"VOLT:DC\";FRON;SCPI", await bench.AskAsync(":SENS:FUNC?;:ROUT:TERM?;*LANG?"));
        Assert.Equal("0,\"No error\"", await bench.AskAsync(":SYST:ERR?"));
    }

    // The last reading of a start alone, however many it takes.
    [Fact]
    public async Task Read_SeveralReadingsOfAStart_AnswersTheLast()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":SENS:COUN 5;:SENS:VOLT:AZER 0;:SENS:VOLT:NPLC 1");
        string? answer = null;
        double seconds = await MagnetBench.SecondsAsync(bench, async () => answer = await bench.AskAsync(":READ?"));
        Assert.DoesNotContain(',', answer!);
        Assert.Equal(0.1, seconds, 2e-3);
    }

    [Theory]
    [InlineData(1, false, 1, 0.02)]
    [InlineData(1, true, 4, 0.16)]
    [InlineData(5, true, 1, 0.2)]
    [InlineData(0.0005, false, 1, 0.00001)]
    public async Task Read_At50Hertz_TakesItsConversions(double cycles, bool autoZero, int count, double seconds)
    {
        await using TwinBench bench = await OpenAsync();
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        await meter.ConfigureAsync(
            new NanovoltmeterSettings { IntegrationCycles = cycles, AutoZero = autoZero, AverageCount = count });
        // 1 ms on the bus.
        Assert.Equal(seconds + 1e-3, await MagnetBench.SecondsAsync(bench, () => meter.ReadAsync().AsTask()), 2e-8);
    }

    [Theory]
    [InlineData(50, 12)]
    [InlineData(60, 15)]
    public async Task Configure_LongerThanTheMainsAllow_IsRefused(double hertz, double most)
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("line_frequency", Frequency.FromHertz(hertz)));
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        await meter.ConfigureAsync(new NanovoltmeterSettings { IntegrationCycles = most });
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => meter.ConfigureAsync(new NanovoltmeterSettings { IntegrationCycles = most + 1 }).AsTask());
        Assert.Equal(
            $"The meter has no integration over {most + 1} periods of the mains (device, settings). Choose 0.0005 to {most}.",
            error.Message);
    }

    [Fact]
    public async Task Open_OtherLanguage_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*LANG SCPI2000");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ScpiInstrument)bench.Get<INanovoltmeter>()).OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.StartsWith("The meter speaks 'SCPI2000', and this driver SCPI", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FilterAndRelativeOfAnEarlierUser_AreOff()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("0;0;1", await bench.AskAsync(":SENS:VOLT:AVER:STAT?;:SENS:VOLT:REL:STAT?;:SENS:COUN?"));
    }
}
