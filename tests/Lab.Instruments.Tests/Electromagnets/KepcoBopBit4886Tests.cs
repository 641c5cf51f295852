using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Drivers.Electromagnets;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class KepcoBopBit4886Tests : MagnetSupplyContract
{
    protected override string Driver => "kepco-bop-bit4886";

    protected override Current Resolution => Current.FromAmperes(20.0 / 32768);

    [Fact]
    public async Task VoltageReadBack_AsTheManualShowsIt_IsScientificAndRounded()
    {
        // BIT 4886 operator manual: 'VOLT 14;VOLT?' -> '1.39997E1', a calibrated value near the one that was written.
        await using TwinBench bench = await OpenAsync();
        string answer = Assert.IsType<string>(await bench.AskAsync("VOLT 14;VOLT?"));
        Assert.Matches(@"^1\.4\d*E1$|^1\.39\d+E1$", answer);
        Assert.NotEqual("1.4E1", answer);
        Assert.Equal(14, double.Parse(answer, System.Globalization.CultureInfo.InvariantCulture), 20.0 / 65536);
    }

    [Fact]
    public async Task FunctionMode_AsPyMeasureReadsIt_IsANumber()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("1", await bench.AskAsync("FUNC:MODE?"));
        Assert.Equal("0", await bench.AskAsync("*RST;:FUNCTION:MODE?"));
    }

    [Fact]
    public async Task Open_Twin_SetsCurrentModeAndVoltageLimit()
    {
        await using TwinBench bench = await MagnetBench.OneAsync(
            Driver, SamplePort.Coil, ("voltage_limit", Voltage.FromVolts(10)));
        Assert.Equal("1;1E1;0", await bench.AskAsync("FUNC:MODE?;:VOLT?;:OUTP?"));
    }

    [Fact]
    public async Task SetOutput_On_ForgetsALatentSetPoint()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("CURR 10");
        await bench.Get<IMagnetSupply>().SetOutputAsync(true);
        Assert.Equal("0E0", await bench.AskAsync("CURR?"));
    }

    [Fact]
    public async Task SetOutput_OffAtTwoAmperes_SaysWhatToDo()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(2));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => supply.SetOutputAsync(false).AsTask());
        Assert.Equal(
            "2.00012 A still flows in the coils, whose field would collapse (device, :OUTP 0). "
            + "Ramp the current to zero before the output is switched off.",
            error.Message);
    }

    [Fact]
    public async Task MakeSafe_CurrentThatFlowsOn_IsATimeoutAndTheOutputStaysOn()
    {
        await using TwinBench bench = await OpenAsync();
        await using var wire = new StubbornWire(await bench.WireAsync(), ":MEAS:CURR?", "2.5E0");
        await using var session = new InstrumentSession(
            "supply", wire, bench.Gate, bench.Clock, KepcoBopBit4886.Description.Manners);
        var supply = new KepcoBopBit4886(
            session, bench.Gate, CurrentRate.FromAmperesPerSecond(1), Duration.FromSeconds(0.1), Voltage.FromVolts(10));
        await supply.OpenAsync(default);
        await supply.SetOutputAsync(true);
        wire.IsStubborn = true;

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => supply.MakeSafeAsync().AsTask());

        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.Equal(
            "2.5 A still flows in the coils 10 s after the set-point reached zero, and the output stays on "
            + "(supply, :OUTP 0). Check the supply's display and its cables; switch its output off when no current flows.",
            error.Message);
        Assert.Equal("1", await bench.AskAsync("OUTP?"));
    }

    [Fact]
    public async Task RampTo_OutputOff_SaysWhatToDo()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IMagnetSupply>().RampToAsync(Current.FromAmperes(2)).AsTask());
        Assert.Equal(
            "The output is off, so that no ramp to 2 A can be made (device). Switch the output on first.", error.Message);
    }

    [Fact]
    public async Task RampTo_BeyondTheSupply_GivesTheInstrumentsWords()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(20));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => supply.RampToAsync(Current.FromAmperes(20.05)).AsTask());
        Assert.Equal(
            "The instrument refused: -222,\"Data out of range\" (device, :CURR 20.05). "
            + "Choose a value that the instrument accepts, or bind an instrument with a larger range.",
            error.Message);
    }

    [Fact]
    public async Task ModeSwitch_WithASetPoint_IsASettingsConflict()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("-221,\"Settings conflict\"", await bench.AskAsync("OUTP 1;:CURR 1;:FUNC:MODE VOLT;:SYST:ERR?"));
    }

    [Fact]
    public async Task LongMessage_BeyondTheBuffer_IsLost()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Null(await bench.AskAsync("CURR?" + new string(' ', 249)));
        Assert.Equal("-363,\"Input buffer overrun\"", await bench.AskAsync("SYST:ERR?"));
        Assert.Equal("0E0", await bench.AskAsync("CURR?" + new string(' ', 248)));
    }

    [Fact]
    public async Task Status_VoltageTooLowForTheCurrent_ShowsInBothRegisters()
    {
        // 5 V drive 5 A through 1 Ohm at most: constant voltage (bit 8) instead of current (bit 10), and a current error (bit 1).
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("VOLT 5;CURR 4;OUTP 1");
        bench.Clock.Advance(Duration.FromSeconds(2));
        Assert.Equal("1024;0", await bench.AskAsync("STAT:OPER:COND?;:STAT:QUES:COND?"));
        await bench.AskAsync("CURR 8");
        bench.Clock.Advance(Duration.FromSeconds(2));
        Assert.Equal("256;2", await bench.AskAsync("STAT:OPER:COND?;:STAT:QUES:COND?"));
        Assert.Equal("5E0", await bench.AskAsync("MEAS:VOLT?"));
    }

    [Fact]
    public async Task Open_VoltageModeWithOutputOn_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("*RST;:VOLT 1;:OUTP 1");
        var supply = (Drivers.ScpiInstrument)bench.Get<IMagnetSupply>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => supply.OpenAsync(default).AsTask());
        Assert.Equal(
            "The output is on and the instrument is not set to drive a current (:FUNC:MODE? answers '0'); changing that would "
                + "disturb the "
            + "sample (device, sim:). Bring the output to zero, switch it off and open the bench again, or correct the setting "
            + "in the bench file.",
            error.Message);
    }

    [Fact]
    public async Task Open_RampRateOfZero_IsAConfigurationError()
    {
        BenchException error = await Assert.ThrowsAsync<BenchException>(
            () => MagnetBench.OneAsync(Driver, SamplePort.Coil, ("ramp_rate", CurrentRate.FromAmperesPerSecond(0))));
        Assert.Equal(
            "device: the key 'ramp_rate' must be positive; 0 A/s is not. Write a rate of current such as 0.5 A/s.",
            error.Message);
    }
}
