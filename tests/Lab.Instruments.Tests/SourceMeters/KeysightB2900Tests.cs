using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.SourceMeters;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SourceMeters;

public sealed class KeysightB2900Tests : SourceMeterContract
{
    protected override string Driver => "keysight-b2900";

    protected override string ReadQuery => ":MEAS?";

    [Fact]
    public async Task Measure_InCompliance_IsAnErrorAndNoNumber()
    {
        await using TwinBench bench =
            await OpenOnJunctionAsync(("voltage_noise", default(Voltage)), ("current_noise", default(Current)));
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetComplianceAsync(Voltage.FromVolts(0.1));
        await meter.SetCurrentAsync(Current.FromMilliamperes(1)); // 163 mV
        await meter.SetOutputAsync(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.MeasureAsync().AsTask());
        Assert.Equal(
            "The source is in compliance and does not drive its current (device, :MEAS? answered +1.000000E-01,+6.134969E-04). "
            + "Raise the compliance, lower the current, or check that the sample still conducts.",
            error.Message);
        Assert.True(await meter.IsInComplianceAsync());
    }

    // By the command reference :MEAS? switches the output on by itself after a reset.
    [Fact]
    public async Task Open_TwinAfterReset_ReadingSwitchesNothingOn()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        Assert.Equal("0", (await bench.AskAsync(":MEAS? (@1);:OUTP1?"))!.Split(';')[^1]);
        Assert.Equal("1", (await bench.AskAsync("*RST;:MEAS? (@1);:OUTP1?"))!.Split(';')[^1]);
    }

    [Fact]
    public async Task Set_ChannelTwo_DrivesItAndLeavesTheOtherAlone()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("device", Driver, [("channel", "2")])],
            new SampleDefinition { Junctions = [new JunctionDefinition { Name = "junction" }], ThermalDrift = default },
            [new WiringDefinition("device", SamplePort.DcBias, Part: null, default)]);
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromMilliamperes(1));
        await meter.SetOutputAsync(true);
        Assert.Equal(0.163, (await meter.MeasureAsync()).Voltage.Volts, 1e-5);
        Assert.Equal("0;+0.000000E+00;VOLT", await bench.AskAsync(":OUTP1?;:SOUR1:CURR?;:SOUR1:FUNC:MODE?"));
        Assert.Equal(0.163, bench.Virtual.Stage.Sense("device", Sensed.Voltage), 1e-12);
    }

    // The answer has a fixed order of elements, whatever the order in which they were chosen.
    [Fact]
    public async Task Elements_ChosenInAnotherOrder_AreAnsweredInTheirOwn()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        Assert.Equal("VOLT,CURR", await bench.AskAsync(":FORM:ELEM:SENS CURR,VOLT;:FORM:ELEM:SENS?"));
    }
}
