using Lab.Instruments.Drivers.PulseGenerators;
using Lab.Instruments.PulseGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Tests.PulseGenerators;

public sealed class Pspl10070ATests : Pspl10070AContract
{
    [Theory]
    [InlineData(7.5, 7.5)] // 0 dB
    [InlineData(7.6, 7.6)] // the instrument refuses it
    [InlineData(7.49, 6.684)] // 1 dB
    [InlineData(-2, -1.884)] // 12 dB
    [InlineData(0.75, 0.75)] // 20 dB
    [InlineData(0, 0.000669)] // 81 dB, the most
    public void NearestBelow_IsAWholeNumberOfDecibels(double wanted, double given) =>
        Assert.Equal(given, Pspl10070A.NearestBelow(Voltage.FromVolts(wanted)).Volts, 5e-4);

    [Fact]
    public async Task Open_HeadersLeftOn_AreSwitchedOff()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("OFF", await bench.AskAsync("header?"));
        await bench.AskAsync("header on");
        Assert.Equal("AMPLITUDE 9.4419E-02", await bench.AskAsync("amplitude?")); // 38 dB below 7.5 V
        Assert.Equal(0.094419, (await bench.Get<IPulseGenerator>().GetAmplitudeAsync()).Volts, 1e-9);
    }

    [Fact]
    public async Task Open_BaselineOnAnEnabledOutput_EndsThere()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("offset 1;enable");
        var pulser = (Pspl10070A)bench.Get<IPulseGenerator>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => pulser.OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith(
            "The output is on and the instrument is not set to a baseline of zero", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetAmplitude_BeyondTheInstrument_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IPulseGenerator>().SetAmplitudeAsync(Voltage.FromVolts(8)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
    }

    [Fact]
    public async Task Fire_OnExternalTrigger_IsRefused()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        IPulseGenerator pulser = await SetUpAsync(bench);
        await bench.AskAsync("trigger ext");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => pulser.FireAsync().AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Null(bench.Virtual.Stage.PulsesAt("line"));
    }
}
