using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Lab.Instruments;
using Lab.Instruments.Blocks;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>
/// A HiSLIP session in synchronised mode (IVI-6.1, 3.1): two connections, and numbers by which an answer is known as that of the
/// last message.
/// </summary>
internal sealed class HislipSession : IDisposable
{
    private const uint FirstMessageId = 0xFFFF_FF00;
    private const uint AnyMessageId = 0xFFFF_FFFF;

    /// <summary>Version 1.0 of the protocol and a maker's prefix that nobody has.</summary>
    private const uint VersionAndVendor = 0x0100_0000 | ('X' << 8) | 'X';

    private const byte Flag = 1;

    /// <summary>The longest message that this side takes or sends, with its header.</summary>
    private const int LargestMessage = 1 << 20;

    private const int SmallestMessage = 256;

    private readonly HislipChannel main;
    private readonly HislipChannel aside;
    private int mostAtOnce = SmallestMessage;
    private uint nextId = FirstMessageId;
    private uint lastId = FirstMessageId - 2;
    private bool isDelivered;
    private byte[] answer = new byte[4096];

    /// <summary>A session on two connections that are open.</summary>
    internal HislipSession(HislipChannel main, HislipChannel aside)
    {
        this.main = main;
        this.aside = aside;
    }

    /// <summary>Whether a message was cut off on its way out.</summary>
    public bool IsCutOff => main.IsCutOff || aside.IsCutOff;

    /// <summary>Connects twice and opens the session.</summary>
    /// <exception cref="WireException">Nothing listens, there is no such device, or what answers makes no sense.</exception>
    public static async ValueTask<HislipSession> OpenAsync(
        HislipName name, WireSettings settings, CancellationToken cancellationToken)
    {
        var place = new ResourceName(name.Host, name.Port);
        SocketPatience patience = SocketPatience.Of(settings);
        var main = new HislipChannel(
            await TcpWire.OpenAsync(place, settings.Timeout, patience, cancellationToken).ConfigureAwait(false));
        HislipChannel? aside = null;
        try
        {
            byte[] device = Encoding.ASCII.GetBytes(name.Device);
            await main.SendAsync(
                HislipMessageType.Initialize, 0, VersionAndVendor, device, cancellationToken).ConfigureAwait(false);
            HislipHeader opened = await AwaitAsync(
                main, HislipMessageType.InitializeResponse, cancellationToken).ConfigureAwait(false);
            aside = new HislipChannel(await TcpWire.OpenAsync(place, settings.Timeout, cancellationToken).ConfigureAwait(false));
            uint id = opened.Parameter & 0xFFFF;
            await aside.SendAsync(HislipMessageType.AsyncInitialize, 0, id, default, cancellationToken).ConfigureAwait(false);
            await AwaitAsync(aside, HislipMessageType.AsyncInitializeResponse, cancellationToken).ConfigureAwait(false);
            var session = new HislipSession(main, aside);
            await session.AgreeOnSizeAsync(cancellationToken).ConfigureAwait(false);
            if ((opened.Control & Flag) != 0)
            {
                // It prefers overlapped mode; a clear is where one asks for the other.
                await session.ClearAsync(cancellationToken).ConfigureAwait(false);
            }

            return session;
        }
        catch
        {
            main.Dispose();
            aside?.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message or a part of it, in pieces where it is longer than what the device takes.</summary>
    /// <param name="message">The bytes.</param>
    /// <param name="isLast">Whether the message ends with them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, bool isLast, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadOnlyMemory<byte> piece = message[..Math.Min(message.Length, mostAtOnce)];
            message = message[piece.Length..];
            lastId = nextId;
            nextId = unchecked(nextId + 2);
            HislipMessageType type = isLast && message.IsEmpty ? HislipMessageType.DataEnd : HislipMessageType.Data;
            await main.SendAsync(type, TakeDelivered(), lastId, piece, cancellationToken).ConfigureAwait(false);
            if (message.IsEmpty)
            {
                return;
            }
        }
    }

    /// <summary>Receives the answer to the last message.</summary>
    /// <param name="maximum">The longest answer that is accepted, in bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer with its terminator; valid until the next call.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int maximum, CancellationToken cancellationToken)
    {
        int length = 0;
        while (true)
        {
            if (await NextPieceAsync(() => length = 0, cancellationToken).ConfigureAwait(false) is not { } header)
            {
                continue;
            }

            if (header.Length > (ulong)(maximum - length))
            {
                throw WireFaults.TooLong(maximum);
            }

            length = await AppendAsync(length, (int)header.Length, cancellationToken).ConfigureAwait(false);
            if (header.Type == HislipMessageType.DataEnd)
            {
                isDelivered = true;
                return answer.AsMemory(0, length);
            }
        }
    }

    /// <summary>Receives the answer to the last message, straight into the place of its block.</summary>
    /// <param name="receiver">Takes it.</param>
    /// <param name="proceed">Called with the count of bytes that came, after each piece.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask ReadBlockAsync(BlockReceiver receiver, Action<long> proceed, CancellationToken cancellationToken)
    {
        receiver.Start(marksEnds: true);
        while (!receiver.IsComplete)
        {
            if (await NextPieceAsync(
                () => receiver.Start(marksEnds: true), cancellationToken).ConfigureAwait(false) is not { } header)
            {
                continue;
            }

            while (await main.ReceivePayloadAsync(receiver.Space, cancellationToken).ConfigureAwait(false) is > 0 and int count)
            {
                receiver.Advance(count);
                proceed(receiver.ReceivedCount);
            }

            if (header.Type == HislipMessageType.DataEnd)
            {
                isDelivered = true;
                receiver.End();
            }
        }
    }

