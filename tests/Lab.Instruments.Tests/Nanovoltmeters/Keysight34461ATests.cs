using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.Tests.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Nanovoltmeters;

public sealed class Keysight34461ATests : NanovoltmeterContract
{
    protected override string Driver => "keysight-34461a";

    protected override bool HasAnalogFilter => false;

    protected override double LargestOffsetVolts => 3e-6;

    [Fact]
    public async Task Read_Manual_AnswersNineDigitsAndOneReadingASample()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Matches(@"^[+-]\d\.\d{8}E[+-]\d{2}$", await bench.AskAsync(":READ?"));
        Assert.Equal(3, (await bench.AskAsync(":SAMP:COUN 3;:READ?"))!.Split(',').Length);
        Assert.Equal("\"VOLT\";FRON", await bench.AskAsync(":SENS:FUNC?;:ROUT:TERM?"));
        Assert.Equal("+0,\"No error\"", await bench.AskAsync(":SYST:ERR?"));
    }

    // 5 periods are not there: 10 of 20 ms, twice for the zero.
    [Theory]
    [InlineData(1, false, 1, 0.02)]
    [InlineData(1, true, 4, 0.16)]
    [InlineData(5, true, 1, 0.4)]
    [InlineData(0.02, false, 1, 0.0004)]
    public async Task Read_At50Hertz_TakesTheNextLongerIntegration(double cycles, bool autoZero, int count, double seconds)
    {
        await using TwinBench bench = await OpenAsync();
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        await meter.ConfigureAsync(
            new NanovoltmeterSettings { IntegrationCycles = cycles, AutoZero = autoZero, AverageCount = count });
        // 1 ms on the bus.
        Assert.Equal(seconds + 1e-3, await MagnetBench.SecondsAsync(bench, () => meter.ReadAsync().AsTask()), 2e-9);
    }

    [Fact]
    public async Task Configure_AnalogFilter_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<INanovoltmeter>().ConfigureAsync(new NanovoltmeterSettings { AnalogFilter = true }).AsTask());
        Assert.Equal(
            "The meter has no analogue filter (device, settings). Choose no analogue filter and a longer integration.",
            error.Message);
    }

    [Fact]
    public async Task Read_OverRange_IsAnOverflow()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":SENS:FUNC 'RES'");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<INanovoltmeter>().ReadAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
    }
}
