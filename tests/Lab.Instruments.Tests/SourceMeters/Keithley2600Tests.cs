using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.SourceMeters;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SourceMeters;

public sealed class Keithley2600Tests : SourceMeterContract
{
    protected override string Driver => "keithley-2600";

    protected override string ReadQuery => "smua.measure.iv()";

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
            "The source is in compliance and does not drive its current (device, smua.measure.iv() answered "
            + "6.13496933e-04,1.00000000e-01). Raise the compliance, lower the current, or check that the sample still conducts.",
            error.Message);
        Assert.True(await meter.IsInComplianceAsync());
    }

    [Fact]
    public async Task Set_ChannelB_DrivesItAndLeavesTheOtherAlone()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("device", Driver, [("channel", "b")])],
            new SampleDefinition { Junctions = [new JunctionDefinition { Name = "junction" }], ThermalDrift = default },
            [new WiringDefinition("device", SamplePort.DcBias, Part: null, default)]);
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromMilliamperes(1));
        await meter.SetOutputAsync(true);
        Assert.Equal(0.163, (await meter.MeasureAsync()).Voltage.Volts, 1e-5);
        Assert.Equal(
            "0.00000e+00\t0.00000e+00\t1.00000e+00",
            await bench.AskAsync("print(smua.source.output, smua.source.leveli, smua.source.func)"));
        Assert.Equal(0.163, bench.Virtual.Stage.Sense("device", Sensed.Voltage), 1e-12);
    }

    [Theory]
    [InlineData("print(smua.nonsense)", "nil", 0)]
    [InlineData("print(errorqueue.next())", "0.00000e+00\tQueue Is Empty\t0.00000e+00\t0.00000e+00", 0)]
    [InlineData("print(smua.OUTPUT_DCVOLTS) -- the source of a voltage", "1.00000e+00", 0)]
    [InlineData("format.asciiprecision = 10 print(smua.source.limitv)", "2.000000000e+01", 0)]
    [InlineData(":SOUR:CURR 1", null, -285)]
    [InlineData("smua.nonsense()", null, -286)]
    [InlineData("smua.source.leveli = 5", null, -222)]
    [InlineData("*ESE?;*ESR?", null, -285)]
    public async Task Twin_StatementsOfTheLanguage_AreCarriedOut(string message, string? answer, int error)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
        string entry = (await bench.AskAsync("print(string.format(\"%d,%s\", errorqueue.next()))"))!;
        Assert.StartsWith($"{error},", entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_OtherMains_SaysWhereToChangeThem()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("localnode.linefreq = 60");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((IConnected)bench.Get<ISourceMeter>()).OpenAsync(default).AsTask());
        Assert.StartsWith(
            "The meter counts in mains of 60 Hz, the bench file says 50 Hz", error.Message, StringComparison.Ordinal);
    }
}
