using System.Buffers;
using System.Text;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Instruments.Blocks;

/// <summary>
/// Takes the bytes of one answer that holds a block. It reads the header, makes sure of as much memory as the header says, once,
/// and hands that out, so that a wire receives straight into it. Text before and after the block is short and bounded.
/// </summary>
/// <remarks>A wire starts it, fills <see cref="Space"/> and tells of it with <see cref="Advance"/>, or hands bytes over with
/// <see cref="Write"/>, until the answer <see cref="IsComplete"/>. Used by one wire at a time;
/// <see cref="Start"/> begins anew.</remarks>
public sealed class BlockReceiver
{
    /// <summary>The most bytes of text before the block, and of text after it.</summary>
    public const int MostText = 4096;

    private const int FirstChunk = 4096;
    private const int LargestChunk = 1 << 20;

    private static readonly SearchValues<byte> Fillers = SearchValues.Create("\0\t\n\r "u8);

    private readonly Func<int, Memory<byte>> reserve;
    private readonly int mostBytes;
    private readonly int? knownLength;
    private readonly byte[] text = new byte[MostText];
    private readonly List<byte[]> chunks = [];
    private bool marksEnds;
    private bool endsAtCarriageReturn;
    private Phase phase;
    private int received;
    private int scanned;
    private int start;
    private int passedOver;
    private byte quote;
    private int hash;
    private int digits;
    private long length;
    private Memory<byte> block;
    private int filled;

