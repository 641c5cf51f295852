using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>One of the two connections of a HiSLIP session. What came in before an interruption is not lost: a message is gone on
/// with where it was left.</summary>
/// <param name="socket">The connection.</param>
internal sealed class HislipChannel(Socket socket) : IDisposable
{
    /// <summary>Length of a header in bytes.</summary>
    public const int HeaderLength = 16;

    private const int LongestText = 256;

    private readonly byte[] incoming = new byte[8192];
    private byte[] outgoing = new byte[512];
    private int start;
    private int end;
    private ulong unread;

    /// <summary>Whether a message was sent in part, so that nothing more can be.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Sends a message.</summary>
    public async ValueTask SendAsync(
        HislipMessageType type, byte control, uint parameter, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (outgoing.Length < HeaderLength + payload.Length)
        {
            outgoing = new byte[HeaderLength + payload.Length];
        }

        "HS"u8.CopyTo(outgoing);
        outgoing[2] = (byte)type;
        outgoing[3] = control;
        BinaryPrimitives.WriteUInt32BigEndian(outgoing.AsSpan(4), parameter);
        BinaryPrimitives.WriteUInt64BigEndian(outgoing.AsSpan(8), (ulong)payload.Length);
        payload.CopyTo(outgoing.AsMemory(HeaderLength));
        ReadOnlyMemory<byte> rest = outgoing.AsMemory(0, HeaderLength + payload.Length);
        IsCutOff = true;
        while (!rest.IsEmpty)
        {
            rest = rest[await socket.SendAsync(rest, cancellationToken).ConfigureAwait(false)..];
        }

        IsCutOff = false;
    }

    /// <summary>Receives the next message's header; what was not read of the message before is skipped.</summary>
    /// <exception cref="WireException">It is none, or the other side hung up.</exception>
    public async ValueTask<HislipHeader> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (unread > 0)
        {
            await FillAsync(1, cancellationToken).ConfigureAwait(false);
            int skipped = (int)Math.Min(unread, (ulong)(end - start));
            start += skipped;
            unread -= (ulong)skipped;
        }

        await FillAsync(HeaderLength, cancellationToken).ConfigureAwait(false);
        ReadOnlySpan<byte> header = incoming.AsSpan(start, HeaderLength);
        if (!header.StartsWith("HS"u8))
        {
            throw new WireException(InstrumentFault.BadAnswer, "What answers does not speak HiSLIP");
        }

        var received = new HislipHeader(
            (HislipMessageType)header[2],
            header[3],
            BinaryPrimitives.ReadUInt32BigEndian(header[4..]),
            BinaryPrimitives.ReadUInt64BigEndian(header[8..]));
        start += HeaderLength;
        unread = received.Length;
        return received;
    }

    /// <summary>Receives some of what follows the header.</summary>
    /// <returns>How many bytes; 0 where nothing is left.</returns>
    public async ValueTask<int> ReceivePayloadAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        if (unread == 0)
        {
            return 0;
        }

        if (start == end && into.Length >= incoming.Length && unread >= (ulong)incoming.Length)
        {
            // A long piece goes straight to its place.
            int direct = await socket.ReceiveAsync(
                into[..(int)Math.Min((ulong)into.Length, unread)], cancellationToken).ConfigureAwait(false);
            unread -= direct > 0 ? (ulong)direct : throw HungUp();
            return direct;
        }

        await FillAsync(1, cancellationToken).ConfigureAwait(false);
        int count = (int)Math.Min(unread, (ulong)Math.Min(into.Length, end - start));
        incoming.AsMemory(start, count).CopyTo(into);
        start += count;
        unread -= (ulong)count;
        return count;
    }

    /// <summary>Receives the text that follows the header of an error, as far as it is short and printable.</summary>
    public async ValueTask<string> ReceiveTextAsync(CancellationToken cancellationToken)
    {
        var text = new byte[LongestText];
        int length = 0;
        while (length < text.Length
            && await ReceivePayloadAsync(text.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and int count)
        {
            length += count;
        }

        return string.Concat(Encoding.Latin1.GetString(text, 0, length).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static WireException HungUp() => new(InstrumentFault.Disconnected, "The instrument closed the connection");

    private async ValueTask FillAsync(int least, CancellationToken cancellationToken)
    {
        if (incoming.Length - start < HeaderLength || start == end)
        {
            incoming.AsSpan(start, end - start).CopyTo(incoming);
            end -= start;
            start = 0;
        }

        while (end - start < least)
        {
            int count = await socket.ReceiveAsync(incoming.AsMemory(end), cancellationToken).ConfigureAwait(false);
            end += count > 0 ? count : throw HungUp();
        }
    }
}
