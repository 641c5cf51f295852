using System.Globalization;
using System.Text;

namespace Lab.Instruments.Blocks;

/// <summary>
/// The header of an arbitrary block: <c>#</c>, a digit that counts digits, and so many digits that count bytes; <c>#0</c> before
/// a block of indefinite length, which ends with its message (IEEE 488.2, 7.7.6, 8.7.9 and 8.7.10).
/// </summary>
/// <remarks>Sources that agree with the standard and are independent of each other: see README.md of this folder.</remarks>
public static class BlockHeader
{
    /// <summary>The header of a block whose length the message's end tells.</summary>
    public static ReadOnlyMemory<byte> Indefinite { get; } = "#0"u8.ToArray();

    /// <summary>The header of a block of so many bytes.</summary>
    /// <param name="length">How many, 0 to 999,999,999.</param>
    /// <exception cref="ArgumentOutOfRangeException">Nine digits do not hold it.</exception>
    public static byte[] Of(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 999_999_999);
        string digits = length.ToString(CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes($"#{digits.Length}{digits}");
    }
}