    /// <summary>Prepares for an answer.</summary>
    /// <param name="mostBytes">The most bytes of a block that are accepted.</param>
    /// <param name="reserve">Gives the memory for a block of so many bytes; called once an answer.</param>
    /// <param name="knownLength">The length of the block, where the caller knows it: a block without a length ends at the first
    /// LF after so many bytes, on a wire that marks no ends.</param>
    public BlockReceiver(int mostBytes, Func<int, Memory<byte>> reserve, int? knownLength = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytes);
        ArgumentNullException.ThrowIfNull(reserve);
        this.mostBytes = mostBytes;
        this.reserve = reserve;
        this.knownLength = knownLength;
        Start(marksEnds: false);
    }

    private enum Phase
    {
        Text,
        Block,
        Endless,
        Rest,
        Complete,
    }

    /// <summary>The most bytes of a block that are accepted.</summary>
    public int MostBytes => mostBytes;

    /// <summary>How many bytes came since the start.</summary>
    public long ReceivedCount { get; private set; }

    /// <summary>Whether the answer is whole.</summary>
    public bool IsComplete => phase == Phase.Complete;

    /// <summary>Whether the answer held a block.</summary>
    public bool HasBlock { get; private set; }

    /// <summary>Whether the block had no length of its own, so that the message ended with it.</summary>
    public bool IsIndefinite { get; private set; }

    /// <summary>The block, in the memory that was reserved for it.</summary>
    public Memory<byte> Block => block;

    /// <summary>The header of the block, as it came; empty without one.</summary>
    public string Header { get; private set; } = string.Empty;

    /// <summary>The answer's text before the block; all of the answer where it holds none.</summary>
    public string Before { get; private set; } = string.Empty;

    /// <summary>The answer's text after the block, without its terminator.</summary>
    public string After { get; private set; } = string.Empty;

    /// <summary>What came after the answer's end, in one piece with it: another answer's.</summary>
    public ReadOnlyMemory<byte> Excess { get; private set; }

    /// <summary>Called after each piece that came, for who watches over the bench.</summary>
    public Action? Proceeded { get; set; }

    /// <summary>Where the next bytes go; empty when the answer is complete.</summary>
    public Memory<byte> Space => phase switch
    {
        Phase.Text or Phase.Rest => text.AsMemory(received),
        Phase.Block => block[filled..],
        Phase.Endless => chunks[^1].AsMemory(received),
        _ => default,
    };

    /// <summary>Begins an answer.</summary>
    /// <param name="marksEnds">Whether the wire tells where a message ends; otherwise LF does.</param>
    /// <param name="endsAtCarriageReturn">Whether CR does as well, as at serial ports.</param>
    public void Start(bool marksEnds, bool endsAtCarriageReturn = false)
    {
        this.marksEnds = marksEnds;
        this.endsAtCarriageReturn = endsAtCarriageReturn;
        phase = Phase.Text;
        (received, scanned, start, passedOver, quote, hash, digits, length, filled) = (0, 0, 0, 0, 0, -1, 0, 0, 0);
        (block, Before, After, Excess) = (default, string.Empty, string.Empty, default);
        (HasBlock, IsIndefinite, ReceivedCount, Header) = (false, false, 0, string.Empty);
        chunks.Clear();
    }

    /// <summary>Takes bytes that lie in <see cref="Space"/>.</summary>
    /// <exception cref="WireException">The header makes no sense, the block is longer than is accepted or than its header says,
    /// or text does not end.</exception>
    public void Advance(int count)
    {
        ReceivedCount += count;
        Proceeded?.Invoke();
        switch (phase)
        {
            case Phase.Text:
                received += count;
                ReadText();
                break;
            case Phase.Block:
                filled += count;
                if (filled == block.Length)
                {
                    BeginRest([]);
                }

                break;
            case Phase.Endless:
                received += count;
                filled += count;
                ReadEndless(count);
                break;
            case Phase.Rest:
                received += count;
                ReadRest();
                break;
            default:
                throw new InvalidOperationException("Bug in Lab: the answer is complete.");
        }
    }

    /// <summary>Takes bytes from elsewhere.</summary>
    /// <returns>How many were taken; fewer where the answer ended before.</returns>
    /// <exception cref="WireException">As <see cref="Advance"/>.</exception>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        while (taken < bytes.Length && !IsComplete)
        {
            Span<byte> space = Space.Span;
            int count = Math.Min(space.Length, bytes.Length - taken);
            bytes.Slice(taken, count).CopyTo(space);
            taken += count;
            Advance(count);
        }

        return taken;
    }

    /// <summary>Takes the end of the message, on a wire that marks ends.</summary>
    /// <param name="isTerminated">Whether LF before it is the message's terminator.</param>
    /// <exception cref="WireException">The block is shorter than its header says.</exception>
    public void End(bool isTerminated = true)
    {
        switch (phase)
        {
            case Phase.Text:
                Before = Decode(text.AsSpan(start, received - start));
                phase = Phase.Complete;
                break;
            case Phase.Block:
                throw new WireException(
                    InstrumentFault.BadAnswer,
                    $"The answer ends after {filled} of the {block.Length} bytes that the header of its block announces");
            case Phase.Endless:
                int last = filled > 0 && isTerminated && LastOfChunks() == (byte)'\n' ? filled - 1 : filled;
                FinishEndless(last);
                break;
            case Phase.Rest:
                After = Decode(text.AsSpan(0, received));
                phase = Phase.Complete;
                break;
            default:
                break;
        }
    }

    /// <summary>The fault that nothing more came in time.</summary>
    public WireException Late(Duration patience) => new(
        InstrumentFault.Timeout,
        phase switch
        {
            Phase.Block => $"The block stopped at {filled} of {block.Length} bytes, and no more came within {patience}",
            Phase.Endless => $"The block without a length stopped at {filled} bytes, and its end did not come within {patience}",
            Phase.Rest => $"The end of the answer after its block did not come within {patience}",
            _ => $"No answer came within {patience}",
        });

    private static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.TrimEnd("\r\n"u8));

    private static WireException TextTooLong() =>
        new(InstrumentFault.BadAnswer, $"More than {MostText} bytes came beside the block of an answer, and no end");

    private void ReadText()
    {
        PassOverFillers();
        while (scanned < received)
        {
            byte current = text[scanned];
            if (hash >= 0)
            {
                if (ReadHeader(current))
                {
                    return;
                }
            }
            else if (!marksEnds && (current == (byte)'\n' || (endsAtCarriageReturn && current == (byte)'\r')))
            {
                Before = Decode(text.AsSpan(start, scanned - start));
                Finish(text.AsSpan(scanned + 1, received - scanned - 1));
                return;
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

        if (received == text.Length)
        {
            throw TextTooLong();
        }
    }

    // Some instruments end an answer twice, or send a NUL after it.
    private void PassOverFillers()
    {
        if (scanned > start)
        {
            return;
        }

        int blank = text.AsSpan(start, received - start).IndexOfAnyExcept(Fillers);
        int fillers = blank < 0 ? received - start : blank;
        passedOver += fillers;
        start += fillers;
        scanned = start;
        if (passedOver > MostText)
        {
            throw TextTooLong();
        }

        if (start == received)
        {
            (received, scanned, start) = (0, 0, 0);
        }
    }

    // Whether the header ended, and with it the text. A number such as #H3C is no block.
    private bool ReadHeader(byte current)
    {
        int position = scanned - hash;
        if (position == 1)
        {
            if (!char.IsAsciiDigit((char)current))
            {
                hash = -1;
                scanned--; // it may be the end
                return false;
            }

            digits = current - (byte)'0';
            if (digits == 0)
            {
                BeginEndless();
                return true;
            }

            return false;
        }

        if (!char.IsAsciiDigit((char)current))
        {
            string header = Encoding.Latin1.GetString(text.AsSpan(hash, position + 1));
            throw new WireException(
                InstrumentFault.BadAnswer,
                "The header of a block makes no sense: "
                    + $"'{string.Concat(header.Select(letter => char.IsControl(letter) ? '?' : letter))}' "
                + $"has to have {digits} digits after '#{digits}'");
        }

        length = (length * 10) + (current - (byte)'0');
        if (position - 1 < digits)
        {
            return false;
        }

        BeginBlock();
        return true;
    }

    private void BeginBlock()
    {
        if (length > mostBytes)
        {
            throw new WireException(
                InstrumentFault.BadAnswer, $"A block of {length} bytes is announced where at most {mostBytes} are accepted");
        }

        BeginAnyBlock();
        block = reserve((int)length);
        ReadOnlySpan<byte> rest = text.AsSpan(scanned + 1, received - scanned - 1);
        filled = Math.Min(rest.Length, block.Length);
        rest[..filled].CopyTo(block.Span);
        phase = Phase.Block;
        if (filled == block.Length)
        {
            BeginRest(rest[filled..]);
        }
    }

    private void BeginAnyBlock()
    {
        Before = Decode(text.AsSpan(start, hash - start));
        Header = Decode(text.AsSpan(hash, scanned + 1 - hash));
        HasBlock = true;
    }

    private void BeginRest(ReadOnlySpan<byte> first)
    {
        first.CopyTo(text);
        (received, scanned, phase) = (first.Length, 0, Phase.Rest);
        ReadRest();
    }

    private void ReadRest()
    {
        if (received > 0 && !Fillers.Contains(text[0]) && text[0] is not ((byte)';' or (byte)','))
        {
            throw new WireException(
                InstrumentFault.BadAnswer, $"A block goes on after the {block.Length} bytes that its header announces");
        }

        int end = FindEnd(text.AsSpan(scanned, received - scanned));
        if (end >= 0)
        {
            After = Decode(text.AsSpan(0, scanned + end));
            Finish(text.AsSpan(scanned + end + 1, received - scanned - end - 1));
            return;
        }

        scanned = received;
        if (received == text.Length)
        {
            throw TextTooLong();
        }
    }

    private int FindEnd(ReadOnlySpan<byte> bytes) => marksEnds ? -1
        : endsAtCarriageReturn ? bytes.IndexOfAny((byte)'\n', (byte)'\r')
        : bytes.IndexOf((byte)'\n');

    private void Finish(ReadOnlySpan<byte> excess)
    {
        Excess = excess.IsEmpty ? default : excess.ToArray();
        phase = Phase.Complete;
    }

    private void BeginEndless()
    {
        BeginAnyBlock();
        (IsIndefinite, phase) = (true, Phase.Endless);
        byte[] rest = text[(scanned + 1)..received];
        chunks.Add(new byte[FirstChunk]);
        (received, filled) = (0, 0);
        ReceivedCount -= rest.Length;
        int taken = Write(rest);
        ReceivedCount += rest.Length - taken;
        if (taken < rest.Length)
        {
            Excess = (byte[])[.. Excess.Span, .. rest.AsSpan(taken)];
        }
    }

    private void ReadEndless(int count)
    {
        byte[] chunk = chunks[^1];
        if (!marksEnds)
        {
            // Up to the length that the caller knows, LF is one of the bytes.
            int known = Math.Clamp((knownLength ?? 0) - (filled - count), 0, count);
            ReadOnlySpan<byte> fresh = chunk.AsSpan(received - count, count);
            int end = knownLength is null ? fresh.IndexOf((byte)'\n') : FindEnd(fresh[known..]);
            if (end >= 0)
            {
                Excess = fresh[(known + end + 1)..].ToArray();
                FinishEndless(filled - count + known + end);
                return;
            }
        }

        if (filled > mostBytes + 1L)
        {
            throw EndlessTooLong();
        }

        if (received == chunk.Length)
        {
            chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Min(chunk.Length * 2, LargestChunk)));
            received = 0;
        }
    }

    private byte LastOfChunks() => received > 0 ? chunks[^1][received - 1] : chunks[^2][^1];

    private void FinishEndless(int whole)
    {
        if (whole > mostBytes)
        {
            throw EndlessTooLong();
        }

        block = reserve(whole);
        Span<byte> target = block.Span;
        foreach (byte[] chunk in chunks)
        {
            int part = Math.Min(chunk.Length, target.Length);
            chunk.AsSpan(0, part).CopyTo(target);
            target = target[part..];
        }

        chunks.Clear();
        phase = Phase.Complete;
    }

    private WireException EndlessTooLong() =>
        new(
            InstrumentFault.BadAnswer,
            $"A block without a length does not end after {mostBytes} bytes, the most that is accepted");
}
