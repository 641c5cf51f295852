using System.Buffers.Binary;
using System.Net;
using Lab.Instruments.Wires.Rpc;

namespace Lab.Mocks.Serving;

/// <summary>One TCP port on which the procedures of one program can be called (RFC 5531).</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    /// <summary>The longest call in bytes: a message of VXI-11 comes in pieces that are shorter.</summary>
    public const int MaximumCallLength = 72 << 10;

    private const uint ProgramUnavailable = 1;
    private const uint ProgramMismatch = 2;
    private const uint ProcedureUnavailable = 3;
    private const uint GarbageArguments = 4;

    private readonly uint program;
    private readonly uint version;
    private readonly Func<IRpcCaller> connect;
    private readonly PortListener listener;

    /// <summary>Opens the port.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="port">The port; 0 lets the system choose.</param>
    /// <param name="program">The program's number.</param>
    /// <param name="version">Its version.</param>
    /// <param name="options">Limits.</param>
    /// <param name="budget">Memory of all connections.</param>
    /// <param name="connect">Makes what stands for one connection's caller.</param>
    public RpcServer(
        string name, int port, uint program, uint version, TwinServerOptions options, MemoryBudget budget,
        Func<IRpcCaller> connect)
    {
        this.program = program;
        this.version = version;
        this.connect = connect;
        listener = new PortListener(name, port, options, budget, AnswerAllAsync);
    }

    public IPEndPoint EndPoint => listener.EndPoint;

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private async Task AnswerAllAsync(ClientConnection client, CancellationToken cancellationToken)
    {
        byte[] record = ClientConnection.NewBuffer();
        var reply = new XdrWriter();
        IRpcCaller caller = connect();
        await using (caller.ConfigureAwait(false))
        {
            while (true)
            {
                (record, int length) = await ReceiveRecordAsync(client, record, cancellationToken).ConfigureAwait(false);
                if (length < 0)
                {
                    return;
                }

                await ReplyAsync(caller, record.AsMemory(0, length), reply, cancellationToken).ConfigureAwait(false);
                reply.Patch(0, RpcPrograms.LastFragment | (uint)(reply.Length - 4));
                await client.SendAsync(reply.Written, cancellationToken).ConfigureAwait(false);
                await client.EndMessageAsync().ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<(byte[] Record, int Length)> ReceiveRecordAsync(
        ClientConnection client, byte[] record, CancellationToken cancellationToken)
    {
        byte[] mark = new byte[4];
        int length = 0;
        bool isLast = false;
        while (!isLast)
        {
            if (!await ReceiveAsync(client, mark, length > 0, cancellationToken).ConfigureAwait(false))
            {
                return (record, -1);
            }

            uint fragment = BinaryPrimitives.ReadUInt32BigEndian(mark);
            isLast = (fragment & RpcPrograms.LastFragment) != 0;
            uint count = fragment & ~RpcPrograms.LastFragment;
            if (count > (uint)(MaximumCallLength - length) || (count == 0 && !isLast))
            {
                throw new LimitException($"sent a call of more than {MaximumCallLength} bytes");
            }

            while (record.Length < length + (int)count)
            {
                client.Grow(ref record, MaximumCallLength * 2, length);
            }

            if (!await ReceiveAsync(
                client, record.AsMemory(length, (int)count), isWithinMessage: true, cancellationToken).ConfigureAwait(false))
            {
                return (record, -1);
            }

            length += (int)count;
        }

        return (record, length);
    }

    private static async ValueTask<bool> ReceiveAsync(
        ClientConnection client, Memory<byte> target, bool isWithinMessage, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            int count = await client.ReceiveAsync(target, isWithinMessage, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return false;
            }

            isWithinMessage = true;
            target = target[count..];
        }

        return true;
    }

    /// <summary>Carries a call out and writes its reply.</summary>
    /// <exception cref="FormatException">It is no call.</exception>
    internal async ValueTask ReplyAsync(
        IRpcCaller caller, ReadOnlyMemory<byte> record, XdrWriter reply, CancellationToken cancellationToken)
    {
        (uint id, uint called, uint calledVersion, uint procedure, int arguments) = ReadHeader(record.Span);
        Accept(reply, id, 0);
        if (called != program)
        {
            Accept(reply, id, ProgramUnavailable);
        }
        else if (calledVersion != version)
        {
            Accept(reply, id, ProgramMismatch);
            reply.Word(version).Word(version);
        }
        else if (procedure != 0)
        {
            try
            {
                if (!await caller.CallAsync(procedure, record[arguments..], reply, cancellationToken).ConfigureAwait(false))
                {
                    Accept(reply, id, ProcedureUnavailable);
                }
            }
            catch (FormatException)
            {
                Accept(reply, id, GarbageArguments);
            }
        }
    }

    // The record mark, then the reply: number, kind 1, accepted, no authentication, status.
    private static void Accept(XdrWriter reply, uint id, uint status)
    {
        reply.Clear();
        reply.Word(0).Word(id).Word(1).Word(0).Word(0).Word(0).Word(status);
    }

    private static (uint Id, uint Program, uint Version, uint Procedure, int Arguments) ReadHeader(ReadOnlySpan<byte> record)
    {
        var reader = new XdrReader(record);
        uint id = reader.Word();
        if (reader.Word() != 0 || reader.Word() != RpcPrograms.RpcVersion)
        {
            throw new FormatException("it is no remote procedure call of version 2.");
        }

        uint program = reader.Word();
        uint version = reader.Word();
        uint procedure = reader.Word();
        reader.Word();
        int credentials = (reader.Opaque().Length + 3) & ~3;
        reader.Word();
        int verifier = (reader.Opaque().Length + 3) & ~3;
        return (id, program, version, procedure, Math.Min(record.Length, 40 + credentials + verifier));
    }
}
