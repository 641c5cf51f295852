namespace Lab.Instruments.Wires;

/// <summary>
/// Finds the end of a message in a stream of bytes: the LF that is not in a block, whose bytes are counted because they may hold
/// LF themselves (IEEE 488.2, 7.7.6 and 8.7.9). A <c>#</c> in a quoted string starts no block. Instruments whose messages end
/// with a text of their own have that instead.
/// </summary>
public struct MessageFrame
{
    private int scanned;
    private byte quote;
    private long skip;
    private int lengthDigits;
    private State state;
    private bool isEndless;

    private enum State
    {
        Text,
        Quoted,
        BlockStart,
        BlockLength,
    }

    /// <summary>Whether CR ends a message as well, as at serial ports; a LF after it is then for the caller to drop.</summary>
    public bool EndsAtCarriageReturn { get; init; }

    /// <summary>Whether ends are marked by other means as well: a block without a length (<c>#0</c>) then goes on to that end,
    /// over LF.</summary>
    public bool HasEnds { get; init; }

    /// <summary>The text that ends a message in the place of LF, where an instrument has one; quotes and blocks then mean
    /// nothing.</summary>
    public ReadOnlyMemory<byte> EndText { get; init; }

    /// <summary>How many bytes of a block are still to come, beside what follows it; 0 where none is open.</summary>
    public readonly long Missing => lengthDigits == 0 ? skip : 0;

    /// <summary>Whether no byte was looked at yet.</summary>
    public readonly bool IsEmpty => scanned == 0;

    /// <summary>Looks at what has come in so far; each byte is looked at once.</summary>
    /// <param name="received">Everything since the message began.</param>
    /// <returns>The length of the message with its end, or -1 while it is not complete.</returns>
    public int FindEnd(ReadOnlySpan<byte> received)
    {
        if (!EndText.IsEmpty)
        {
            return FindText(received);
        }

        int before = scanned;
        int end = FindEndIn(received[before..]);
        return end < 0 ? -1 : before + end;
    }

    /// <summary>Looks at a further piece of a message that ends with LF or CR.</summary>
    /// <param name="piece">The piece that follows the pieces before.</param>
    /// <returns>The length up to the message's end in this piece, with its LF or CR, or -1 where the message goes on.</returns>
    public int FindEndIn(ReadOnlySpan<byte> piece)
    {
        int position = 0;
        int end = Find(piece, ref position);
        scanned += position;
        return end;
    }

    // The text may have begun before the bytes that came last.
    private int FindText(ReadOnlySpan<byte> received)
    {
        int from = Math.Max(0, scanned - EndText.Length + 1);
        int at = received[from..].IndexOf(EndText.Span);
        scanned = at < 0 ? received.Length : from + at + EndText.Length;
        return at < 0 ? -1 : scanned;
    }

    private int Find(ReadOnlySpan<byte> piece, ref int position)
    {
        if (isEndless)
        {
            position = piece.Length;
            return -1;
        }

        while (position < piece.Length)
        {
            if (skip > 0 && lengthDigits == 0)
            {
                int step = (int)Math.Min(skip, piece.Length - position);
                skip -= step;
                position += step;
                continue;
            }

            byte current = piece[position++];
            switch (state)
            {
                case State.Text when IsEnd(current):
                    return position;
                case State.Text when current is (byte)'"' or (byte)'\'':
                    quote = current;
                    state = State.Quoted;
                    break;
                case State.Text when current == (byte)'#':
                    state = State.BlockStart;
                    break;
                case State.Quoted when IsEnd(current):
                    return position; // a string never spans lines: this message lost its closing quote
                case State.Quoted when current == quote:
                    state = State.Text;
                    break;
                case State.BlockStart when IsEnd(current):
                    return position;
                case State.BlockStart when current == (byte)'0' && HasEnds:
                    isEndless = true;
                    position = piece.Length;
                    return -1;
                case State.BlockStart:
                    lengthDigits = current is >= (byte)'1' and <= (byte)'9' ? current - (byte)'0' : 0;
                    state = lengthDigits > 0 ? State.BlockLength : State.Text;
                    break;
                case State.BlockLength:
                    if (!char.IsAsciiDigit((char)current))
                    {
                        // Not a block after all; the end of the message may be this very byte.
                        state = State.Text;
                        lengthDigits = 0;
                        skip = 0;
                        position--;
                        break;
                    }

                    skip = (skip * 10) + (current - (byte)'0');
                    if (--lengthDigits == 0)
                    {
                        state = State.Text;
                    }

                    break;
                default:
                    break;
            }
        }

        return -1;
    }

    private readonly bool IsEnd(byte current) => current == (byte)'\n' || (EndsAtCarriageReturn && current == (byte)'\r');
}
