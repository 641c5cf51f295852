using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>An instrument on a GPIB interface of this computer, through linux-gpib or NI-488.2.</summary>
public sealed class GpibWire : IWire
{
    /// <summary>How long one reading blocks, so that a stop is noticed and the bus is free for others between two.</summary>
    private static readonly int ReadTime = GpibLibrary.CodeFor(TimeSpan.FromSeconds(1));

    /// <summary>The most that is read in one call: the time of a call counts for all its bytes.</summary>
    private const int MostAtOnce = 4096;

    private readonly GpibName name;
    private readonly GpibLibrary library;
    private readonly WireSettings settings;
    private int? handle;
    private int time = ReadTime;
    private Task? blocked;
    private Duration extraTime;
    private byte[] incoming = new byte[MostAtOnce];

    private GpibWire(string address, GpibName name, GpibLibrary library, WireSettings settings)
    {
        Address = address;
        this.name = name;
        this.library = library;
        this.settings = settings;
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <summary>Opens a handle to the instrument; whether it listens is not known before the first message.</summary>
    /// <exception cref="WireException">There is no such interface.</exception>
    internal static async ValueTask<GpibWire> OpenAsync(
        string address, GpibName name, GpibLibrary library, WireSettings settings, CancellationToken cancellationToken)
    {
        var wire = new GpibWire(address, name, library, settings);
        await Task.Run(wire.Open, cancellationToken).ConfigureAwait(false);
        return wire;
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        WriteAsync([.. message.Span, (byte)'\n'], settings.Timeout, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The library marks the end of a message at the last byte of a call, so that the message goes in one.</remarks>
    public ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken) =>
        WriteAsync(message.ToArray("\n"u8), settings.Timeout + BlockPace.TimeFor(message.Length), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        long started = TimeProvider.System.GetTimestamp();
        int length = 0;
        while (true)
        {
            if (incoming.Length - length < MostAtOnce)
            {
                Array.Resize(ref incoming, checked(incoming.Length * 2));
            }

            int from = length;
            GpibResult result = await BlockAsync(
                open =>
                {
                    SetTime(open, ReadTime);
                    return library.Read(open, incoming.AsSpan(from, MostAtOnce));
                },
                cancellationToken).ConfigureAwait(false);
            if (result.IsError && !result.IsTimeout)
            {
                throw result.Fault(name);
            }

            length += Math.Clamp(result.Count, 0, MostAtOnce);
            if (length > settings.MaximumAnswerLength)
            {
                throw WireFaults.TooLong(settings.MaximumAnswerLength);
            }

            if (result.IsEnd && !result.IsError)
            {
                return WireFaults.WithoutTerminator(incoming.AsMemory(0, length));
            }

            if (TimeProvider.System.GetElapsedTime(started) > patience.ToTimeSpan())
            {
                throw WireFaults.NoAnswer(patience);
            }
        }
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
            GpibResult result = await BlockAsync(
                open =>
                {
                    SetTime(open, ReadTime);
                    Span<byte> place = receiver.Space.Span;
                    return library.Read(open, place[..Math.Min(place.Length, MostAtOnce)]);
                },
                cancellationToken).ConfigureAwait(false);
            if (result.IsError && !result.IsTimeout)
            {
                throw result.Fault(name);
            }

            receiver.Advance(Math.Clamp(result.Count, 0, Math.Min(receiver.Space.Length, MostAtOnce)));
            if (result.IsEnd && !result.IsError)
            {
                receiver.End();
            }
            else if (clock.IsOver(receiver.ReceivedCount))
            {
                throw receiver.Late(patience);
            }
        }
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <summary>Clears the device: it drops what it still had to say. Where that fails, a new handle is opened.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        await SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (handle is not null && !(await BlockAsync(library.Clear, cancellationToken).ConfigureAwait(false)).IsError)
        {
            return;
        }

        await Task.Run(Open, cancellationToken).ConfigureAwait(false);
        GpibResult result = await BlockAsync(library.Clear, cancellationToken).ConfigureAwait(false);
        if (result.IsError)
        {
            throw result.IsTimeout ? WireFaults.NothingTaken(settings.Timeout) : result.Fault(name);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        Close();
    }

    private async ValueTask WriteAsync(
        byte[] outgoing, Duration patience, CancellationToken cancellationToken) => await BlockAsync(
        open =>
        {
            SetTime(open, GpibLibrary.CodeFor(patience.ToTimeSpan()));
            GpibResult result = library.Write(open, outgoing);
            return !result.IsError ? result
                : throw (result.IsTimeout ? WireFaults.NothingTaken(patience) : result.Fault(name));
        },
        cancellationToken).ConfigureAwait(false);

    private void Open()
    {
        Close();
        (int opened, GpibResult result) = library.Open(name, ReadTime);
        if (result.IsError)
        {
            throw result.Fault(name);
        }

        handle = opened;
        time = ReadTime;
    }

    private void Close()
    {
        if (handle is { } open)
        {
            library.Close(open);
        }

        handle = null;
    }

    private void SetTime(int open, int wanted)
    {
        if (time == wanted)
        {
            return;
        }

        GpibResult result = library.SetTime(open, wanted);
        time = result.IsError ? throw result.Fault(name) : wanted;
    }

    // The library's calls block and cannot be stopped: a stop leaves the call to its own time, and the next call waits for that.
    private async ValueTask<GpibResult> BlockAsync(Func<int, GpibResult> call, CancellationToken cancellationToken)
    {
        await SettleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        int open = handle ?? throw new WireException(InstrumentFault.Disconnected, $"{name} is closed");
        Task<GpibResult> running = Task.Run(() => call(open), cancellationToken);
        blocked = running;
        return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
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
