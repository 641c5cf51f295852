using Lab.Benches;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>Opens raw sockets for addresses of the form <c>TCPIP::host::port::SOCKET</c>.</summary>
public sealed class SocketWires : IReportedWires
{
    /// <inheritdoc/>
    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) =>
        ResourceName.TryParseSocket(instrument.Address, out ResourceName resource)
            ? await TcpWire.ConnectAsync(
                instrument.Address, resource, WireSettings.Of(instrument), cancellationToken).ConfigureAwait(false)
            : null;

    /// <inheritdoc/>
    public IReadOnlyList<WireReport> Report() =>
        [new WireReport("Socket", "TCPIP::host::5025::SOCKET", IsAvailable: true, "Lab's own; nothing to install")];
}
