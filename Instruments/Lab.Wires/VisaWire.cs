using System.Runtime.InteropServices;
using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

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
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        WriteAsync([.. message.Span, (byte)'\n'], settings.Timeout, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>VISA marks the end of a message at the last byte of a call, so that the message goes in one.</remarks>
    public ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken) =>
        WriteAsync(message.ToArray("\n"u8), settings.Timeout + BlockPace.TimeFor(message.Length), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        int length = await BlockAsync(open => ReadMessage(open, patience), cancellationToken).ConfigureAwait(false);
        return WireFaults.WithoutTerminator(incoming.AsMemory(0, length));
    }

    /// <inheritdoc/>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        receiver.Start(marksEnds: true);
        var clock = new BlockClock(patience);
        while (!receiver.IsComplete)
        {
            Duration rest = Duration.FromSeconds(clock.Rest(receiver.ReceivedCount).TotalSeconds);
            try
            {
                await BlockAsync(open => ReceivePiece(open, receiver, rest), cancellationToken).ConfigureAwait(false);
            }
            catch (WireException error) when (error.Fault == InstrumentFault.Timeout && receiver.ReceivedCount > 0)
            {
                throw receiver.Late(patience);
            }
        }
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

    private async ValueTask WriteAsync(
        byte[] outgoing, Duration patience, CancellationToken cancellationToken) => await BlockAsync(
        open =>
        {
            open.SetTimeout(patience);
            open.Write(outgoing, 0, outgoing.Length);
            return 0;
        },
        cancellationToken).ConfigureAwait(false);

    // Straight to its place where that is an array, which is all that VISA knows.
    private int ReceivePiece(IVisaSession open, BlockReceiver receiver, Duration patience)
    {
        open.SetTimeout(patience);
        int count;
        bool isEnd;
        if (MemoryMarshal.TryGetArray(receiver.Space, out ArraySegment<byte> place))
        {
            (count, isEnd) = open.Read(place.Array!, place.Offset, Math.Min(place.Count, BlockClock.Slice));
            receiver.Advance(count);
        }
        else
        {
            (count, isEnd) = open.Read(incoming, 0, incoming.Length);
            receiver.Write(incoming.AsSpan(0, count));
        }

        if (isEnd)
        {
            receiver.End();
        }

        return count;
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
