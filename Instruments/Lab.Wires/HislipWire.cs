using System.Net.Sockets;
using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>An instrument on the network that speaks HiSLIP (IVI-6.1): messages have an end of their own,
/// and a device clear.</summary>
public sealed class HislipWire : IWire
{
    /// <summary>Time for the status byte, by which a silent instrument is told from an instrument that is gone.</summary>
    private static readonly Duration StatusTime = Duration.FromSeconds(5);

    private readonly HislipName name;
    private readonly WireSettings settings;
    private HislipSession? session;
    private Duration extraTime;
    private byte[] outgoing = new byte[4096];

    private HislipWire(string address, HislipName name, WireSettings settings)
    {
        Address = address;
        this.name = name;
        this.settings = settings;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <summary>Opens a session with the device.</summary>
    /// <exception cref="WireException">Nothing answers there, it does not speak HiSLIP, or there is no such device.</exception>
    public static async ValueTask<HislipWire> ConnectAsync(
        string address, HislipName name, WireSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var wire = new HislipWire(address, name, settings);
        await wire.OpenAsync(cancellationToken).ConfigureAwait(false);
        return wire;
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        if (outgoing.Length <= message.Length)
        {
            outgoing = new byte[message.Length * 2];
        }

        message.CopyTo(outgoing);
        outgoing[message.Length] = (byte)'\n';
        ReadOnlyMemory<byte> whole = outgoing.AsMemory(0, message.Length + 1);
        await SendAsync(whole, isLast: true, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> tail = (byte[])[.. message.Tail.Span, (byte)'\n'];
        await SendAsync(message.Head, isLast: false, cancellationToken).ConfigureAwait(false);
        for (ReadOnlyMemory<byte> rest = message.Bytes; !rest.IsEmpty;)
        {
            ReadOnlyMemory<byte> slice = rest[..Math.Min(rest.Length, BlockClock.Slice)];
            await SendAsync(slice, isLast: false, cancellationToken).ConfigureAwait(false);
            rest = rest[slice.Length..];
        }

        await SendAsync(tail, isLast: true, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        var clock = new BlockClock(patience);
        try
        {
            await WithinAsync(
                patience,
                receiver.Late,
                async (open, stop) =>
                {
                    await open.ReadBlockAsync(
                        receiver, bytes => stop.CancelAfter(clock.Rest(bytes)), stop.Token).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Timeout)
        {
            await RequireLifeAsync(patience, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        try
        {
            ReadOnlyMemory<byte> answer = await WithinAsync(
                patience,
                WireFaults.NoAnswer,
                (open, stop) => open.ReadAsync(settings.MaximumAnswerLength, stop.Token),
                cancellationToken).ConfigureAwait(false);
            return WireFaults.WithoutTerminator(answer);
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Timeout)
        {
            await RequireLifeAsync(patience, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads the status byte, on the connection that answers do not hold up.</summary>
    /// <exception cref="WireException">No answer, or the connection broke.</exception>
    public ValueTask<byte> ReadStatusByteAsync(CancellationToken cancellationToken) =>
        WithinAsync(StatusTime, WireFaults.NoAnswer, (open, stop) => open.ReadStatusByteAsync(stop.Token), cancellationToken);

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <summary>Clears the device: it drops what it still had to say. Where that fails, a new session is opened.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        if (session is not null)
        {
            bool isCleared = false;
            try
            {
                await WithinAsync(
                    settings.Timeout,
                    WireFaults.NoAnswer,
                    async (open, stop) =>
                    {
                        await open.ClearAsync(stop.Token).ConfigureAwait(false);
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
                isCleared = true;
                return;
            }
            catch (WireException)
            {
                // The session is of no use any more; the new one below reports what is wrong.
            }
            finally
            {
                if (!isCleared)
                {
                    Close(); // half a clear cannot be gone on with
                }
            }
        }

        await OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private async ValueTask SendAsync(
        ReadOnlyMemory<byte> bytes, bool isLast, CancellationToken cancellationToken) => await WithinAsync(
        settings.Timeout,
        WireFaults.NothingTaken,
        async (open, stop) =>
        {
            await open.WriteAsync(bytes, isLast, stop.Token).ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    private async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter((settings.Timeout + settings.Timeout + ConnectTime()).ToTimeSpan());
        try
        {
            session = await HislipSession.OpenAsync(name, settings, deadline.Token).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            throw TcpWire.Broken(error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WireException(
                InstrumentFault.Disconnected, $"{name.Host}:{name.Port} takes connections and opens no HiSLIP session");
        }
    }

    private Duration ConnectTime() => Duration.FromSeconds(SocketPatience.Of(settings).Total.TotalSeconds);

    // An answer that does not come, from a device that does not even tell its status, will not come later.
    private async ValueTask RequireLifeAsync(Duration waited, CancellationToken cancellationToken)
    {
        try
        {
            await ReadStatusByteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error)
        {
            Close();
            throw new WireException(
                InstrumentFault.Disconnected,
                $"No answer came within {waited}, and the instrument does not tell its status either",
                error);
        }
    }

    private async ValueTask<T> WithinAsync<T>(
        Duration patience,
        Func<Duration, WireException> late,
        Func<HislipSession, CancellationTokenSource, ValueTask<T>> exchange,
        CancellationToken cancellationToken)
    {
        HislipSession open = session ?? throw new WireException(InstrumentFault.Disconnected, "The connection broke");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience.ToTimeSpan());
        try
        {
            return await exchange(open, deadline).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            Close();
            throw TcpWire.Broken(error);
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Disconnected)
        {
            Close();
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw late(patience);
        }
        finally
        {
            if (open.IsCutOff)
            {
                Close();
            }
        }
    }

    private void Close()
    {
        session?.Dispose();
        session = null;
    }
}
