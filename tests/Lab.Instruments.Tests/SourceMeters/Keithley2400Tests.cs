using Lab.Instruments.Clocks;
using Lab.Instruments.SourceMeters;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SourceMeters;

public sealed class Keithley2400Tests : SourceMeterContract
{
    protected override string Driver => "keithley-2400";

    [Fact]
    public async Task Read_Manual_AnswersFiveElementsWithNaNForWhatIsNotMeasured()
    {
        await using TwinBench bench = await OpenQuietAsync();
        string? answer = await bench.AskAsync(
            "*RST;:SOUR:FUNC CURR;:SENS:FUNC 'VOLT';:SENS:FUNC:OFF 'CURR';:SENS:VOLT:PROT 1;:SOUR:CURR 1E-3;:OUTP ON;:READ?");
        string[] elements = answer!.Split(',');
        Assert.Equal("+1.630000E-01,+1.000000E-03,+9.910000E+37", string.Join(",", elements[..3]));
        Assert.Equal("+3.482000E+04", elements[4]); // 0x8804: current sourced, voltage measured, front terminals
    }

    [Fact]
    public async Task Measure_InCompliance_IsAnErrorAndNoNumber()
    {
        await using TwinBench bench = await OpenQuietAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetComplianceAsync(Voltage.FromVolts(0.1));
        await meter.SetCurrentAsync(Current.FromMilliamperes(1)); // 163 mV
        await meter.SetOutputAsync(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.Equal(
            "The source is in compliance and does not drive its current "
            + "(device, :READ? answered +1.000000E-01,+6.134969E-04,+3.892400E+04). "
            + "Raise the compliance, lower the current, or check that the sample still conducts.",
            error.Message);
        Assert.Equal("1", await bench.AskAsync(":SENS:VOLT:PROT:TRIP?"));
        Assert.Equal(0.1, bench.Virtual.Stage.Sense("device", Sensed.Voltage), 1e-12);
    }

    [Fact]
    public async Task Measure_OverRange_IsAnErrorAndNoNumber()
    {
        await using TwinBench bench = await OpenQuietAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromMilliamperes(2)); // 326 mV
        await meter.SetOutputAsync(true);
        await bench.AskAsync(":SENS:VOLT:RANG 0.2");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.MeasureAsync().AsTask());
        Assert.Equal(
            "The reading is over range (device, :READ? answered +9.900000E+37). Choose a larger range or reduce the signal.",
            error.Message);
    }

    [Fact]
    public async Task Measure_VoltageNotMeasured_IsAnErrorAndNoNumber()
    {
        await using TwinBench bench = await OpenQuietAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetOutputAsync(true);
        await bench.AskAsync(":SENS:FUNC:OFF 'VOLT'");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.Equal(
            "The instrument has no reading (device, :READ? answered +9.910000E+37). Check that the quantity is switched on and "
                + "measured.",
            error.Message);
    }

    [Fact]
    public async Task SetCurrent_BeyondTheInstrument_IsRefusedWithItsWords()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ISourceMeter>().SetCurrentAsync(Current.FromAmperes(2)).AsTask());
        Assert.Equal(
            "The instrument refused: -222,\"Data out of range\" (device, :SOUR:CURR 2). "
            + "Choose a value that the instrument accepts, or bind an instrument with a larger range.",
            error.Message);
    }

    [Fact]
    public async Task Read_OutputOff_PutsTheManualsErrorInTheQueue()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("803,\"Not permitted with OUTPUT off\"", await bench.AskAsync(":READ?;:system:error?"));
    }

    [Theory]
    [InlineData(1, 0.02)]
    [InlineData(10, 0.2)]
    public async Task Measure_Integration_TakesItsTimeOnTheClock(double cycles, double seconds)
    {
        const int messages = 2; // output query and reading, 1 ms each
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("integration_cycles", cycles));
        await bench.Get<ISourceMeter>().SetOutputAsync(true);
        Duration start = bench.Clock.Now();
        await bench.Get<ISourceMeter>().MeasureAsync();
        Assert.Equal(seconds + (messages * 1e-3), (bench.Clock.Now() - start).Seconds, 1e-9);
    }

    [Fact]
    public async Task Measure_Noise_FallsWithTheRootOfTheIntegrationTime()
    {
        const int readings = 2000;
        await using TwinBench bench = await OpenOnJunctionAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await bench.AskAsync(":SENS:VOLT:NPLC 4");
        await meter.SetOutputAsync(true);
        double sumOfSquares = 0;
        for (int i = 0; i < readings; i++)
        {
            double volts = (await meter.MeasureAsync()).Voltage.Volts;
            sumOfSquares += volts * volts;
        }

        Assert.Equal(0.5e-6, Math.Sqrt(sumOfSquares / readings), 0.05 * 0.5e-6); // 1 µV over the root of 4; three standard errors
    }

    [Fact]
    public async Task SourceVoltage_CurrentLimit_HoldsTheCurrent()
    {
        await using TwinBench bench = await OpenQuietAsync();
        Assert.Equal(
            "1;0",
            await bench.AskAsync("*RST;:SENS:CURR:PROT 1E-3;:SOUR:VOLT 0.5;:OUTP 1;:SENS:CURR:PROT:TRIP?;:SENS:VOLT:PROT:TRIP?"));
        Assert.Equal(0.163, bench.Virtual.Stage.Sense("device", Sensed.Voltage), 1e-12); // 1 mA in 163 Ω
    }

    [Fact]
    public async Task Buffer_Filled_GivesTheMean()
    {
        await using TwinBench bench = await OpenQuietAsync();
        await bench.AskAsync(
            "*CLS;:STAT:MEAS:ENAB 512;:SOUR:CURR 1E-3;:OUTP 1;:TRAC:POIN 5;FEED:CONT NEXT;:TRIG:COUN 5;:INIT;*WAI");
        Assert.Equal("1", await bench.AskAsync("*STB?"));
        Assert.Equal("+1.630000E-01", await bench.AskAsync(":CALC3:FORM MEAN;:CALC3:DATA?"));
    }

    private Task<TwinBench> OpenQuietAsync() =>
        OpenOnJunctionAsync(("voltage_noise", default(Voltage)), ("current_noise", default(Current)));
}
