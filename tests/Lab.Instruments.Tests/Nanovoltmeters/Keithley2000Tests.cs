using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.Tests.Electromagnets;

namespace Lab.Instruments.Tests.Nanovoltmeters;

public sealed class Keithley2000Tests : NanovoltmeterContract
{
    protected override string Driver => "keithley-2000";

    protected override bool HasAnalogFilter => false;

    protected override double LargestOffsetVolts => 3e-6;

    [Fact]
    public async Task Open_Twin_StopsFreeRunningAndTheFilter()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("0;0;IMM;READ", await bench.AskAsync(":INIT:CONT?;:SENS:VOLT:AVER:STAT?;:TRIG:SOUR?;:FORM:ELEM?"));
        Assert.Equal("\"VOLT:DC\"", await bench.AskAsync(":SENS:FUNC?"));
    }

    [Theory]
    [InlineData(1, false, 1, 0.02)]
    [InlineData(5, true, 2, 0.4)]
    public async Task Read_At50Hertz_TakesItsIntegrationTimeOnTheClock(double cycles, bool autoZero, int count, double seconds)
    {
        await using TwinBench bench = await OpenAsync();
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        await meter.ConfigureAsync(
            new NanovoltmeterSettings { IntegrationCycles = cycles, AutoZero = autoZero, AverageCount = count });
        // 1 ms on the bus.
        Assert.Equal(seconds + 1e-3, await MagnetBench.SecondsAsync(bench, () => meter.ReadAsync().AsTask()), 2e-9);
    }

    [Fact]
    public async Task Configure_IntegrationBeyondTenPeriods_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<INanovoltmeter>().ConfigureAsync(new NanovoltmeterSettings { IntegrationCycles = 20 }).AsTask());
        Assert.Equal(
            "The meter has no integration over 20 periods of the mains (device, settings). Choose 0.01 to 10.", error.Message);
    }
}
