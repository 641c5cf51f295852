using System.Runtime.InteropServices;
using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>An instrument on USB without VISA, through a device file of the Linux kernel's module usbtmc.</summary>
/// <remarks>
/// A transfer that times out leaves some instruments hanging. Where the instrument follows IEEE 488.2, its status byte is
/// therefore asked until a message is available, and only then is it read (USBTMC-USB488 1.0, 4.3.1: the byte comes while the
/// instrument is busy). </remarks>
public sealed class UsbtmcWire : IWire
{
    private const int LargestTransfer = 16 << 10;
    private const uint LeastTimeoutMilliseconds = 500; // of the kernel's older modules
    private const uint Follows4882 = 4;
    private const uint MessageAvailable = 16;
    private const uint EndOfMessage = 1;

    private readonly Func<(string Path, int Descriptor)> open;
    private readonly UsbtmcLibrary library;
    private readonly WireSettings settings;
    private string path = string.Empty;
    private int descriptor = -1;
    private Task? blocked;
    private Duration extraTime;
    private byte[] incoming = new byte[4096];
    private bool asksStatus;
    private bool hasShownStatus;
    private bool knowsEnds = true;

    internal UsbtmcWire(string address, UsbtmcLibrary library, WireSettings settings, Func<(string Path, int Descriptor)> open)
    {
        Address = address;
        this.library = library;
        this.settings = settings;
        this.open = open;
        Open();
    }

