using Lab.Instruments.Wires;

namespace Lab.Instruments.Blocks;

/// <summary>The bytes of a block without a length, collected in chunks until its end is known.</summary>
/// <param name="mostBytes">The most bytes that are accepted.</param>
/// <param name="knownLength">The length, where the caller knows it: up to there LF is one of the bytes.</param>
internal sealed class EndlessBlock(int mostBytes, int? knownLength)
{
    private const int FirstChunk = 4096;
    private const int LargestChunk = 1 << 20;

    private readonly List<byte[]> chunks = [];
    private int received;

    /// <summary>How many bytes came.</summary>
    public int Count { get; private set; }

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Space => chunks[^1].AsMemory(received);

    /// <summary>Begins a block.</summary>
    public void Start()
    {
        chunks.Clear();
        chunks.Add(new byte[FirstChunk]);
        (received, Count) = (0, 0);
    }

    /// <summary>Takes bytes that lie in <see cref="Space"/>, of which none is the end.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="WireException">The block is longer than is accepted.</exception>
    public void Advance(int count)
    {
        received += count;
        Count += count;
        if (Count > mostBytes + 1L)
        {
            throw TooLong();
        }

        if (received == chunks[^1].Length)
        {
            chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Min(chunks[^1].Length * 2, LargestChunk)));
            received = 0;
        }
    }

    /// <summary>Where the block ends among bytes that lie in <see cref="Space"/>, on a wire that marks no ends; −1 where it goes
    /// on.</summary>
    /// <param name="count">How many bytes came.</param>
    /// <param name="endsAtCarriageReturn">Whether CR ends a block of known length as LF does.</param>
    public int FindEnd(int count, bool endsAtCarriageReturn)
    {
        ReadOnlySpan<byte> fresh = Space.Span[..count];
        if (knownLength is not { } length)
        {
            return fresh.IndexOf((byte)'\n');
        }

        int within = Math.Clamp(length - Count, 0, count);
        int end = endsAtCarriageReturn ? fresh[within..].IndexOfAny((byte)'\n', (byte)'\r') : fresh[within..].IndexOf((byte)'\n');
        return end < 0 ? end : within + end;
    }

    /// <summary>How many bytes the block has where its message ends here.</summary>
    /// <param name="isTerminated">Whether LF at the end is the message's terminator.</param>
    public int CountWithout(bool isTerminated) => isTerminated && Count > 0 && Last() == (byte)'\n' ? Count - 1 : Count;

    /// <summary>Puts the block together.</summary>
    /// <param name="count">How many bytes it has.</param>
    /// <param name="reserve">Gives the memory for it.</param>
    /// <exception cref="WireException">These are more than are accepted.</exception>
    public Memory<byte> Finish(int count, Func<int, Memory<byte>> reserve)
    {
        if (count > mostBytes)
        {
            throw TooLong();
        }

        Memory<byte> block = reserve(count);
        Span<byte> target = block.Span;
        foreach (byte[] chunk in chunks)
        {
            int part = Math.Min(chunk.Length, target.Length);
            chunk.AsSpan(0, part).CopyTo(target);
            target = target[part..];
        }

        chunks.Clear();
        return block;
    }

    private byte Last() => received > 0 ? chunks[^1][received - 1] : chunks[^2][^1];

    private WireException TooLong() => new(
        InstrumentFault.BadAnswer,
        $"A block without a length does not end after {mostBytes} bytes, the most that is accepted");
}
