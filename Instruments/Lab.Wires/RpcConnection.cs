using System.Buffers.Binary;
using System.Net.Sockets;
using Lab.Instruments;
using Lab.Instruments.Wires;
using Lab.Instruments.Wires.Rpc;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>Calls the procedures of one program at one host over TCP (RFC 5531).</summary>
internal sealed class RpcConnection : IDisposable
{
    private readonly Socket socket;
    private readonly uint program;
    private readonly uint version;
    private readonly XdrWriter call = new();
    private readonly byte[] mark = new byte[4];
    private byte[] reply = new byte[4096];
    private uint lastCall;

    /// <summary>Calls over a connection that is open.</summary>
    internal RpcConnection(Socket socket, uint program, uint version)
    {
        this.socket = socket;
        this.program = program;
        this.version = version;
    }

    /// <summary>Whether a call ended without its reply, so that the next reply could be that call's.</summary>
    public bool IsBroken { get; private set; }

    public static async ValueTask<RpcConnection> ConnectAsync(
        string host, int port, uint program, uint version, Duration timeout, CancellationToken cancellationToken) =>
        new(
            await TcpWire.OpenAsync(new ResourceName(host, port), timeout, cancellationToken).ConfigureAwait(false),
            program,
            version);

    /// <summary>Calls a procedure.</summary>
    /// <param name="procedure">Its number.</param>
    /// <param name="writeArguments">Writes its arguments.</param>
    /// <param name="maximumReply">The longest reply that is accepted, in bytes.</param>
    /// <param name="patience">Time allowed for the reply.</param>
    /// <param name="cancellationToken">Ends the wait and breaks the connection.</param>
    /// <returns>The procedure's own part of the reply; valid until the next call.</returns>
    /// <exception cref="WireException">No reply in time, a reply that makes no sense, or the connection broke.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> CallAsync(
        uint procedure, Action<XdrWriter> writeArguments, int maximumReply, Duration patience,
        CancellationToken cancellationToken)
    {
        uint id = unchecked(++lastCall);
        call.Clear();
        // The record mark, then the call: number, kind 0, versions, and twice no authentication.
        call.Word(0).Word(id).Word(0).Word(RpcPrograms.RpcVersion).Word(program).Word(version).Word(procedure)
            .Word(0).Word(0).Word(0).Word(0);
        writeArguments(call);
        call.Patch(0, RpcPrograms.LastFragment | (uint)(call.Length - 4));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience.ToTimeSpan());
        bool isComplete = false;
        try
        {
            ReadOnlyMemory<byte> rest = call.Written;
            while (!rest.IsEmpty)
            {
                rest = rest[await socket.SendAsync(rest, deadline.Token).ConfigureAwait(false)..];
            }

            int length = await ReceiveRecordAsync(maximumReply, deadline.Token).ConfigureAwait(false);
            ReadOnlyMemory<byte> results = Results(id, reply.AsMemory(0, length));
            isComplete = true;
            return results;
        }
        catch (SocketException error)
        {
            throw TcpWire.Broken(error);
        }
        catch (FormatException error)
        {
            throw new WireException(
                InstrumentFault.BadAnswer, $"The reply to a remote procedure call makes no sense: {error.Message}", error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw WireFaults.NoAnswer(patience);
        }
        finally
        {
            IsBroken |= !isComplete;
        }
    }

    public void Dispose() => socket.Dispose();

    private async ValueTask<int> ReceiveRecordAsync(int maximum, CancellationToken cancellationToken)
    {
        int length = 0;
        bool isLast = false;
        while (!isLast)
        {
            await ReceiveAsync(mark, cancellationToken).ConfigureAwait(false);
            uint fragment = BinaryPrimitives.ReadUInt32BigEndian(mark);
            isLast = (fragment & RpcPrograms.LastFragment) != 0;
            uint count = fragment & ~RpcPrograms.LastFragment;
            if (count > (uint)(maximum - length))
            {
                throw new FormatException($"it is longer than {maximum} bytes.");
            }

            if (reply.Length < length + (int)count)
            {
                Array.Resize(ref reply, Math.Max(reply.Length * 2, length + (int)count));
            }

            await ReceiveAsync(reply.AsMemory(length, (int)count), cancellationToken).ConfigureAwait(false);
            length += (int)count;
        }

        return length;
    }

    private async ValueTask ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            int count = await socket.ReceiveAsync(target, cancellationToken).ConfigureAwait(false);
            target = count > 0
                ? target[count..]
                : throw new WireException(InstrumentFault.Disconnected, "The instrument closed the connection");
        }
    }

    private static ReadOnlyMemory<byte> Results(uint id, ReadOnlyMemory<byte> record)
    {
        var reader = new XdrReader(record.Span);
        if (reader.Word() != id || reader.Word() != 1)
        {
            throw new FormatException("it is not the reply to this call.");
        }

        if (reader.Word() != 0)
        {
            throw new FormatException("the call was denied.");
        }

        reader.Word();
        int verifier = (reader.Opaque().Length + 3) & ~3;
        uint status = reader.Word();
        return status == 0
            ? record[(24 + verifier)..]
            : throw new FormatException($"the program does not take the call (status {status}).");
    }
}
