using Lab.Instruments.Wires.Rpc;

namespace Lab.Mocks.Serving;

/// <summary>The abort channel of VXI-11 (VXI-11 revision 1.0, B.6.14): ends the call of a link that waits on the core
/// channel.</summary>
/// <param name="server">The links of all connections.</param>
internal sealed class Vxi11Abort(Vxi11Server server) : IRpcCaller
{
    private const uint AbortProcedure = 1;

    public ValueTask<bool> CallAsync(
        uint procedure, ReadOnlyMemory<byte> arguments, XdrWriter reply, CancellationToken cancellationToken)
    {
        if (procedure != AbortProcedure)
        {
            return new ValueTask<bool>(result: false);
        }

        bool isKnown = server.TryAbort(new XdrReader(arguments.Span).Number());
        reply.Number((int)(isKnown ? Vxi11Error.None : Vxi11Error.InvalidLink));
        return new ValueTask<bool>(result: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
