using System.Globalization;
using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.DeltaMeters;
using Lab.Instruments.Drivers;
using Lab.Quantities;

namespace Lab.Instruments.Tests.DeltaMeters;

public sealed class Keithley6221With2182ATests : DeltaMeterContract
{
    protected override string Driver => "keithley-6221-2182a";

    // 622x reference manual, section 5: setup of delta mode over the bus.
    [Fact]
    public async Task Delta_Manual_FillsTheBufferAndIsDone()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        await bench.AskAsync(
            ":SOUR:DELT:HIGH 20E-6;LOW -20E-6;DEL 0.1;COUN 10;CAB 1;:TRAC:POIN 10;:FORM:ELEM READ;:SOUR:DELT:ARM;:INIT:IMM");
        Assert.Equal("1", await bench.AskAsync(":SOUR:DELT:ARM?"));
        bench.Clock.Advance(Duration.FromSeconds(12 * 0.12)); // ten readings of three conversions each, one after another
        string[] readings = (await bench.AskAsync(":TRAC:DATA?"))!.Split(',');
        Assert.Equal(10, readings.Length);
        double[] volts = [.. readings.Select(reading => double.Parse(reading, CultureInfo.InvariantCulture))];
        Assert.All(volts, reading => Assert.Equal(20e-3, reading, 0.2e-3)); // about 1 kΩ
        Assert.Equal("1026", await bench.AskAsync(":STAT:OPER?")); // sweep done, idle
        Assert.Equal("0;+0.000000E+00", await bench.AskAsync(":SOUR:SWE:ABOR;:SOUR:DELT:ARM?;:SOUR:CURR?"));
    }

    // Example of section 5: with start 0, step 10 µA and delta 10 µA the first reading is at the start, not at the first step.
    [Fact]
    public async Task Conductance_Manual_StartAppliesToTheMiddleOfTheFirstReading()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        await bench.AskAsync(
            ":SOUR:DCON:STAR 0;STOP 50E-6;STEP 10E-6;DELT 10E-6;DEL 1E-3;:FORM:ELEM SOUR;:SOUR:DCON:ARM;:INIT");
        bench.Clock.Advance(Duration.FromSeconds(1));
        Assert.Equal(
            "+0.000000E+00,+1.000000E-05,+2.000000E-05,+3.000000E-05,+4.000000E-05,+5.000000E-05",
            await bench.AskAsync(":TRAC:DATA?"));
    }

    [Theory]
    [InlineData("OHMS", 1000)]
    [InlineData("SIEM", 1e-3)]
    [InlineData("V", 1e-2)]
    public async Task Unit_OfAReading_IsThatOfTheQuotient(string unit, double expected)
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        await bench.AskAsync($":UNIT {unit};:SOUR:DELT:HIGH 10E-6;LOW -10E-6;:FORM:ELEM READ;:SOUR:DELT:ARM;:INIT");
        string answer = (await bench.AskAsync(":SENS:DATA:FRES?"))!;
        Assert.Equal(expected, double.Parse(answer, CultureInfo.InvariantCulture), 0.01 * expected);
    }

    [Fact]
    public async Task Compliance_WithAbort_EndsTheSweep()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        await bench.AskAsync(":SOUR:CURR:COMP 0.1;:SOUR:DCON:STAR 0;STOP 200E-6;STEP 10E-6;DELT 1E-6;CAB 1;ARM;:INIT");
        bench.Clock.Advance(Duration.FromSeconds(2));
        Assert.Equal("1028", await bench.AskAsync(":STAT:OPER?")); // sweep aborted, idle
    }

    [Fact]
    public async Task Read_NothingRuns_IsASettingsConflict()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        Assert.Equal("-221,\"Settings conflict\"", await bench.AskAsync(":SENS:DATA:FRES?;:SYST:ERR?"));
    }

    [Fact]
    public async Task Meter_ThroughTheSource_HearsAndAnswers()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":SYST:COMM:SER:SEND \"*IDN?\"");
        Assert.Contains("MODEL 2182A", await bench.AskAsync(":SYST:COMM:SER:ENT?"), StringComparison.Ordinal);
        await bench.AskAsync(":SYST:COMM:SER:SEND \":SENS:VOLT:CHAN1:RANG?\"");
        Assert.Equal("0.100000", await bench.AskAsync(":SYST:COMM:SER:ENT?"));
    }

    [Fact]
    public async Task Open_NoMeterAtTheSerialPort_SaysWhatToConnect()
    {
        await using TwinBench alone = await TwinBench.OpenAsync("keithley-6221");
        DriverDescription driver = DriverCatalog.Shipped.Get(Driver);
        var meter = (IConnected)driver.Make(new DriverContext(
            "device", SettingValues.Of(driver.Settings), alone.Gate, alone.Clock, await alone.WireAsync(), _ => null));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => meter.OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.StartsWith(
            "The source finds no nanovoltmeter at its serial port (device, :SOUR:DELT:NVPR?). Connect the 2182A with a ",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OtherMains_NamesTheKey()
    {
        await using TwinBench twins = await TwinBench.OpenAsync(Driver);
        DriverDescription driver = DriverCatalog.Shipped.Get(Driver);
        var meter = (IConnected)driver.Make(new DriverContext(
            "device", SettingValues.Of(driver.Settings, ("line_frequency", Frequency.FromHertz(60))), twins.Gate, twins.Clock,
            await twins.WireAsync(), _ => null));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => meter.OpenAsync(default).AsTask());
        Assert.Equal(
            "The meter finds mains of 50 Hz, the bench file says 60 Hz (device, :SYST:LFR?). Set 'line_frequency' of this "
                + "instrument in the bench file to 50 Hz.",
            error.Message);
    }

    [Fact]
    public async Task Open_OutputOn_IsRefused()
    {
        await using TwinBench twins = await OpenOnBarrierAsync();
        IDeltaMeter meter = twins.Get<IDeltaMeter>();
        await meter.SetAmplitudeAsync(Current.FromAmperes(20e-6));
        await meter.SetOutputAsync(on: true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((IConnected)meter).OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith(
            "The output is on and a sweep, a waveform or delta mode moves its current", error.Message, StringComparison.Ordinal);
        Assert.True(await meter.GetOutputAsync());
    }
}