    /// <inheritdoc/>
    public string Address { get; }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        WriteAsync([.. message.Span, (byte)'\n'], settings.Timeout, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The kernel marks the end of a message at the last byte of a call, so that the message goes in one.</remarks>
    public ValueTask WriteBlockAsync(BlockMessage message, CancellationToken cancellationToken) =>
        WriteAsync(message.ToArray("\n"u8), settings.Timeout + BlockPace.TimeFor(message.Length), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        bool isLastTry = await AwaitMessageAsync(patience, cancellationToken).ConfigureAwait(false);
        int received = 0;
        while (true)
        {
            if (received == incoming.Length)
            {
                await SettleAsync().ConfigureAwait(false);
                Array.Resize(ref incoming, checked(incoming.Length * 2));
            }

            int asked = Math.Min(
                Math.Min(incoming.Length - received, LargestTransfer), settings.MaximumAnswerLength + 1 - received);
            bool isEnd = false;
            received += await BlockAsync(
                () => Receive(incoming.AsSpan(received, asked), isLastTry ? default : patience, patience, out isEnd),
                cancellationToken).ConfigureAwait(false);
            if (received > settings.MaximumAnswerLength)
            {
                throw WireFaults.TooLong(settings.MaximumAnswerLength);
            }

            if (isEnd)
            {
                asksStatus &= !isLastTry; // its status byte did not show the answer that was there
                return WireFaults.WithoutTerminator(incoming.AsMemory(0, received));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        Duration patience = settings.Timeout + extraTime;
        extraTime = default;
        bool isLastTry = await AwaitMessageAsync(patience, cancellationToken).ConfigureAwait(false);
        receiver.Start(marksEnds: true);
        var clock = new BlockClock(patience);
        while (!receiver.IsComplete)
        {
            int asked = Math.Min(receiver.Space.Length, LargestTransfer);
            bool isEnd = false;
            Duration rest = Duration.FromSeconds(clock.Rest(receiver.ReceivedCount).TotalSeconds);
            int count = await BlockAsync(
                () => Receive(receiver.Space.Span[..asked], isLastTry ? default : rest, patience, out isEnd),
                cancellationToken).ConfigureAwait(false);
            receiver.Advance(count);
            if (isEnd)
            {
                asksStatus &= !isLastTry; // its status byte did not show the answer that was there
                receiver.End();
            }
        }
    }

    /// <inheritdoc/>
    public void AllowForNextAnswer(Duration extra) => extraTime = extra;

    /// <summary>A device clear, which drops messages and answers under way on both sides.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        if (descriptor < 0)
        {
            await SettleAsync().ConfigureAwait(false);
            Open();
        }

        await BlockAsync(
            () => Control(UsbtmcRequest.Clear) >= 0 ? 0 : throw Failed(
                null, new WireException(InstrumentFault.Timeout, $"The instrument did not answer a device clear on {path}")),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await SettleAsync().ConfigureAwait(false);
        Close();
    }

    // Whether the status byte never showed a message, so that one short transfer has to tell.
    private async ValueTask<bool> AwaitMessageAsync(Duration patience, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        Duration pause = Duration.FromMilliseconds(0.5);
        while (asksStatus)
        {
            int status = await BlockAsync(AskStatus, cancellationToken).ConfigureAwait(false);
            if (status < 0 || (status & MessageAvailable) != 0)
            {
                hasShownStatus |= status >= 0;
                asksStatus &= status >= 0;
                return false;
            }

            if (TimeProvider.System.GetElapsedTime(started) > patience.ToTimeSpan())
            {
                return hasShownStatus ? throw WireFaults.NoAnswer(patience) : true;
            }

            await TimeProvider.System.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
            pause = pause.Seconds < 0.02 ? pause * 2 : pause;
        }

        return false;
    }

    private async ValueTask WriteAsync(
        byte[] outgoing, Duration patience, CancellationToken cancellationToken) => await BlockAsync(
        () =>
        {
            SetTimeout(patience);
            int taken = library.Write(descriptor, outgoing);
            if (taken < 0)
            {
                throw Failed(UsbtmcRequest.AbortOut, WireFaults.NothingTaken(patience));
            }

            return taken == outgoing.Length ? taken : throw new WireException(
                InstrumentFault.BadAnswer, $"The instrument took {taken} of {outgoing.Length} bytes of a message");
        },
        cancellationToken).ConfigureAwait(false);

    private int AskStatus()
    {
        uint status = 0;
        return library.Control(descriptor, UsbtmcRequest.StatusByte, ref status) >= 0 ? (int)status
            : IsGone(Marshal.GetLastPInvokeError()) ? throw Gone()
            : -1;
    }

    private int Receive(Span<byte> place, Duration timeout, Duration patience, out bool isEnd)
    {
        SetTimeout(timeout);
        int got = library.Read(descriptor, place);
        if (got < 0)
        {
            throw Failed(UsbtmcRequest.AbortIn, WireFaults.NoAnswer(patience));
        }

        if (got == 0)
        {
            throw new WireException(InstrumentFault.BadAnswer, "The instrument sent a transfer without content");
        }

        uint attributes = 0;
        knowsEnds = knowsEnds && library.Control(descriptor, UsbtmcRequest.TransferAttributes, ref attributes) >= 0;

        // The module before Linux 4.20 goes on until the end of the message or until it has all that was asked for.
        isEnd = knowsEnds ? (attributes & EndOfMessage) != 0 : got < place.Length;
        return got;
    }

    private void Open()
    {
        (path, descriptor) = open();
        uint capabilities = 0;
        asksStatus = library.Control(descriptor, UsbtmcRequest.Capabilities, ref capabilities) >= 0
            && (capabilities & Follows4882) != 0;
        hasShownStatus = false;
    }

    private void SetTimeout(Duration timeout)
    {
        uint milliseconds = Math.Max(LeastTimeoutMilliseconds, (uint)Math.Min(timeout.Seconds * 1000, int.MaxValue));
        if (library.Control(descriptor, UsbtmcRequest.SetTimeout, ref milliseconds) < 0 && IsGone(Marshal.GetLastPInvokeError()))
        {
            throw Gone();
        }
    }

    private int Control(UsbtmcRequest request)
    {
        uint unused = 0;
        return library.Control(descriptor, request, ref unused);
    }

    private WireException Failed(UsbtmcRequest? abort, WireException timeout)
    {
        const int timedOut = 110;
        int error = Marshal.GetLastPInvokeError();
        if (IsGone(error))
        {
            return Gone();
        }

        if (abort is { } request)
        {
            _ = Control(request); // an instrument that has nothing under way refuses, and that is well
        }

        return error == timedOut ? timeout : new WireException(
            InstrumentFault.BadAnswer, $"A transfer over {path} failed ({Marshal.GetPInvokeErrorMessage(error)})");
    }

    private WireException Gone() => new(InstrumentFault.Disconnected, $"The USB instrument {path} is gone");

    // No such device or address, bad descriptor, no such device, endpoint shut down.
    private static bool IsGone(int error) => error is 6 or 9 or 19 or 108;

    private void Close()
    {
        if (descriptor >= 0)
        {
            library.Close(descriptor);
            descriptor = -1;
        }
    }

    // One call at a time; a call that is given up ends on its own, at the latest with its time-out.
    private async ValueTask<int> BlockAsync(Func<int> call, CancellationToken cancellationToken)
    {
        await SettleAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (descriptor < 0)
        {
            throw new WireException(InstrumentFault.Disconnected, "The USB instrument is closed");
        }

        Task<int> running = Task.Run(call, CancellationToken.None);
        blocked = running;
        try
        {
            return await running.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (WireException error) when (error.Fault == InstrumentFault.Disconnected)
        {
            Close();
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
