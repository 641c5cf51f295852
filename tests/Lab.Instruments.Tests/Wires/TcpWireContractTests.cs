using Lab.Instruments.Wires;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

public class TcpWireContractTests : WireContract
{
    protected override bool MarksEnds => false;

    private ServedDevice? served;

    public override async Task DisposeAsync() => await served!.DisposeAsync();

    private protected override async Task<IWire> OpenAsync(ContractDevice device, WireSettings settings)
    {
        served = new ServedDevice(device);
        served.Start();
        var name = new ResourceName("127.0.0.1", served.Port);
        return await TcpWire.ConnectAsync(name.ToString(), name, settings, default);
    }

    private protected override async Task CutAsync() => await served!.DisposeAsync();

    private protected override Task MendAsync()
    {
        served!.Start();
        return Task.CompletedTask;
    }
}
