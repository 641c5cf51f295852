using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>An instrument on a serial port, on which nothing but the instrument's own answers tells where it is in the conversation.</summary>
public sealed class SerialWire : IWire
{
    /// <summary>How long the line must be silent to be quiet: longer than a converter for USB holds bytes back.</summary>
    private const int QuietMilliseconds = 120;

    /// <summary>How long one call to the port may block, so that a stop is noticed.</summary>
    private const int SliceMilliseconds = 50;

    /// <summary>A query that nobody else makes: its answer is the same text twice, so no late answer can be taken for it.</summary>
    private static readonly byte[] Marker = "*IDN?;*IDN?"u8.ToArray();

    private readonly Func<ISerialPort> open;
    private readonly WireSettings settings;
    private readonly byte[] terminator;
    private readonly bool endsWithCarriageReturn;
    private ISerialPort? port;
    private Task? blocked;
    private Duration extraTime;
    private byte[] incoming = new byte[4096];
    private int received;
    private int consumed;

    internal SerialWire(string address, SerialSettings serial, WireSettings settings, Func<ISerialPort> open)
    {
        Address = address;
        this.settings = settings;
        this.open = open;
        terminator = serial.Terminator switch
        {
            "cr" => "\r"u8.ToArray(),
            "crlf" => "\r\n"u8.ToArray(),
            _ => "\n"u8.ToArray(),
        };
        endsWithCarriageReturn = serial.Terminator == "cr";
        port = open();
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        byte[] outgoing = [.. message.Span, .. terminator];
        long started = TimeProvider.System.GetTimestamp();
        int sent = 0;
        while (sent < outgoing.Length)
        {
            int count = await BlockAsync(port => port.Write(outgoing, sent, outgoing.Length - sent, SliceMilliseconds), cancellationToken).ConfigureAwait(false);
            sent += count;
            started = count > 0 ? TimeProvider.System.GetTimestamp() : started;
            if (TimeProvider.System.GetElapsedTime(started) > settings.Timeout.ToTimeSpan())
            {
                throw WireFaults.NothingTaken(settings.Timeout);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        return await ReceiveAsync(patience, TimeProvider.System.GetTimestamp(), cancellationToken).ConfigureAwait(false)
            ?? throw WireFaults.NoAnswer(patience);
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <summary>Throws away what comes until the line is quiet, then asks something of which the answer cannot be mistaken and throws
    /// away what comes before it: an instrument answers in order, so nothing late can follow.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        if (port is null)
        {
            await SettleAsync().ConfigureAwait(false);
            port = open();
        }

        await DiscardUntilQuietAsync(cancellationToken).ConfigureAwait(false);
        await WriteAsync(ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false); // ends half a message that may lie there
        await WriteAsync(Marker, cancellationToken).ConfigureAwait(false);
        long started = TimeProvider.System.GetTimestamp();
        while (!IsMarker(await ReceiveAsync(settings.Timeout, started, cancellationToken).ConfigureAwait(false)
            ?? throw new WireException(InstrumentFault.Timeout, $"The instrument did not find back into step within {settings.Timeout}")))
        {
            // An answer to a message before.
        }

        // The answer to the marker of a clear that was given up would be the next one.
        await DiscardUntilQuietAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        port?.Dispose();
        port = null;
    }

    private static bool IsMarker(ReadOnlyMemory<byte> answer)
    {
        ReadOnlySpan<byte> text = answer.Span;
        int half = text.Length / 2;
        return text.Length >= 3 && text.Length % 2 == 1 && text[half] == (byte)';' && text[..half].SequenceEqual(text[(half + 1)..]);
    }

    private async ValueTask DiscardUntilQuietAsync(CancellationToken cancellationToken)
    {
        received = 0;
        consumed = 0;
        long started = TimeProvider.System.GetTimestamp();
        long lastByte = started;
        while (TimeProvider.System.GetElapsedTime(lastByte).TotalMilliseconds < QuietMilliseconds)
        {
            if (await BlockAsync(port => port.Read(incoming, 0, incoming.Length, SliceMilliseconds), cancellationToken).ConfigureAwait(false) > 0)
            {
                lastByte = TimeProvider.System.GetTimestamp();
                if (TimeProvider.System.GetElapsedTime(started) > settings.Timeout.ToTimeSpan())
                {
                    throw new WireException(InstrumentFault.BadAnswer, $"The instrument does not stop sending for {settings.Timeout}");
                }
            }
        }
    }

    // Null where no answer is complete in time.
    private async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(Duration patience, long started, CancellationToken cancellationToken)
    {
        incoming.AsSpan(consumed, received - consumed).CopyTo(incoming);
        received -= consumed;
        consumed = 0;
        var frame = default(MessageFrame);
        while (true)
        {
            int length = FindEnd(ref frame);
            if ((length >= 0 ? length : received) > settings.MaximumAnswerLength)
            {
                throw WireFaults.TooLong(settings.MaximumAnswerLength);
            }

            if (length >= 0)
            {
                consumed = length;
                ReadOnlyMemory<byte> answer = incoming.AsMemory(0, length);
                return endsWithCarriageReturn ? answer[..^1] : WireFaults.WithoutTerminator(answer);
            }

            if (received == incoming.Length)
            {
                Array.Resize(ref incoming, checked(incoming.Length * 2));
            }

            if (TimeProvider.System.GetElapsedTime(started) > patience.ToTimeSpan())
            {
                return null;
            }

            received += await BlockAsync(
                port => port.Read(incoming, received, incoming.Length - received, SliceMilliseconds), cancellationToken).ConfigureAwait(false);
        }
    }

    // An instrument that ends with CR alone sends no blocks.
    private int FindEnd(ref MessageFrame frame) => endsWithCarriageReturn
        ? incoming.AsSpan(0, received).IndexOf((byte)'\r') + 1 is > 0 and int length ? length : -1
        : frame.FindEnd(incoming.AsSpan(0, received));

    // One call at a time; a stop leaves the call to end on its own within a slice.
    private async ValueTask<int> BlockAsync(Func<ISerialPort, int> call, CancellationToken cancellationToken)
    {
        await SettleAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        ISerialPort current = port ?? throw new WireException(InstrumentFault.Disconnected, "The serial port is closed");
        Task<int> running = Task.Run(() => call(current), CancellationToken.None);
        blocked = running;
        try
        {
            return await running.ConfigureAwait(false);
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Disconnected)
        {
            port = null;
            current.Dispose();
            throw;
        }
    }

    private async ValueTask SettleAsync()
    {
        if (blocked is not null)
        {
            await blocked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            blocked = null;
        }
    }
}
