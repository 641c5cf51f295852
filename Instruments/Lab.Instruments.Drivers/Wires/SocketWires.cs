using Lab.Instruments.Wires;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>Opens raw sockets for addresses of the form <c>TCPIP::host::port::SOCKET</c>.</summary>
public sealed class SocketWires : IWireProvider
{
    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(string instrument, string address, CancellationToken cancellationToken) =>
        ResourceName.TryParseSocket(address, out ResourceName resource)
            ? await TcpWire.ConnectAsync(address, resource, TcpWire.DefaultTimeout, cancellationToken).ConfigureAwait(false)
            : null;
}
