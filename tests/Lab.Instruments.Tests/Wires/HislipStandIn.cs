using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A device that speaks HiSLIP, written from IVI-6.1 1.1 apart from the client: synchronised mode, one session at a
/// time. What a client does against the standard is noted in <see cref="Complaints"/>.</summary>
internal sealed class HislipStandIn(
    Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>>> execute) : IAsyncDisposable
{
    private const int SessionId = 0x2A;
    private const uint FirstId = 0xFFFFFF00;

    private readonly Lock guard = new();
    private readonly List<Task> serving = [];
    private readonly SemaphoreSlim sending = new(1);
    private readonly List<byte> program = [];
    private TcpListener? listener;
    private CancellationTokenSource stopping = new();
    private CancellationTokenSource clearing = new();
    private Socket? main;
    private Socket? aside;
    private Task working = Task.CompletedTask;
    private uint expectedId = FirstId;
    private long clientMost = 256;
    private bool isAnswering;
    private bool isUndelivered;

    public int Port { get; private set; }

    /// <summary>The longest message that the device takes, with its header.</summary>
    public ulong Most { get; init; } = 1024;

    /// <summary>Whether the device prefers overlapped mode.</summary>
    public bool PrefersOverlap { get; init; }

    /// <summary>Whether it knows no other.</summary>
    public bool IsStubborn { get; init; }

    /// <summary>The error with which sessions are refused.</summary>
    public byte? RefusesWith { get; init; }

    /// <summary>Whether the second connection tells nothing.</summary>
    public bool IsStatusMute { get; set; }

    /// <summary>The bytes that are sent instead of the next answer.</summary>
    public byte[]? Instead { get; set; }

    public List<string> Complaints { get; } = [];

    public List<string> Types { get; } = [];

    public int SessionCount { get; private set; }

    public void Start()
    {
        stopping = new CancellationTokenSource();
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        serving.Add(AcceptAsync(listener, stopping.Token));
    }

    public async ValueTask DisposeAsync()
    {
        if (listener is null)
        {
            return;
        }

        await stopping.CancelAsync();
        listener.Stop();
        main?.Dispose();
        aside?.Dispose();
        await Task.WhenAll(serving);
        await working;
        serving.Clear();
        listener = null;
    }

    public static byte[] Message(int type, byte control, uint parameter, ReadOnlySpan<byte> payload, ulong? length = null)
    {
        var message = new byte[16 + payload.Length];
        "HS"u8.CopyTo(message);
        message[2] = (byte)type;
        message[3] = control;
        BinaryPrimitives.WriteUInt32BigEndian(message.AsSpan(4), parameter);
        BinaryPrimitives.WriteUInt64BigEndian(message.AsSpan(8), length ?? (ulong)payload.Length);
        payload.CopyTo(message.AsSpan(16));
        return message;
    }

    private async Task AcceptAsync(TcpListener from, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                Socket accepted = await from.AcceptSocketAsync(stop);
                accepted.NoDelay = true;
                serving.Add(ServeAsync(accepted, stop));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over, or the device was switched off.
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                byte[] header = await ReceiveAsync(socket, 16, stop);
                int type = header[2];
                uint parameter = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
                ulong length = BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(8));
                Require(header[0] == 'H' && header[1] == 'S', "prologue");
                Require(length + 16 <= Math.Max(Most, 64), $"message of {length} bytes");
                byte[] payload = await ReceiveAsync(socket, (int)length, stop);
                lock (Types)
                {
                    Types.Add($"{type}");
                }

                await TakeAsync(socket, type, header[3], parameter, payload, stop);
            }
        }
        catch (Exception error)
            when (error is OperationCanceledException or SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // The client hung up.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private async Task TakeAsync(Socket socket, int type, byte control, uint parameter, byte[] payload, CancellationToken stop)
    {
        switch (type)
        {
            case 0: // Initialize
                main = socket;
                Require(Encoding.ASCII.GetString(payload) == "hislip0" && parameter >> 16 == 0x0100, "Initialize");
                await SendAsync(
                    socket,
                    RefusesWith is { } refusal
                        ? Message(2, refusal, 0, "no more clients"u8)
                        : Message(1, PrefersOverlap ? (byte)1 : (byte)0, (0x0100u << 16) | SessionId, default),
                    stop);
                break;
            case 17: // AsyncInitialize
                aside = socket;
                Require(parameter == SessionId, "session of the second connection");
                SessionCount++;
                Clear();
                await SendAsync(socket, Message(18, 0, 0x4C42, default), stop);
                break;
            case 15: // AsyncMaximumMessageSize
                Require(socket == aside && payload.Length == 8, "AsyncMaximumMessageSize");
                clientMost = BinaryPrimitives.ReadInt64BigEndian(payload);
                var most = new byte[8];
                BinaryPrimitives.WriteUInt64BigEndian(most, Most);
                await SendAsync(socket, Message(16, 0, 0, most), stop);
                break;
            case 6 or 7: // Data, DataEnd
                await ListenAsync(isEnd: type == 7, control, parameter, payload, stop);
                break;
            case 19: // AsyncDeviceClear
                Require(socket == aside, "AsyncDeviceClear");
                Clear();
                await SendAsync(socket, Message(23, 0, 0, default), stop);
                break;
            case 8: // DeviceClearComplete
                Require(socket == main && control == 0, "DeviceClearComplete");
                Clear();
                await SendAsync(socket, Message(9, IsStubborn ? (byte)1 : (byte)0, 0, default), stop);
                break;
            case 21: // AsyncStatusQuery
                Require(parameter == expectedId - 2, "identity in AsyncStatusQuery");
                isUndelivered &= (control & 1) == 0;
                if (!IsStatusMute)
                {
                    await SendAsync(socket, Message(22, isUndelivered ? (byte)16 : (byte)0, 0, default), stop);
                }

                break;
            default:
                Require(false, $"type {type}");
                break;
        }
    }

    private async Task ListenAsync(bool isEnd, byte control, uint id, byte[] payload, CancellationToken stop)
    {
        Require(id == expectedId, $"identity {id:X} instead of {expectedId:X}");
        bool isInterrupted;
        lock (guard)
        {
            expectedId = unchecked(expectedId + 2);
            Require((control & 1) == 0 || (isUndelivered && !isAnswering), "an answer is told as delivered that was not sent");
            isUndelivered &= (control & 1) == 0;
            isInterrupted = program.Count == 0 && (isAnswering || isUndelivered);
            isUndelivered &= !isInterrupted;
            if (isInterrupted)
            {
                Renew();
            }

            program.AddRange(payload);
        }

        if (isInterrupted)
        {
            await SendAsync(main!, Message(13, 0, id, default), stop);
            await SendAsync(aside!, Message(14, 0, id, default), stop);
        }

        if (isEnd)
        {
            lock (guard)
            {
                byte[] message = [.. program];
                program.Clear();
                Require(message.AsSpan().EndsWith("\n"u8), "terminator");
                isAnswering = true;
                working = AnswerAsync(working, message.AsMemory(0, message.Length - 1), id, clearing.Token);
            }
        }
    }

    private async Task AnswerAsync(Task before, ReadOnlyMemory<byte> message, uint id, CancellationToken cleared)
    {
        try
        {
            await before;
            ReadOnlyMemory<byte> said = await execute(message, cleared);
            lock (guard)
            {
                isAnswering &= cleared.IsCancellationRequested;
                isUndelivered |= !cleared.IsCancellationRequested && !said.IsEmpty;
            }

            if (said.IsEmpty)
            {
                return;
            }

            if (Instead is { } other)
            {
                Instead = null;
                await SendAsync(main!, other, cleared);
                return;
            }

            byte[] rest = [.. said.Span, (byte)'\n'];
            bool isFirst = true;
            while (rest.Length > 0)
            {
                int count = (int)Math.Min(Math.Min(rest.Length, clientMost - 16), 3000);
                bool isLast = count == rest.Length;
                await SendAsync(
                    main!, Message(isLast ? 7 : 6, 0, isFirst && !isLast ? 0xFFFFFFFF : id, rest.AsSpan(0, count)), cleared);
                rest = rest[count..];
                isFirst = false;
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cleared, or the client is gone.
        }
    }

    private void Clear()
    {
        lock (guard)
        {
            Renew();
            program.Clear();
            expectedId = FirstId;
            isUndelivered = false;
        }
    }

    private void Renew()
    {
        clearing.Cancel();
        clearing = new CancellationTokenSource();
        isAnswering = false;
    }

    private void Require(bool isRight, string what)
    {
        if (!isRight)
        {
            lock (Complaints)
            {
                Complaints.Add(what);
            }
        }
    }

    // A message that has begun is not cut off by a clear.
    private async Task SendAsync(Socket socket, byte[] message, CancellationToken stop)
    {
        await sending.WaitAsync(stop);
        try
        {
            for (ReadOnlyMemory<byte> rest = message; !rest.IsEmpty;)
            {
                rest = rest[await socket.SendAsync(rest, stopping.Token)..];
            }
        }
        finally
        {
            sending.Release();
        }
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int length, CancellationToken stop)
    {
        var received = new byte[length];
        for (int count = 0; count < length;)
        {
            int more = await socket.ReceiveAsync(received.AsMemory(count), stop);
            count += more > 0 ? more : throw new EndOfStreamException();
        }

        return received;
    }
}