    /// <summary>The status byte (IEEE 488.2, 11.2).</summary>
    public async ValueTask<byte> ReadStatusByteAsync(CancellationToken cancellationToken)
    {
        await aside.SendAsync(
            HislipMessageType.AsyncStatusQuery, TakeDelivered(), lastId, default, cancellationToken).ConfigureAwait(false);
        return (await AwaitAsync(aside, HislipMessageType.AsyncStatusResponse, cancellationToken).ConfigureAwait(false)).Control;
    }

    /// <summary>Clears the device (IVI-6.1, 6.12): both sides drop what is under way and count anew.</summary>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        await aside.SendAsync(HislipMessageType.AsyncDeviceClear, 0, 0, default, cancellationToken).ConfigureAwait(false);
        await AwaitAsync(aside, HislipMessageType.AsyncDeviceClearAcknowledge, cancellationToken).ConfigureAwait(false);
        await main.SendAsync(HislipMessageType.DeviceClearComplete, 0, 0, default, cancellationToken).ConfigureAwait(false);
        HislipHeader cleared = await AwaitAsync(
            main, HislipMessageType.DeviceClearAcknowledge, cancellationToken).ConfigureAwait(false);
        if ((cleared.Control & Flag) != 0)
        {
            throw new WireException(
                InstrumentFault.BadAnswer, "The instrument speaks HiSLIP in overlapped mode alone; use its raw socket or VXI-11");
        }

        nextId = FirstMessageId;
        lastId = FirstMessageId - 2;
        isDelivered = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        main.Dispose();
        aside.Dispose();
    }

    // Skips what a device may say unasked.
    private static async ValueTask<HislipHeader> AwaitAsync(
        HislipChannel channel, HislipMessageType wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            HislipHeader header = await channel.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (header.Type == wanted)
            {
                return header;
            }

            await RefuseErrorsAsync(channel, header, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask RefuseErrorsAsync(
        HislipChannel channel, HislipHeader header, CancellationToken cancellationToken)
    {
        bool isFatal = header.Type == HislipMessageType.FatalError;
        if (!isFatal && header.Type != HislipMessageType.Error)
        {
            return;
        }

        string text = await channel.ReceiveTextAsync(cancellationToken).ConfigureAwait(false);
        string what = (isFatal, header.Control) switch
        {
            (true, 1) => "the header of a message is malformed",
            (true, 2) => "a connection was used before both were open",
            (true, 3) => "the beginning of the session is out of order, or it has no such device",
            (true, 4) => "it has as many clients as it can serve",
            (false, 1) => "it does not know a kind of message",
            (false, 2) => "it does not know a control code",
            (false, 3) => "it does not know a maker's message",
            (false, 4) => "a message is too long",
            _ => $"error {header.Control}",
        };
        string detail = text.Length > 0 ? $"{what}: {text}" : what;
        throw isFatal
            ? new WireException(InstrumentFault.Disconnected, $"The instrument ended the HiSLIP session ({detail})")
            : new WireException(InstrumentFault.BadAnswer, $"The instrument refused a HiSLIP message ({detail})");
    }

    // The header of a further piece of the answer; null for what is none of it.
    private async ValueTask<HislipHeader?> NextPieceAsync(Action dropAnswer, CancellationToken cancellationToken)
    {
        HislipHeader header = await main.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        bool isEnd = header.Type == HislipMessageType.DataEnd;
        if (!isEnd && header.Type != HislipMessageType.Data)
        {
            await RefuseErrorsAsync(main, header, cancellationToken).ConfigureAwait(false);
            if (header.Type == HislipMessageType.Interrupted)
            {
                dropAnswer();
            }

            return null;
        }

        if (header.Parameter != lastId && (isEnd || header.Parameter != AnyMessageId))
        {
            dropAnswer(); // of a message before
            return null;
        }

        return header;
    }

    private async ValueTask AgreeOnSizeAsync(CancellationToken cancellationToken)
    {
        var size = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(size, LargestMessage);
        await aside.SendAsync(HislipMessageType.AsyncMaximumMessageSize, 0, 0, size, cancellationToken).ConfigureAwait(false);
        HislipHeader header = await AwaitAsync(
            aside, HislipMessageType.AsyncMaximumMessageSizeResponse, cancellationToken).ConfigureAwait(false);
        int length = 0;
        while (length < size.Length)
        {
            int count = await aside.ReceivePayloadAsync(size.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += count > 0 ? count : throw new WireException(
                InstrumentFault.BadAnswer,
                $"The instrument tells its longest HiSLIP message in {header.Length} bytes instead of 8");
        }

        ulong most = Math.Clamp(BinaryPrimitives.ReadUInt64BigEndian(size), SmallestMessage, LargestMessage);
        mostAtOnce = (int)most - HislipChannel.HeaderLength;
    }

    private async ValueTask<int> AppendAsync(int length, int count, CancellationToken cancellationToken)
    {
        int whole = length + count;
        while (length < whole)
        {
            if (length == answer.Length)
            {
                Array.Resize(ref answer, Math.Max(answer.Length * 2, 4096));
            }

            int room = Math.Min(answer.Length, whole) - length;
            length += await main.ReceivePayloadAsync(answer.AsMemory(length, room), cancellationToken).ConfigureAwait(false);
        }

        return length;
    }

    // Told once: the next message after an answer that was taken whole.
    private byte TakeDelivered()
    {
        byte control = isDelivered ? Flag : (byte)0;
        isDelivered = false;
        return control;
    }
}
