using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Electromagnets;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class Ami430Tests : MagnetSupplyContract
{
    protected override string Driver => "ami-430";

    protected override bool HasFullIdentity => false;

    protected override Current Resolution => Current.FromAmperes(1e-3);

    [Fact]
    public async Task RampTo_AboveTheQuench_TellsOfItAndTheSafeStateIsReached()
    {
        await using TwinBench bench = await OpenAsync(("quench_above", Current.FromAmperes(0.5)));
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => supply.RampToAsync(Current.FromAmperes(1)).AsTask());

        Assert.Equal(
            "The magnet has quenched: it is no longer superconducting, and its current is gone (device, STATE?). Let it cool, "
            + "find out why, and clear the quench at the programmer ('QU 0') before the bench is opened again.",
            error.Message);
        await supply.MakeSafeAsync();
        bench.Clock.Advance(Duration.FromSeconds(1));
        Assert.Equal(0, (await supply.MeasureCurrentAsync()).Amperes, Resolution.Amperes);
        InstrumentException refused = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ScpiInstrument)supply).OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, refused.Fault);
    }

    [Fact]
    public async Task SetOutput_PersistentSwitch_WarmsAndCoolsIt()
    {
        await using TwinBench bench = await OpenAsync(("switch", true));
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        Assert.False(await supply.GetOutputAsync());

        double seconds = await MagnetBench.SecondsAsync(bench, () => supply.SetOutputAsync(true).AsTask());

        Assert.InRange(seconds, 20, 22); // the heating time that the programmer is set to
        await supply.RampToAsync(Current.FromAmperes(0.5));
        Assert.Equal(0.5, bench.Virtual.Stage.Sense("device", Sensed.Current), Resolution.Amperes);
        await supply.MakeSafeAsync();
        Assert.False(await supply.GetOutputAsync());
    }

    [Fact]
    public async Task SetOutput_SwitchThatNeverWarms_IsATimeout()
    {
        await using TwinBench bench = await OpenAsync(("switch", true));
        await using var wire = new StubbornWire(await bench.WireAsync(), "STATE?", "9");
        await using var session = new InstrumentSession(
            "magnet", wire, bench.Gate, bench.Clock, Ami430.Description.Manners);
        var supply = new Ami430(
            session,
            bench.Gate,
            CurrentRate.FromAmperesPerSecond(0.1),
            Duration.FromSeconds(1),
            Voltage.FromVolts(5),
            hasSwitch: true);
        await supply.OpenAsync(default);
        wire.IsStubborn = true;

        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => supply.SetOutputAsync(true).AsTask());

        Assert.Equal(InstrumentFault.Timeout, error.Fault);
        Assert.Equal(
            "The persistent switch still warms after 3.7 ks (magnet, STATE?). Read the heater's current and the switch's times "
            + "at the programmer; leave the current as it is until then.",
            error.Message);
    }

    [Fact]
    public async Task ColdSwitch_SupplyRamps_MagnetKeepsItsCurrent()
    {
        // Persistent mode: PERS? answers 1 while a current is in the magnet and its switch is cold.
        await using TwinBench bench = await OpenAsync(("switch", true));
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(0.5));
        await bench.AskAsync("PS 0");
        bench.Clock.Advance(Duration.FromSeconds(30));
        Assert.Equal("1", await bench.AskAsync("PERS?"));
        await bench.AskAsync("ZERO");
        bench.Clock.Advance(Duration.FromSeconds(30));
        Assert.Equal("0.0000", await bench.AskAsync("CURR:SUPP?"));
        Assert.Equal(0.5, (await supply.MeasureCurrentAsync()).Amperes, Resolution.Amperes);
        InstrumentException refused = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ScpiInstrument)supply).OpenAsync(default).AsTask());
        Assert.StartsWith("The magnet is persistent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_OfARamp_IsTheManuals()
    {
        // 1 ramping, 2 holding, 3 paused, 6 zeroing, 8 at zero.
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("3", await bench.AskAsync("STATE?"));
        await bench.AskAsync("CONF:RAMP:RATE:CURR 1,0.1,60;:CONF:CURR:TARG 1;:RAMP");
        Assert.Equal("1", await bench.AskAsync("STATE?"));
        bench.Clock.Advance(Duration.FromSeconds(11));
        Assert.Equal("2", await bench.AskAsync("STATE?"));
        await bench.AskAsync("ZERO");
        Assert.Equal("6", await bench.AskAsync("STATE?"));
        bench.Clock.Advance(Duration.FromSeconds(11));
        Assert.Equal("8", await bench.AskAsync("STATE?"));
    }

    [Fact]
    public async Task Open_EarlierUsersMinutes_AreSeconds()
    {
        await using TwinBench bench = await MagnetBench.OneAsync(Driver, SamplePort.Coil, rough: true);
        Assert.Equal("0", await bench.AskAsync("RAMP:RATE:UNITS?"));
        Assert.StartsWith("0.0500,", await bench.AskAsync("RAMP:RATE:CURR:1?"), StringComparison.Ordinal);
    }

    private Task<TwinBench> OpenAsync((string Key, object Value) twin)
    {
        (string Key, object Value)[] settings = twin.Key == "switch" ? [("persistent_switch", true)] : [];
        return TwinBench.OpenAsync(
            [("device", Driver, settings)],
            new SampleDefinition { Magnet = new MagnetDefinition() },
            [new WiringDefinition("device", SamplePort.Coil, null, default)],
            twin: new Dictionary<string, (string, object)[]> { ["device"] = [twin] });
    }
}
