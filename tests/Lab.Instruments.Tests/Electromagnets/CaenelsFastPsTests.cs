using Lab.Instruments.Drivers.Electromagnets;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

public sealed class CaenelsFastPsTests : MagnetSupplyContract
{
    protected override string Driver => "caenels-fast-ps";

    protected override bool HasFullIdentity => false;

    protected override Current Resolution => Current.FromAmperes(1e-5);

    [Theory]
    [InlineData("MWI:1", "#NAK:13")] // the module is off
    [InlineData("MON", "#AK")]
    [InlineData("MOFF", "#AK")]
    [InlineData("LOOP:I", "#NAK:19")] // already in this mode
    [InlineData("MWI:11", "#NAK:10")] // out of the model's limits
    [InlineData("MST:?", "#MST:00000000")]
    [InlineData("MRI", "#MRI:0.000000")]
    [InlineData("MWG:43:1", "#NAK:01")] // unknown command
    public async Task Message_IsAnsweredAsPublicDriversReadIt(string message, string answer)
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(answer, await bench.AskAsync(message));
    }

    [Fact]
    public async Task OwnRamp_OfTheSupply_IsFollowedOnTheStage()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<IMagnetSupply>().SetOutputAsync(true);
        await bench.AskAsync("MSRI:2");
        await bench.AskAsync("MWIR:4");
        Assert.Equal("#MST:00001001", await bench.AskAsync("MST:?"));
        bench.Clock.Advance(Duration.FromSeconds(3));
        Assert.Equal("#MST:00000001", await bench.AskAsync("MST:?"));
        Assert.Equal(4, (await bench.Get<IMagnetSupply>().MeasureCurrentAsync()).Amperes, 1e-5);
    }

    [Fact]
    public async Task Open_ConstantVoltageWhileItIsOn_EndsThere()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("LOOP:V");
        await bench.AskAsync("MON");
        var supply = (CaenelsFastPs)bench.Get<IMagnetSupply>();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => supply.OpenAsync(default).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.StartsWith(
            "The output is on and the instrument is not set to regulate its current", error.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Identity_HasItsModelAndFirmware()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(
            new InstrumentIdentity("CAENels", "FAST-PS 1020-200", "0", "1.3.2"), bench.Get<IMagnetSupply>().Identity);
    }
}
