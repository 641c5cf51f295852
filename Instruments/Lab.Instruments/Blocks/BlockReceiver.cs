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

    private readonly Func<int, Memory<byte>> reserve;
    private readonly byte[] text = new byte[MostText];
    private readonly TextBeforeBlock before;
    private readonly EndlessBlock endless;
    private bool marksEnds;
    private bool endsAtCarriageReturn;
    private Phase phase;
    private Memory<byte> block;
    private int filled;    // of the block
    private int received;  // of the text after it
    private int scanned;

    /// <summary>Prepares for an answer.</summary>
    /// <param name="mostBytes">The most bytes of a block that are accepted.</param>
    /// <param name="reserve">Gives the memory for a block of so many bytes; called once an answer.</param>
    /// <param name="knownLength">The length of the block, where the caller knows it: a block without a length ends at the first
    /// LF after so many bytes, on a wire that marks no ends.</param>
    public BlockReceiver(int mostBytes, Func<int, Memory<byte>> reserve, int? knownLength = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostBytes);
        ArgumentNullException.ThrowIfNull(reserve);
        this.reserve = reserve;
        MostBytes = mostBytes;
        before = new TextBeforeBlock(text);
        endless = new EndlessBlock(mostBytes, knownLength);
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
    public int MostBytes { get; }

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

    /// <summary>Bytes after the answer's end, in one piece with it: another answer's.</summary>
    public ReadOnlyMemory<byte> Excess { get; private set; }

    /// <summary>Called after each piece that came, for who watches over the bench.</summary>
    public Action? Proceeded { get; set; }

    /// <summary>Where the next bytes go; empty when the answer is complete.</summary>
    public Memory<byte> Space => phase switch
    {
        Phase.Text => before.Space,
        Phase.Block => block[filled..],
        Phase.Endless => endless.Space,
        Phase.Rest => text.AsMemory(received),
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
        (filled, received, scanned) = (0, 0, 0);
        (block, Before, After, Excess) = (default, string.Empty, string.Empty, default);
        (HasBlock, IsIndefinite, ReceivedCount, Header) = (false, false, 0, string.Empty);
        before.Start();
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
                ReadText(count);
                break;
            case Phase.Block:
                filled += count;
                if (filled == block.Length)
                {
                    BeginRest([]);
                }

                break;
            case Phase.Endless:
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
                Before = Decode(before.ToEnd());
                phase = Phase.Complete;
                break;
            case Phase.Block:
                throw new WireException(
                    InstrumentFault.BadAnswer,
                    $"The answer ends after {filled} of the {block.Length} bytes that the header of its block announces");
            case Phase.Endless:
                FinishEndless(endless.CountWithout(isTerminated));
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
            Phase.Endless =>
                $"The block without a length stopped at {endless.Count} bytes, and its end did not come within {patience}",
            Phase.Rest => $"The end of the answer after its block did not come within {patience}",
            _ => $"No answer came within {patience}",
        });

    /// <summary>The fault that text beside the block has no end.</summary>
    internal static WireException TextTooLong() =>
        new(InstrumentFault.BadAnswer, $"More than {MostText} bytes came beside the block of an answer, and no end");

    private static string Decode(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.TrimEnd("\r\n"u8));

    private void ReadText(int count)
    {
        switch (before.Advance(count, !marksEnds, endsAtCarriageReturn))
        {
            case TextBeforeBlock.Progress.Ended:
                Before = Decode(before.Text);
                Finish(before.Rest);
                break;
            case TextBeforeBlock.Progress.Block:
                BeginBlock();
                break;
            case TextBeforeBlock.Progress.Endless:
                BeginEndless();
                break;
            default:
                break;
        }
    }

    private void BeginBlock()
    {
        if (before.Length > MostBytes)
        {
            throw new WireException(
                InstrumentFault.BadAnswer,
                $"A block of {before.Length} bytes is announced where at most {MostBytes} are accepted");
        }

        BeginAnyBlock();
        block = reserve((int)before.Length);
        ReadOnlySpan<byte> rest = before.Rest;
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
        Before = Decode(before.Text);
        Header = Decode(before.Header);
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
        if (received > 0 && !TextBeforeBlock.Fillers.Contains(text[0]) && text[0] is not ((byte)';' or (byte)','))
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
        byte[] rest = before.Rest.ToArray();
        endless.Start();
        (IsIndefinite, phase) = (true, Phase.Endless);
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
        int end = marksEnds ? -1 : endless.FindEnd(count, endsAtCarriageReturn);
        if (end < 0)
        {
            endless.Advance(count);
            return;
        }

        Excess = endless.Space[(end + 1)..count].ToArray();
        FinishEndless(endless.Count + end);
    }

    private void FinishEndless(int whole)
    {
        block = endless.Finish(whole, reserve);
        phase = Phase.Complete;
    }
}
