using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Instruments.Wires.Rpc;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>An instrument on the network that speaks VXI-11: messages have an end of their own, and a device clear.</summary>
public sealed class Vxi11Wire : IWire
{
    /// <summary>The length of the answer to a read beside the data, in bytes.</summary>
    private const int ReplyOverhead = 512;

    private const int LargestRead = 1 << 20;

    /// <summary>Time that the network is given beyond what the instrument itself is given.</summary>
    private static readonly Duration NetworkTime = Duration.FromSeconds(1);

    private readonly InstrumentName name;
    private readonly WireSettings settings;
    private RpcConnection core;
    private int link;
    private int mostAtOnce;
    private Duration extraTime;
    private byte[] answer = new byte[4096];
    private byte[] outgoing = new byte[4096];

    private Vxi11Wire(string address, InstrumentName name, WireSettings settings, RpcConnection core)
    {
        Address = address;
        this.name = name;
        this.settings = settings;
        this.core = core;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <summary>Asks the host's port mapper for the core channel and opens a link to the device.</summary>
    /// <exception cref="WireException">Nothing answers there, or there is no such device.</exception>
    public static async ValueTask<Vxi11Wire> ConnectAsync(
        string address, InstrumentName name, WireSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var wire = new Vxi11Wire(
            address, name, settings, await FindCoreAsync(name, settings, cancellationToken).ConfigureAwait(false));
        try
        {
            await wire.LinkAsync(cancellationToken).ConfigureAwait(false);
            return wire;
        }
        catch
        {
            await wire.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        RequireUnbroken();
        if (outgoing.Length <= message.Length)
        {
            outgoing = new byte[message.Length * 2];
        }

        message.CopyTo(outgoing);
        outgoing[message.Length] = (byte)'\n';
        await SendAsync(outgoing.AsMemory(0, message.Length + 1), isLast: true, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken)
    {
        RequireUnbroken();
        ReadOnlyMemory<byte> tail = (byte[])[.. message.Tail.Span, (byte)'\n'];
        await SendAsync(message.Head, isLast: false, cancellationToken).ConfigureAwait(false);
        await SendAsync(message.Bytes, isLast: false, cancellationToken).ConfigureAwait(false);
        await SendAsync(tail, isLast: true, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        RequireUnbroken();
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        int length = 0;
        while (true)
        {
            (ReadOnlyMemory<byte> data, bool isEnd) = await ReadPieceAsync(patience, cancellationToken).ConfigureAwait(false);
            Append(data.Span, ref length);
            if (length > settings.MaximumAnswerLength)
            {
                throw WireFaults.TooLong(settings.MaximumAnswerLength);
            }

            if (isEnd)
            {
                return WireFaults.WithoutTerminator(answer.AsMemory(0, length));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        RequireUnbroken();
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        var clock = new BlockClock(patience);
        receiver.Start(marksEnds: true);
        while (!receiver.IsComplete)
        {
            if (clock.IsOver(receiver.ReceivedCount))
            {
                throw receiver.Late(patience);
            }

            (ReadOnlyMemory<byte> data, bool isEnd) = await ReadPieceAsync(patience, cancellationToken).ConfigureAwait(false);
            receiver.Write(data.Span);
            if (isEnd)
            {
                receiver.End();
            }
        }
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <summary>Clears the device: it drops what it still had to say. Where that fails, a new link is made.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        if (!core.IsBroken)
        {
            try
            {
                ReadOnlyMemory<byte> results = await CallAsync(
                    Vxi11Procedure.Clear,
                    call => call.Number(link).Number(0).Word(0).Word(Milliseconds(settings.Timeout)),
                    ReplyOverhead,
                    settings.Timeout,
                    cancellationToken).ConfigureAwait(false);
                if (ErrorOf(results) == Vxi11Error.None)
                {
                    return;
                }
            }
            catch (WireException)
            {
                // The link is of no use any more; the new one below reports what is wrong.
            }
        }

        core.Dispose();
        core = await FindCoreAsync(name, settings, cancellationToken).ConfigureAwait(false);
        await LinkAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!core.IsBroken)
        {
            try
            {
                await core.CallAsync(
                    (uint)Vxi11Procedure.DestroyLink,
                    call => call.Number(link),
                    ReplyOverhead,
                    NetworkTime,
                    CancellationToken.None).ConfigureAwait(false);
            }
            catch (WireException)
            {
                // The host closes the link with the connection.
            }
        }

        core.Dispose();
    }

    private static async ValueTask<RpcConnection> FindCoreAsync(
        InstrumentName name, WireSettings settings, CancellationToken cancellationToken)
    {
        uint port;
        using (RpcConnection mapper = await RpcConnection.ConnectAsync(
            name.Host,
            name.PortMapperPort,
            RpcPrograms.PortMapper,
            RpcPrograms.PortMapperVersion,
            settings.Timeout,
            cancellationToken).ConfigureAwait(false))
        {
            ReadOnlyMemory<byte> results = await mapper.CallAsync(
                RpcPrograms.GetPort,
                call => call.Word(RpcPrograms.Core).Word(RpcPrograms.Vxi11Version).Word(RpcPrograms.Tcp).Word(0),
                ReplyOverhead,
                settings.Timeout,
                cancellationToken).ConfigureAwait(false);
            port = Word(results);
        }

        return port is > 0 and <= 65535
            ? await RpcConnection.ConnectAsync(
                name.Host,
                (int)port,
                RpcPrograms.Core,
                RpcPrograms.Vxi11Version,
                settings.Timeout,
                cancellationToken).ConfigureAwait(false)
            : throw new WireException(InstrumentFault.Disconnected, $"{name.Host} has a port mapper but no VXI-11");
    }

    private static uint Word(ReadOnlyMemory<byte> results)
    {
        try
        {
            return new XdrReader(results.Span).Word();
        }
        catch (FormatException error)
        {
            throw Senseless(error);
        }
    }

    private static Vxi11Error ErrorOf(ReadOnlyMemory<byte> results) => (Vxi11Error)Word(results);

    private static WireException Senseless(FormatException error) =>
        new(InstrumentFault.BadAnswer, $"The reply to a remote procedure call makes no sense: {error.Message}", error);

    private static uint Milliseconds(Duration duration) =>
        (uint)Math.Clamp(duration.ToTimeSpan().TotalMilliseconds, 1, int.MaxValue);

    private async ValueTask LinkAsync(CancellationToken cancellationToken)
    {
        byte[] device = System.Text.Encoding.ASCII.GetBytes(name.Device);
        ReadOnlyMemory<byte> results = await CallAsync(
            Vxi11Procedure.CreateLink,
            call => call.Number(Environment.ProcessId).Bool(value: false).Word(0).Opaque(device),
            ReplyOverhead,
            settings.Timeout,
            cancellationToken).ConfigureAwait(false);
        try
        {
            var reader = new XdrReader(results.Span);
            var error = (Vxi11Error)reader.Number();
            link = reader.Number();
            reader.Word();
            mostAtOnce = (int)Math.Clamp(reader.Word(), 64, LargestRead);
            if (error != Vxi11Error.None)
            {
                throw new WireException(
                    InstrumentFault.Disconnected, $"{name.Host} gives no link to '{name.Device}' ({Describe(error)})");
            }
        }
        catch (FormatException error)
        {
            throw Senseless(error);
        }
    }

    private ValueTask<ReadOnlyMemory<byte>> CallAsync(
        Vxi11Procedure procedure, Action<XdrWriter> writeArguments, int maximumReply, Duration patience,
        CancellationToken cancellationToken) =>
        core.CallAsync((uint)procedure, writeArguments, maximumReply, patience + NetworkTime, cancellationToken);

    // The reply to a call that was cut off would be taken for the next one's.
    private void RequireUnbroken()
    {
        if (core.IsBroken)
        {
            throw new WireException(InstrumentFault.Disconnected, "The connection broke");
        }
    }

    private int Taken(ReadOnlyMemory<byte> results, int sent)
    {
        try
        {
            var reader = new XdrReader(results.Span);
            Check((Vxi11Error)reader.Number(), () => WireFaults.NothingTaken(settings.Timeout));
            uint size = reader.Word();
            return size > 0 && size <= (uint)sent ? (int)size : throw new FormatException($"{size} of {sent} bytes were taken.");
        }
        catch (FormatException error)
        {
            throw Senseless(error);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> rest, bool isLast, CancellationToken cancellationToken)
    {
        while (!rest.IsEmpty)
        {
            ReadOnlyMemory<byte> piece = rest[..Math.Min(rest.Length, mostAtOnce)];
            int flags = isLast && piece.Length == rest.Length ? Vxi11Flags.End : 0;
            ReadOnlyMemory<byte> results = await CallAsync(
                Vxi11Procedure.Write,
                call => call.Number(link).Word(Milliseconds(settings.Timeout)).Word(0).Number(flags).Opaque(piece.Span),
                ReplyOverhead,
                settings.Timeout,
                cancellationToken).ConfigureAwait(false);
            rest = rest[Taken(results, piece.Length)..];
        }
    }

    private async ValueTask<(ReadOnlyMemory<byte> Data, bool IsEnd)> ReadPieceAsync(
        Duration patience, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> results = await CallAsync(
            Vxi11Procedure.Read,
            call => call.Number(link).Word(LargestRead).Word(Milliseconds(patience)).Word(0).Number(0).Number(0),
            LargestRead + ReplyOverhead,
            patience,
            cancellationToken).ConfigureAwait(false);
        try
        {
            var reader = new XdrReader(results.Span);
            Check((Vxi11Error)reader.Number(), () => WireFaults.NoAnswer(patience));
            bool isEnd = (reader.Number() & Vxi11Flags.ReasonEnd) != 0;
            int length = reader.Opaque().Length;
            const int before = 12; // error, reason, length
            return length > 0 || isEnd
                ? (results.Slice(before, length), isEnd)
                : throw new FormatException("it holds neither data nor an end.");
        }
        catch (FormatException error)
        {
            throw Senseless(error);
        }
    }

    private void Append(ReadOnlySpan<byte> data, ref int length)
    {
        if (answer.Length < length + data.Length)
        {
            Array.Resize(ref answer, Math.Max(answer.Length * 2, length + data.Length));
        }

        data.CopyTo(answer.AsSpan(length));
        length += data.Length;
    }

    private void Check(Vxi11Error error, Func<WireException> timeout)
    {
        if (error != Vxi11Error.None)
        {
            throw error == Vxi11Error.Timeout
                ? timeout()
                : new WireException(InstrumentFault.Disconnected, $"The link to '{name.Device}' failed ({Describe(error)})");
        }
    }

    private static string Describe(Vxi11Error error) => error switch
    {
        Vxi11Error.DeviceNotAccessible => "there is no such device",
        Vxi11Error.Locked => "another program holds its lock",
        Vxi11Error.OutOfResources => "it has no link left",
        Vxi11Error.InvalidLink => "the link is gone",
        _ => $"VXI-11 error {(int)error}",
    };
}
