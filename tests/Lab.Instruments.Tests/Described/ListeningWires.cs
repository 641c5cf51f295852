using System.Text;
using Lab.Benches;
using Lab.Instruments.Wires;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Described;

/// <summary>The wires to twins, with every message kept that is sent over them.</summary>
/// <param name="twins">The twins.</param>
internal sealed class ListeningWires(VirtualBench twins) : IWireProvider
{
    public List<string> Sent { get; } = [];

    public async ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken) =>
        await twins.TryOpenAsync(instrument, cancellationToken) is { } wire ? new ListeningWire(wire, Sent) : null;

    private sealed class ListeningWire(IWire wire, List<string> sent) : IWire
    {
        public string Address => wire.Address;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            sent.Add(Encoding.UTF8.GetString(message.Span));
            return wire.WriteAsync(message, cancellationToken);
        }

        public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) =>
            wire.ReadAsync(cancellationToken);

        public ValueTask ClearAsync(CancellationToken cancellationToken) => wire.ClearAsync(cancellationToken);

        public ValueTask DisposeAsync() => wire.DisposeAsync();
    }
}
