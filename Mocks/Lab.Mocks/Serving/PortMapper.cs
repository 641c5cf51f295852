using Lab.Instruments.Wires.Rpc;

namespace Lab.Mocks.Serving;

/// <summary>The port mapper's answers to one connection: where the programs of VXI-11 are (RFC 1833, 3).</summary>
/// <param name="ports">Port by program.</param>
internal sealed class PortMapper(IReadOnlyDictionary<uint, int> ports) : IRpcCaller
{
    public ValueTask<bool> CallAsync(
        uint procedure, ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken)
    {
        if (procedure != RpcPrograms.GetPort)
        {
            return new ValueTask<bool>(result: false);
        }

        var reader = new XdrReader(arguments.Span);
        uint program = reader.Word();
        uint version = reader.Word();
        bool isKnown = version == RpcPrograms.Vxi11Version && reader.Word() == RpcPrograms.Tcp && ports.ContainsKey(program);
        reply.Word(isKnown ? (uint)ports[program] : 0);
        return new ValueTask<bool>(result: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
