using System.Buffers;
using System.Text;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Blocks;

/// <summary>The text of an answer up to the header of its block, or up to the answer's end where it holds none.</summary>
/// <param name="buffer">Where the text is received; no text is longer.</param>
internal sealed class TextBeforeBlock(byte[] buffer)
{
    private const int NoHash = -1;

    private int received;
    private int scanned;
    private int start;
    private int passedOver;
    private byte quote;
    private int hash = NoHash;
    private int digits;

    /// <summary>How far the text has come.</summary>
    public enum Progress
    {
        /// <summary>Neither end nor block yet.</summary>
        GoesOn,

        /// <summary>The answer ended without a block.</summary>
        Ended,

        /// <summary>A block of <see cref="Length"/> bytes begins.</summary>
        Block,

        /// <summary>A block without a length begins.</summary>
        Endless,
    }

    /// <summary>Bytes that end a line, or stand between lines.</summary>
    public static SearchValues<byte> Fillers { get; } = SearchValues.Create("\0\t\n\r "u8);

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Space => buffer.AsMemory(received);

    /// <summary>How many bytes the block has by its header.</summary>
    public long Length { get; private set; }

    /// <summary>The text before the block, or all of it.</summary>
    public ReadOnlySpan<byte> Text => buffer.AsSpan(start, (hash >= 0 ? hash : scanned) - start);

    /// <summary>The block's header.</summary>
    public ReadOnlySpan<byte> Header => buffer.AsSpan(hash, scanned + 1 - hash);

    /// <summary>Bytes after the header, or after the answer's end.</summary>
    public ReadOnlySpan<byte> Rest => buffer.AsSpan(scanned + 1, received - scanned - 1);

    /// <summary>Begins an answer.</summary>
    public void Start() => (received, scanned, start, passedOver, quote, hash, digits, Length) = (0, 0, 0, 0, 0, NoHash, 0, 0);

    /// <summary>All text so far, where the wire told that the answer ends.</summary>
    public ReadOnlySpan<byte> ToEnd() => buffer.AsSpan(start, received - start);

    /// <summary>Takes bytes that lie in <see cref="Space"/>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="endsAtLine">Whether LF ends the answer.</param>
    /// <param name="endsAtCarriageReturn">Whether CR does as well.</param>
    /// <exception cref="WireException">The header makes no sense, or the text does not end.</exception>
    public Progress Advance(int count, bool endsAtLine, bool endsAtCarriageReturn)
    {
        received += count;
        PassOverFillers();
        while (scanned < received)
        {
            byte current = buffer[scanned];
            if (hash >= 0)
            {
                if (ReadHeader(current) is var found and not Progress.GoesOn)
                {
                    return found;
                }
            }
            else if (endsAtLine && (current == (byte)'\n' || (endsAtCarriageReturn && current == (byte)'\r')))
            {
                return Progress.Ended;
            }
            else if (quote != 0)
            {
                quote = current == quote ? (byte)0 : quote;
            }
            else if (current is (byte)'"' or (byte)'\'')
            {
                quote = current;
            }
            else if (current == (byte)'#')
            {
                hash = scanned;
            }

            scanned++;
        }

        return received < buffer.Length ? Progress.GoesOn : throw BlockReceiver.TextTooLong();
    }

    // Some instruments end an answer twice, or send a NUL after it.
    private void PassOverFillers()
    {
        if (scanned > start)
        {
            return;
        }

        int blank = buffer.AsSpan(start, received - start).IndexOfAnyExcept(Fillers);
        int fillers = blank < 0 ? received - start : blank;
        passedOver += fillers;
        start += fillers;
        scanned = start;
        if (passedOver > buffer.Length)
        {
            throw BlockReceiver.TextTooLong();
        }

        if (start == received)
        {
            (received, scanned, start) = (0, 0, 0);
        }
    }

    // A number such as #H3C is no block.
    private Progress ReadHeader(byte current)
    {
        int position = scanned - hash;
        if (position == 1)
        {
            if (!char.IsAsciiDigit((char)current))
            {
                hash = NoHash;
                scanned--; // it may be the end
                return Progress.GoesOn;
            }

            digits = current - (byte)'0';
            return digits == 0 ? Progress.Endless : Progress.GoesOn;
        }

        if (!char.IsAsciiDigit((char)current))
        {
            string header = Encoding.Latin1.GetString(Header);
            throw new WireException(
                InstrumentFault.BadAnswer,
                "The header of a block makes no sense: "
                + $"'{string.Concat(header.Select(letter => char.IsControl(letter) ? '?' : letter))}' "
                + $"has to have {digits} digits after '#{digits}'");
        }

        Length = (Length * 10) + (current - (byte)'0');
        return position - 1 < digits ? Progress.GoesOn : Progress.Block;
    }
}
