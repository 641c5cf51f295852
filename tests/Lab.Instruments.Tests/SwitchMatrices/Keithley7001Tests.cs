using System.Text;
using Lab.Benches;
using Lab.Instruments.Drivers;
using Lab.Instruments.SwitchMatrices;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.SwitchMatrices;

public sealed class Keithley7001Tests : SwitchMatrixContract
{
    protected override string Driver => "keithley-7001";

    protected override (string[] First, string[] Second) Routes => (["1!1!3", "1!2!4"], ["1!1!3", "2!17"]);

    // What an earlier user closed is in no route: it is left until a route is closed, and told.
    [Fact]
    public async Task Open_CrosspointsOfAnEarlierUser_AreLeftUntilARouteCloses()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, rough: true, ("route_1", "1!4!10"));
        ISwitchMatrix matrix = bench.Get<ISwitchMatrix>();
        Assert.Equal(["1!2!3", "2!17"], await matrix.ReadClosedAsync());
        await matrix.SetRouteAsync(1, closed: true);
        Assert.Equal(["1!4!10"], await matrix.ReadClosedAsync());
    }

    [Fact]
    public async Task SetRoute_AnotherOne_OpensAllAndLooksBeforeItCloses()
    {
        await using TwinBench bench = await OpenAsync();
        var wire = new RecordingWire(await bench.WireAsync());
        DriverDescription driver = DriverCatalog.Shipped.Get(Driver);
        IInstrument instrument = driver.Make(new DriverContext(
            "device",
            SettingValues.Of(driver.Settings, ("route_1", "1!1!3"), ("route_2", "1!2!4")),
            bench.Gate, bench.Clock, wire, _ => null));
        await ((IConnected)instrument).OpenAsync(default);
        var matrix = (ISwitchMatrix)instrument;
        await matrix.SetRouteAsync(1, closed: true);
        wire.Sent.Clear();

        await matrix.SetRouteAsync(2, closed: true);

        string[] sent = [.. wire.Sent.Select(message => message.Split(';')[0].TrimEnd())];
        int open = Array.IndexOf(sent, ":OPEN ALL");
        int close = Array.IndexOf(sent, ":CLOS (@1!2!4)");
        Assert.True(open >= 0 && close > open, string.Join(" | ", sent));
        Assert.Contains(":CLOS:STAT?", sent[open..close]);
    }

    [Theory]
    [InlineData("1!1")]
    [InlineData("1!1!3, 3!1")]
    public async Task SetRoute_CrosspointThatNoCardHas_IsRefused(string crosspoints)
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("route_1", crosspoints));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ISwitchMatrix>().SetRouteAsync(1, closed: true).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
    }

    [Theory]
    [InlineData("1!1!3;1!2!4")]
    [InlineData("A1")]
    [InlineData("1")]
    public async Task Open_RouteThatIsNone_IsAnErrorOfTheBenchFile(string crosspoints)
    {
        BenchException error = await Assert.ThrowsAsync<BenchException>(
            () => TwinBench.OpenAsync(Driver, ("route_2", crosspoints)));
        Assert.Contains("write crosspoints such as 1!1!3, 1!2!4 or", error.Message, StringComparison.Ordinal);
    }

    private sealed class RecordingWire(IWire inner) : IWire
    {
        public List<string> Sent { get; } = [];

        public string Address => inner.Address;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            Sent.Add(Encoding.UTF8.GetString(message.Span));
            return inner.WriteAsync(message, cancellationToken);
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) =>
            inner.ReadAsync(cancellationToken);

        public ValueTask ClearAsync(CancellationToken cancellationToken) => inner.ClearAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
