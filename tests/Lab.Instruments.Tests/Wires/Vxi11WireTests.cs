using Lab.Instruments.Wires;
using Lab.Mocks.Serving;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class Vxi11WireTests : WireContract
{
    private ContractDevice? device;
    private Vxi11Server? server;
    private int port;

    public override async Task DisposeAsync() => await server!.DisposeAsync();

    [Fact]
    public async Task Open_DeviceThatIsNotThere_SaysSo()
    {
        await using IWire first = await OpenAsync(new ContractDevice(), new WireSettings());
        var name = new InstrumentName("127.0.0.1", "inst7", port);

        var error = await Assert.ThrowsAsync<WireException>(() => Vxi11Wire.ConnectAsync(
            name.ToString(), name, new WireSettings(), default).AsTask());

        Assert.Equal(InstrumentFault.Disconnected, error.Fault);
        Assert.Equal("127.0.0.1 gives no link to 'inst7' (there is no such device)", error.Message);
    }

    [Fact]
    public async Task Open_ByTheNameOnTheBench_IsTheSameDevice()
    {
        await using IWire first = await OpenAsync(new ContractDevice(), new WireSettings());
        var name = new InstrumentName("127.0.0.1", "contract", port);
        await using IWire second = await Vxi11Wire.ConnectAsync(name.ToString(), name, new WireSettings(), default);
        await QueryAsync(first, "SET 9;VAL?");

        Assert.Equal("9", await QueryAsync(second, "VAL?"));
    }

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        this.device = device;
        Start();
        port = server!.PortMapperEndPoint.Port;
        var name = new InstrumentName("127.0.0.1", "inst0", port);
        return await Vxi11Wire.ConnectAsync(name.ToString(), name, settings, default);
    }

    private protected override async Task CutAsync() => await server!.DisposeAsync();

    private protected override Task MendAsync()
    {
        Start();
        return Task.CompletedTask;
    }

    private void Start()
    {
        var options = new TwinServerOptions { PortMapperPort = port };
        server = new Vxi11Server(
            [new Vxi11Device("contract", device!.ExecuteAsync)], options, new MemoryBudget(options.MaximumBufferedLength));
    }
}
