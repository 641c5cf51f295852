using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Instruments.Wires.Rpc;
using Lab.Mocks.Serving;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Endurance.Fuzz;

/// <summary>The parsers of what a peer sends: instruments and adapters to the wires, clients to the served twins.</summary>
internal static class WireTargets
{
    private const long Mebibyte = 1 << 20;
    private const int LongestAnswer = 1 << 16;

    private static readonly byte[][] Words =
    [
        [0, 0, 0, 0],
        [0, 0, 0, 1],
        [0x80, 0, 0, 24],
        [0xFF, 0xFF, 0xFF, 0xFF],
        [0x7F, 0xFF, 0xFF, 0xFF],
        [0, 6, 7, 0xAF],
        [0, 0, 0, 12],
        [(byte)'H', (byte)'S', 7, 0]
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new(
            "hislip",
            [
                Hislip(7, 0xFFFF_FEFE, "1.5\n"),
                [.. Hislip(6, 0xFFFF_FFFF, "1."), .. Hislip(7, 0xFFFF_FEFE, "5\n")],
                Hislip(3, 0, "no")
            ],
            Words,
            AgainstPeer(ReadHislipAsync),
            Mebibyte),
        new("rpc-reply", [Reply(1, 5), Reply(1, 0)], Words, AgainstPeer(ReadReplyAsync), Mebibyte),
        new("rpc-call", [
            Call(RpcPrograms.PortMapper, 2, 3, 0x0607AF, 1, 6, 0),
            Call(RpcPrograms.Core, 1, 10, 1, 0, 0)
        ], Words, Calls(), Mebibyte),
        new(
            "vxi11-core",
            [Core(10, 5, 0, 0, 0), Core(11, 1, 0, 0, 8, 3), Core(12, 1, 16, 0, 0, 0, 0)],
            [.. Words, [0, 0, 0, 3, (byte)'v', (byte)'1', 0, 0], [10], [11], [12], [15], [18], [23]],
            CoreCalls(),
            4 * Mebibyte),
        new(
            "prologix",
            [.. "1.5\r\n|1.5\n\nPrologix GPIB 6\r\n|#15ab\ncd\n\nPrologix GPIB 6\r\n".Split('|')
                .Select(Encoding.Latin1.GetBytes)],
            [
                .. Words,
                "Prologix GPIB 6\r\n"u8.ToArray(),
                "\n"u8.ToArray(),
                "#9"u8.ToArray(),
                "\r\n"u8.ToArray(),
                "1\r\n"u8.ToArray()
            ],
            ReadPrologix,
            Mebibyte),
        new(
            "serial",
            ["*IDN?\r\nA,B,C,D\r\n"u8.ToArray(), "READ?\n\r+1.5E-6\n\r>"u8.ToArray(), "1;1\r"u8.ToArray()],
            ["\r"u8.ToArray(), "\n"u8.ToArray(), ";"u8.ToArray(), ","u8.ToArray(), "*IDN?"u8.ToArray(), [0], ">"u8.ToArray()],
            ReadSerial,
            Mebibyte),
    ];

