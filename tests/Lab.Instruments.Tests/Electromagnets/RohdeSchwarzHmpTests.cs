using Lab.Benches.Samples;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class RohdeSchwarzHmpTests : MagnetSupplyContract
{
    protected override string Driver => "rohde-schwarz-hmp";

    protected override bool IsUnipolar => true;

    protected override Current Resolution => Current.FromAmperes(1e-3);

    [Fact]
    public async Task RampTo_Negative_SaysThatTheSupplyHasOnePolarity()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => supply.RampToAsync(Current.FromAmperes(-0.7)).AsTask());
        Assert.Equal(
            "The supply gives no negative current, and -700 mA was asked for (device, CURR 0.0005). Nothing was sent. Choose a "
            + "current of zero or above, or a bipolar supply.",
            error.Message);
    }

    [Fact]
    public async Task SetOutput_AnotherChannelIsActive_MasterIsNotSwitched()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("INST:NSEL 3;:OUTP:SEL 1");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IMagnetSupply>().SetOutputAsync(true).AsTask());
        Assert.StartsWith(
            "Channel 3 is active, and the master switch would switch it on together with channel 1", error.Message,
            StringComparison.Ordinal);
        Assert.Equal("0", await bench.AskAsync("OUTP:GEN?"));
    }

    [Fact]
    public async Task SetOutput_MasterIsOnForOthers_SwitchesItsOwnChannelAlone()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("INST:NSEL 3;:OUTP:SEL 1;:OUTP:GEN 1");
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        Assert.True(await supply.GetOutputAsync());
        await supply.MakeSafeAsync();
        Assert.False(await supply.GetOutputAsync());
        Assert.Equal("1;1", await bench.AskAsync("OUTP:GEN?;:INST:NSEL 3;:OUTP:SEL?"));
    }

    // The supply obeys on the channel that was selected last, by whichever program.
    [Fact]
    public async Task RampTo_SomeoneSelectsAnotherChannelMeanwhile_OwnChannelIsSet()
    {
        await using TwinBench bench = await MagnetBench.OneAsync(Driver, SamplePort.Coil, ("channel", 2.0));
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await bench.AskAsync("INST:NSEL 4");
        await supply.RampToAsync(Current.FromAmperes(0.5));
        Assert.Equal("0.5000", await bench.AskAsync("INST:NSEL 2;:CURR?"));
        Assert.Equal("0.1000", await bench.AskAsync("INST:NSEL 4;:CURR?"));
    }

    [Fact]
    public async Task Open_FuseOfAnEarlierUser_IsOffAndTheVoltageLimitSet()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal("0", await bench.AskAsync("INST:NSEL 1;:FUSE?"));
        Assert.Equal("10.000", await bench.AskAsync("VOLT?"));
    }

    [Fact]
    public async Task Open_FuseWhileTheOutputIsOn_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("INST:NSEL 1;:VOLT 1;:CURR 5;:FUSE ON;:OUTP ON");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ScpiInstrument)bench.Get<IMagnetSupply>()).OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains("not set to regulate its current without a fuse", error.Message, StringComparison.Ordinal);
    }

    // With its fuse on, a supply goes off as soon as it regulates its current.
    [Fact]
    public async Task Fuse_CurrentReachesItsSetPoint_SwitchesOff()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("VOLT 10;:CURR 1;:FUSE ON;:OUTP ON");
        bench.Clock.Advance(Duration.FromSeconds(5));
        await bench.AskAsync("*CLS");
        Assert.Equal("0", await bench.AskAsync("OUTP:SEL?"));
    }
}
