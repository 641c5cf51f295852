using Lab.Benches;
using Lab.Instruments.Drivers;
using Lab.Instruments.RfGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Tests.RfGenerators;

public sealed class Bnc845Tests : RfGeneratorContract
{
    protected override string Driver => "bnc-845";

    [Fact]
    public async Task Open_EarlierUsersModulationAndHold_AreGone()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true);
        Assert.Equal(
            "1;0;1;0;0;0;0",
            await bench.AskAsync(
                ":POW:ALC?;:POW:ALC:HOLD?;:POW:ATT:AUTO?;:CORR:FLAT?;:AM:STAT?;:PM:STAT?;:PULM:STAT?"));
    }

    // The 845 without the option gives its largest power, whatever is set (Auspex, slab).
    [Fact]
    public async Task Open_WithoutThePowerOption_IsRefused()
    {
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => OpenWithoutOptionAsync());
        Assert.Equal(InstrumentFault.WrongInstrument, error.Fault);
        Assert.Equal(
            "The generator has the options '0' and not PE: without it, it gives 13 to 16 dBm whatever level is set "
                + "(device, *OPT?). Use another generator. Where a power meter has shown that the level follows, set "
                + "'level_is_adjustable: on'.",
            error.Message);
    }

    [Fact]
    public async Task Open_LevelThatIsKnownToFollow_IsAccepted()
    {
        await using TwinBench bench = await OpenWithoutOptionAsync(("level_is_adjustable", true));
        Assert.Empty(await bench.Get<IRfGenerator>().ReadErrorsAsync());
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(6e6)]
    public async Task Modulate_PeriodThatItDoesNotHave_IsRefused(double hertz)
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ISquareModulation)bench.Get<IRfGenerator>()).ModulateAsync(Frequency.FromHertz(hertz)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Equal("0", await bench.AskAsync(":PULM:STAT?"));
    }

    [Fact]
    public async Task Modulate_Square_HasPulsesOfHalfThePeriod()
    {
        await using TwinBench bench = await OpenAsync();
        await ((ISquareModulation)bench.Get<IRfGenerator>()).ModulateAsync(Frequency.FromHertz(1000));
        Assert.Equal("0.001;0.0005;1", await bench.AskAsync(":PULM:INT:PER?;:PULM:INT:PWID?;:PULM:STAT?"));
    }

    private static Task<TwinBench> OpenWithoutOptionAsync(params (string Key, object Value)[] settings) => TwinBench.OpenAsync(
        [("device", "bnc-845", settings)],
        twin: new Dictionary<string, (string, object)[]> { ["device"] = [("option_pe", false)] });
}
