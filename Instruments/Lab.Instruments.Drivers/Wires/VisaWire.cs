using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Wires;

/// <summary>An instrument behind VISA whose interface marks ends of messages: GPIB, USB, VXI-11, HiSLIP.</summary>
public sealed class VisaWire : IWire
{
    private readonly VisaLibrary library;
    private readonly WireSettings settings;
    private IVisaSession? session;
    private Task? blocked;
    private Duration extraTime;
    private byte[] incoming = new byte[4096];

    /// <summary>Opens the instrument.</summary>
    internal VisaWire(string address, VisaLibrary library, WireSettings settings)
        : this(address, library, settings, library.Open(address, settings.Timeout))
    {
    }

    /// <summary>Takes over a session with the instrument.</summary>
    internal VisaWire(string address, VisaLibrary library, WireSettings settings, IVisaSession session)
    {
        Address = address;
        this.library = library;
        this.settings = settings;
        this.session = session;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        byte[] outgoing = [.. message.Span, (byte)'\n'];
        await BlockAsync(
            open =>
            {
                open.SetTimeout(settings.Timeout);
                open.Write(outgoing, 0, outgoing.Length);
                return 0;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        int length = await BlockAsync(open => ReadMessage(open, patience), cancellationToken).ConfigureAwait(false);
        return WireFaults.WithoutTerminator(incoming.AsMemory(0, length));
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <summary>Clears the device: it drops what it still had to say. Where that fails, a new session is opened.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        await SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (session is not null)
        {
            try
            {
                await BlockAsync(Clear, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (WireException)
            {
                // The session is of no use any more; the new one reports what is wrong.
                session?.Dispose();
            }
        }

        session = null;
        session = await Task.Run(() => library.Open(Address, settings.Timeout), cancellationToken).ConfigureAwait(false);
        await BlockAsync(Clear, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        session?.Dispose();
        session = null;
    }

    private static int Clear(IVisaSession open)
    {
        open.Clear();
        return 0;
    }

    private int ReadMessage(IVisaSession open, Duration patience)
    {
        open.SetTimeout(patience);
        int length = 0;
        while (true)
        {
            (int count, bool isEnd) = open.Read(incoming, length, incoming.Length - length);
            length += count;
            if (length > settings.MaximumAnswerLength)
            {
                throw WireFaults.TooLong(settings.MaximumAnswerLength);
            }

            if (isEnd)
            {
                return length;
            }

            if (length == incoming.Length)
            {
                Array.Resize(ref incoming, checked(incoming.Length * 2));
            }
        }
    }

    // VISA's calls block and cannot be stopped: a stop leaves the call to its own time-out, and the next call waits for that.
    private async ValueTask<int> BlockAsync(Func<IVisaSession, int> call, CancellationToken cancellationToken)
    {
        await SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        IVisaSession open = session ?? throw new WireException(InstrumentFault.Disconnected, "The session is closed");
        Task<int> running = Task.Run(() => call(open), cancellationToken);
        blocked = running;
        try
        {
            return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Disconnected)
        {
            open.Dispose();
            session = null;
            throw;
        }
    }

    private async Task SettleAsync()
    {
        if (blocked is not null)
        {
            await blocked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            blocked = null;
        }
    }
}
