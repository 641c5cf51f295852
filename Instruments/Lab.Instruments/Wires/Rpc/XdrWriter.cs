using System.Buffers.Binary;

namespace Lab.Instruments.Wires.Rpc;

/// <summary>Writes the external data representation of remote procedure calls (RFC 4506):
/// big-endian words of four bytes.</summary>
public sealed class XdrWriter
{
    private byte[] buffer = new byte[256];

    /// <summary>The bytes written so far; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => buffer.AsMemory(0, Length);

    /// <summary>How many bytes were written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Starts anew.</summary>
    public void Clear() => Length = 0;

    /// <summary>Writes an unsigned integer.</summary>
    public XdrWriter Word(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Next(4), value);
        return this;
    }

    /// <summary>Writes an integer.</summary>
    public XdrWriter Number(int value) => Word(unchecked((uint)value));

    /// <summary>Writes a truth value.</summary>
    public XdrWriter Bool(bool value) => Word(value ? 1u : 0u);

    /// <summary>Writes bytes of variable length: the length, the bytes, zeros up to a multiple of four.</summary>
    public XdrWriter Opaque(ReadOnlySpan<byte> bytes)
    {
        Word((uint)bytes.Length);
        Span<byte> target = Next((bytes.Length + 3) & ~3);
        bytes.CopyTo(target);
        target[bytes.Length..].Clear();
        return this;
    }

    /// <summary>Overwrites a word that was written before.</summary>
    public void Patch(int position, uint value) => BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(position, 4), value);

    private Span<byte> Next(int count)
    {
        if (buffer.Length - Length < count)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + count));
        }

        Length += count;
        return buffer.AsSpan(Length - count, count);
    }
}
