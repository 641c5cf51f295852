using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>The bytes of a serial port: sends them with the gap that the instrument needs,
/// and holds those that came in.</summary>
internal sealed class SerialLine : IAsyncDisposable
{
    /// <summary>How long one call to the port may block, so that a stop is noticed.</summary>
    private const int SliceMilliseconds = 50;

    /// <summary>The shortest wait that every kind of port has.</summary>
    private const int LeastMilliseconds = 1;

    private readonly WireSettings settings;
    private readonly Func<ISerialPort> open;
    private readonly byte dataMask;
    private ISerialPort? port;
    private Task? blocked;
    private byte[] incoming = new byte[4096];
    private int received;
    private int consumed;
    private long lastTraffic;

    public SerialLine(SerialSettings serial, WireSettings settings, Func<ISerialPort> open)
    {
        this.settings = settings;
        this.open = open;

        // A converter that knows 8 data bits only hands the parity bit out as the eighth.
        dataMask = (byte)((1 << serial.DataBits) - 1);
        int bits = 1 + serial.DataBits + (serial.Parity == "none" ? 0 : 1) + serial.StopBits;
        CharacterTime = Duration.FromSeconds((double)bits / serial.Baud);
        Open();
    }

    /// <summary>Whether the port is there.</summary>
    public bool IsOpen => port is not null;

    /// <summary>The bytes that came in and were not consumed.</summary>
    public ReadOnlyMemory<byte> Incoming => incoming.AsMemory(consumed, received - consumed);

    /// <summary>How long one character is on the line.</summary>
    public Duration CharacterTime { get; }

    /// <summary>How long the line still needs for what was sent; the system takes it at once.</summary>
    public Duration Backlog => Duration.FromSeconds(Math.Max(0, -Since(lastTraffic).TotalSeconds));

    /// <summary>Takes bytes off the front of what came in; they stay readable until the next call.</summary>
    public void Consume(int count) => consumed += count;

    /// <summary>Puts the last bytes that were consumed back to the front.</summary>
    public void GiveBack(int count) => consumed -= count;

    /// <summary>Opens the port again after it was gone.</summary>
    /// <exception cref="WireException">It is not there.</exception>
    public async ValueTask ReopenAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        Open();
    }

    /// <summary>Sends bytes once the instrument had its gap since the last byte in either direction.</summary>
    /// <exception cref="WireException">The port took nothing for the time-out, or is gone.</exception>
    public async ValueTask SendAsync(byte[] outgoing, CancellationToken cancellationToken)
    {
        if (settings.MessageGap > default(Duration))
        {
            await TimeProvider.System.WaitAsync(
                settings.MessageGap - Duration.FromSeconds(Since(lastTraffic).TotalSeconds),
                cancellationToken).ConfigureAwait(false);
        }

        long started = TimeProvider.System.GetTimestamp();
        int sent = 0;
        while (sent < outgoing.Length)
        {
            int count = await BlockAsync(
                port => port.Write(outgoing, sent, outgoing.Length - sent, SliceMilliseconds),
                cancellationToken).ConfigureAwait(false);
            sent += count;
            started = count > 0 ? TimeProvider.System.GetTimestamp() : started;
            if (Since(started) > settings.Timeout.ToTimeSpan())
            {
                throw WireFaults.NothingTaken(settings.Timeout);
            }
        }

        long begins = Math.Max(lastTraffic, TimeProvider.System.GetTimestamp());
        lastTraffic = begins + (long)(CharacterTime.Seconds * outgoing.Length * TimeProvider.System.TimestampFrequency);
    }

    /// <summary>Waits a moment for bytes.</summary>
    /// <returns>How many came.</returns>
    public ValueTask<int> FillAsync(CancellationToken cancellationToken) => FillAsync(SliceMilliseconds, cancellationToken);

    /// <summary>Takes what is there already.</summary>
    /// <returns>How many bytes there were.</returns>
    public ValueTask<int> FillNowAsync(CancellationToken cancellationToken) => FillAsync(LeastMilliseconds, cancellationToken);

    private async ValueTask<int> FillAsync(int milliseconds, CancellationToken cancellationToken)
    {
        Incoming.CopyTo(incoming);
        received -= consumed;
        consumed = 0;
        if (received == incoming.Length)
        {
            Array.Resize(ref incoming, checked(incoming.Length * 2));
        }

        int count = await BlockAsync(
            port => port.Read(incoming, received, incoming.Length - received, milliseconds),
            cancellationToken).ConfigureAwait(false);
        if (count > 0)
        {
            Mask(incoming.AsSpan(received, count));
            received += count;
            lastTraffic = Math.Max(lastTraffic, TimeProvider.System.GetTimestamp());
        }

        return count;
    }

    /// <summary>Throws away what comes until the line is quiet.</summary>
    /// <returns>How many lines ended in it.</returns>
    /// <exception cref="WireException">It does not become quiet.</exception>
    public async ValueTask<int> DiscardUntilQuietAsync(Duration quiet, CancellationToken cancellationToken)
    {
        int lines = 0;
        long started = TimeProvider.System.GetTimestamp();
        long lastByte = Math.Max(started, lastTraffic);
        while (Since(lastByte) < (quiet + (CharacterTime * 2)).ToTimeSpan())
        {
            lines += SerialText.CountLines(Incoming.Span);
            consumed = received;
            if (await FillAsync(cancellationToken).ConfigureAwait(false) > 0)
            {
                lastByte = TimeProvider.System.GetTimestamp();
                if (Since(started) > settings.Timeout.ToTimeSpan())
                {
                    throw new WireException(
                        InstrumentFault.BadAnswer, $"The instrument does not stop sending for {settings.Timeout}");
                }
            }
        }

        return lines;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        port?.Dispose();
        port = null;
    }

    private static TimeSpan Since(long timestamp) => TimeProvider.System.GetElapsedTime(timestamp);

    private void Open()
    {
        port = open();
        lastTraffic = TimeProvider.System.GetTimestamp(); // another program may have ended a moment ago
    }

    private void Mask(Span<byte> bytes)
    {
        if (dataMask != 0xFF)
        {
            foreach (ref byte one in bytes)
            {
                one &= dataMask;
            }
        }
    }

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
