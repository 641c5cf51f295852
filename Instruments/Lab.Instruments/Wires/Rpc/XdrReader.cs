using System.Buffers.Binary;

namespace Lab.Instruments.Wires.Rpc;

/// <summary>Reads the external data representation of remote procedure calls (RFC 4506) out of what a stranger sent.</summary>
/// <param name="data">The bytes.</param>
public ref struct XdrReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> rest = data;

    /// <summary>Reads an unsigned integer.</summary>
    /// <exception cref="FormatException">The data end before it.</exception>
    public uint Word() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    /// <summary>Reads an integer.</summary>
    /// <exception cref="FormatException">The data end before it.</exception>
    public int Number() => unchecked((int)Word());

    /// <summary>Reads bytes of variable length.</summary>
    /// <exception cref="FormatException">The data end before they do.</exception>
    public ReadOnlySpan<byte> Opaque()
    {
        uint length = Word();
        if (length > (uint)rest.Length)
        {
            throw new FormatException($"{length} bytes are announced and {rest.Length} are there.");
        }

        ReadOnlySpan<byte> bytes = Take((int)length);
        rest = rest[Math.Min(rest.Length, -(int)length & 3)..];
        return bytes;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (rest.Length < count)
        {
            throw new FormatException("The data end too early.");
        }

        ReadOnlySpan<byte> taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