    private static async ValueTask ReadHislipAsync(Socket socket, byte[] input)
    {
        using var session = new HislipSession(new HislipChannel(socket), new HislipChannel(socket));
        await session.WriteAsync("X?"u8.ToArray(), isLast: true, CancellationToken.None).ConfigureAwait(false);
        if (input.Length % 4 == 0)
        {
            await session.ClearAsync(CancellationToken.None).ConfigureAwait(false);
        }
        else if (input.Length % 4 == 1)
        {
            await session.ReadStatusByteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        else if (input.Length % 4 == 2)
        {
            var receiver = new BlockReceiver(LongestAnswer, length => new byte[length]);
            await session.ReadBlockAsync(receiver, _ => { }, CancellationToken.None).ConfigureAwait(false);
        }
        else
        {
            await session.ReadAsync(LongestAnswer, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async ValueTask ReadReplyAsync(Socket socket, byte[] input)
    {
        using var connection = new RpcConnection(socket, RpcPrograms.Core, RpcPrograms.Vxi11Version);
        await connection.CallAsync(
            1,
            arguments => arguments.Word(1),
            LongestAnswer,
            Duration.FromSeconds(1),
            CancellationToken.None).ConfigureAwait(false);
    }

    // The peer sends the input and hangs up.
    private static Func<byte[], bool> AgainstPeer(Func<Socket, byte[], ValueTask> converse)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var place = new UnixDomainSocketEndPoint(FuzzFile.NewPath("peer"));
        listener.Bind(place);
        listener.Listen();
        return input =>
        {
            using var mine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            mine.Connect(place);
            using Socket peer = listener.Accept();
            peer.Send(input);
            peer.Shutdown(SocketShutdown.Send);
            try
            {
                converse(mine, input).AsTask().GetAwaiter().GetResult();
                return true;
            }
            catch (WireException)
            {
                return false;
            }
        };
    }

    private static Func<byte[], bool> Calls()
    {
        var options = new TwinServerOptions();
        var ports = new Dictionary<uint, int> { [RpcPrograms.Core] = 5 };
        var server = new RpcServer(
            "fuzz",
            0,
            RpcPrograms.PortMapper,
            RpcPrograms.PortMapperVersion,
            options,
            new MemoryBudget(options.MaximumBufferedLength),
            () => new PortMapper(ports));
        var caller = new PortMapper(ports);
        var reply = new XdrWriter();
        return input =>
        {
            try
            {
                server.ReplyAsync(caller, input, reply, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                return true;
            }
            catch (FormatException)
            {
                return false;
            }
        };
    }

    // The first byte is the procedure. What would wait for a lock is told to stop, and a read waits for no time, whatever the
    // client allows.
    private static Func<byte[], bool> CoreCalls()
    {
        const int callsALink = 200;
        var options = new TwinServerOptions { PortMapperPort = 0 };
        var device = new Vxi11Device("v1", (message, answer, _) =>
        {
            answer.Refer(message);
            return ValueTask.CompletedTask;
        });
        var server = new Vxi11Server([device], options, new MemoryBudget(options.MaximumBufferedLength));
        var core = new Vxi11Core(server);
        var reply = new XdrWriter();
        int calls = 0;
        return input =>
        {
            if (++calls % callsALink == 0)
            {
                core.DisposeAsync().AsTask().GetAwaiter().GetResult();
                core = new Vxi11Core(server);
            }

            const int mostPatience = 1 + (4 * sizeof(int));
            if (input.Length > mostPatience && input[0] is 11 or 12)
            {
                input.AsSpan(1 + sizeof(int), 2 * sizeof(int)).Clear();
                input[2 * sizeof(int)] = 1; // so many bytes, or milliseconds
            }

            try
            {
                reply.Clear();
                return input.Length > 0
                    && core.CallAsync(input[0], input.AsMemory(1), reply, new CancellationToken(canceled: true)).AsTask()
                        .GetAwaiter().GetResult();
            }
            catch (Exception error) when (error is FormatException or OperationCanceledException)
            {
                return false;
            }
        };
    }

    private static bool ReadPrologix(byte[] input)
    {
        var line = new ScriptedAdapter();
        var conversation = new PrologixConversation("fuzz");
        conversation.OpenAsync(line, TimeSpan.FromSeconds(1), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        line.Begin(input);
        try
        {
            conversation.ReadAsync("9", new PrologixAnswer(), LongestAnswer, CancellationToken.None).AsTask()
                .GetAwaiter().GetResult();
            return true;
        }
        catch (WireException)
        {
            return false;
        }
        finally
        {
            conversation.Close();
        }
    }

    private static bool ReadSerial(byte[] input)
    {
        _ = SerialText.CountLines(input);
        int end = SerialText.FindEndOfEcho(input, "*IDN?"u8);
        return end > input.Length
            ? throw new InvalidOperationException($"The echo ends at {end} of {input.Length} bytes.")
            : SerialText.IsEcho(input, "READ?"u8) | SerialText.IsTwice(input) | SerialText.IsIdentity(input);
    }

    private static byte[] Hislip(byte type, uint parameter, string payload)
    {
        byte[] message = new byte[HislipChannel.HeaderLength + payload.Length];
        "HS"u8.CopyTo(message);
        message[2] = type;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), parameter);
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(8), (ulong)payload.Length);
        Encoding.Latin1.GetBytes(payload, message.AsSpan(HislipChannel.HeaderLength));
        return message;
    }

    private static byte[] Reply(uint id, uint result)
    {
        var reply = new XdrWriter();
        reply.Word(0).Word(id).Word(1).Word(0).Word(0).Word(0).Word(0).Word(result);
        reply.Patch(0, RpcPrograms.LastFragment | (uint)(reply.Length - 4));
        return reply.Written.ToArray();
    }

    private static byte[] Call(uint program, uint version, uint procedure, params uint[] arguments)
    {
        var call = new XdrWriter();
        call.Word(7).Word(0).Word(RpcPrograms.RpcVersion).Word(program).Word(version).Word(procedure).Word(0).Word(0)
            .Word(0).Word(0);
        foreach (uint argument in arguments)
        {
            call.Word(argument);
        }

        return call.Written.ToArray();
    }

    private static byte[] Core(byte procedure, params uint[] arguments)
    {
        var call = new XdrWriter();
        foreach (uint argument in arguments)
        {
            call.Word(argument);
        }

        byte[] name = procedure == 10 ? [0, 0, 0, 2, (byte)'v', (byte)'1', 0, 0] : [];
        return [procedure, .. call.Written.Span, .. name];
    }

    /// <summary>An adapter that greets as it should, and then sends the input.</summary>
    private sealed class ScriptedAdapter : PrologixLine
    {
        private static readonly byte[] Version = "Prologix GPIB 6\r\n"u8.ToArray();

        private readonly Queue<byte> due = new();
        private bool isScripted;

        public override bool IsPaced => false;

        public void Begin(byte[] input)
        {
            due.Clear();
            isScripted = true;
            Add(input);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
        {
            foreach (string command in isScripted ? [] : Encoding.ASCII.GetString(bytes.Span).Split('\n'))
            {
                Add(command == "++ver" ? Version : command == "++addr" ? "1\r\n"u8 : []);
            }

            return ValueTask.CompletedTask;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, TimeSpan patience, CancellationToken cancellationToken)
        {
            int count = Math.Min(due.Count, buffer.Length);
            for (int i = 0; i < count; i++)
            {
                buffer.Span[i] = due.Dequeue();
            }

            return new ValueTask<int>(count);
        }

        public override void Dispose()
        {
        }

        private void Add(ReadOnlySpan<byte> bytes)
        {
            foreach (byte each in bytes)
            {
                due.Enqueue(each);
            }
        }
    }
}
