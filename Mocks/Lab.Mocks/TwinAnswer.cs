using System.Buffers;
using System.Text;
using Lab.Instruments.Blocks;

namespace Lab.Mocks;

/// <summary>
/// The answer of a twin to one message: bytes in segments, which wires and servers hand on as they are. Long blocks of a twin's
/// own memory are referred to and not copied.
/// </summary>
public sealed class TwinAnswer : IBufferWriter<byte>
{
    private const int FirstSegment = 128;
    private const int LargestSegment = 1 << 20;
    private const int MostKept = 4096;

    // Buffers of long answers serve again, those of all twins: new memory of the system costs more than the copy into it.
    private static readonly SpareBuffer Spare = new();

    private readonly List<ReadOnlyMemory<byte>> segments = [];
    private byte[]? longBuffer; // its bytes are this answer's alone
    private byte[] open = [];
    private int openStart;
    private int openEnd;
    private long closedLength;

    /// <summary>How many bytes there are.</summary>
    public long Length => closedLength + (openEnd - openStart);

    /// <summary>Whether there are none: the instrument would not answer.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>How many of the bytes lie in memory of this answer.</summary>
    public long OwnLength { get; private set; }

    /// <summary>The bytes in their order; valid until the next write.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Segments
    {
        get
        {
            Close();
            return segments;
        }
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, open.Length - openEnd);
        openEnd += count;
        OwnLength += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (open.Length - openEnd < Math.Max(1, sizeHint))
        {
            int usual = open.Length == 0 ? FirstSegment : Math.Min(LargestSegment, open.Length * 2);
            Close();
            open = sizeHint > LargestSegment
                ? longBuffer = Spare.Take(sizeHint)
                : GC.AllocateUninitializedArray<byte>(Math.Max(sizeHint, usual));
            (openStart, openEnd) = (0, 0);
        }

        return open.AsMemory(openEnd);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Appends a copy of bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => this.Write(bytes);

    /// <summary>Appends text, each letter of Latin-1 one byte.</summary>
    public void Append(string latin)
    {
        ArgumentNullException.ThrowIfNull(latin);
        Advance(Encoding.Latin1.GetBytes(latin, GetSpan(latin.Length)));
    }

    /// <summary>Appends bytes without a copy.</summary>
    /// <param name="bytes">The bytes, which must not change before the twin is sent the next message.</param>
    public void Refer(ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            Close();
            segments.Add(bytes);
            closedLength += bytes.Length;
        }
    }

    /// <summary>Appends all of another answer without a copy.</summary>
    /// <param name="other">The other, which is not written to any more.</param>
    public void Take(TwinAnswer other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (ReadOnlyMemory<byte> segment in other.Segments)
        {
            Refer(segment);
        }

        OwnLength += other.OwnLength;
        (longBuffer, other.longBuffer) = (other.longBuffer ?? longBuffer, null);
    }

    /// <summary>Drops all, and writes over what was its own: nobody may refer to its bytes any more.</summary>
    public void Clear()
    {
        if (longBuffer is { } buffer)
        {
            Spare.GiveBack(buffer);
            longBuffer = null;
        }

        segments.Clear();
        (openStart, openEnd, closedLength, OwnLength) = (0, 0, 0, 0);
        open = open.Length > MostKept ? [] : open;
    }

    /// <summary>The bytes in one piece; without a copy where they are.</summary>
    public ReadOnlyMemory<byte> ToMemory() => Segments.Count switch
    {
        0 => default,
        1 => segments[0],
        _ => ToArray(),
    };

    /// <summary>A copy of the bytes in one piece.</summary>
    public byte[] ToArray()
    {
        byte[] whole = BlockMemory.New<byte>(checked((int)Length));
        int position = 0;
        foreach (ReadOnlyMemory<byte> segment in Segments)
        {
            segment.CopyTo(whole.AsMemory(position));
            position += segment.Length;
        }

        return whole;
    }

    private void Close()
    {
        if (openEnd > openStart)
        {
            segments.Add(open.AsMemory(openStart, openEnd - openStart));
            closedLength += openEnd - openStart;
            openStart = openEnd;
        }
    }
}
