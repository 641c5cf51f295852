using Lab.Mocks.Serving;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A contract device behind a port of the twin server, which can go away and come back.</summary>
internal sealed class ServedDevice(ContractDevice device) : IAsyncDisposable
{
    private LineServer? server;

    public int Port { get; private set; }

    public void Start()
    {
        var options = new TwinServerOptions();
        server = new LineServer("contract", Port, options, new MemoryBudget(options.MaximumBufferedLength), device.ExecuteAsync);
        Port = server.EndPoint.Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
