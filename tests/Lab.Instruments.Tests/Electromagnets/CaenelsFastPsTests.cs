using Lab.Benches;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Electromagnets;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Wires;
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
    public async Task MakeSafe_ConstantVoltageSetAtThePanel_SwitchesOff()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("LOOP:V");
        await bench.AskAsync("MON");
        await bench.Get<IMagnetSupply>().MakeSafeAsync();
        Assert.Equal("#MST:00000000", await bench.AskAsync("MST:?"));
    }

    [Theory]
    [InlineData("MON")]
    [InlineData("LOOP:I")]
    public async Task Command_AnswerIsLost_CountsAsDone(string command)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync("LOOP:V");
        DriverDescription driver = DriverCatalog.Shipped.Get(Driver);
        var supply = (CaenelsFastPs)driver.Make(new DriverContext(
            "device", SettingValues.Of(driver.Settings), bench.Gate, bench.Clock,
            new LossyWire(await bench.WireAsync(), command), _ => null)
        {
            OnFault = new FaultPolicy { Rules = FaultPolicy.OfExchanges.ToDictionary(each => each, _ => new FaultRule(3, 0)) },
        });
        await supply.OpenAsync(default);
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(1));
        Assert.Equal("#MST:00000001", await bench.AskAsync("MST:?"));
        Assert.Equal("#LOOP:I", await bench.AskAsync("LOOP:?"));
        Assert.Equal(1, supply.RetryCount);
    }

    [Fact]
    public async Task Identity_HasItsModelAndFirmware()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(
            new InstrumentIdentity("CAENels", "FAST-PS 1020-200", "0", "1.3.2"), bench.Get<IMagnetSupply>().Identity);
    }

    /// <summary>A wire that loses the first answer to one command, after the supply has done it.</summary>
    private sealed class LossyWire(IWire wire, string command) : IWire
    {
        private bool hasLost;
        private bool loses;

        public string Address => wire.Address;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            loses = !hasLost && System.Text.Encoding.ASCII.GetString(message.Span).TrimEnd() == command;
            return wire.WriteAsync(message, cancellationToken);
        }

        public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
        {
            ReadOnlyMemory<byte> answer = await wire.ReadAsync(cancellationToken);
            if (loses)
            {
                (hasLost, loses) = (true, false);
                throw new WireException(InstrumentFault.Timeout, "No answer came");
            }

            return answer;
        }

        public ValueTask ClearAsync(CancellationToken cancellationToken) => wire.ClearAsync(cancellationToken);

        public ValueTask DisposeAsync() => wire.DisposeAsync();
    }
}
