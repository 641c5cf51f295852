using System.Buffers;
using System.Globalization;

namespace Lab.Runs.Records;

/// <summary>Where an array lies in <c>arrays.bin</c>. The cell of its point holds it as a JSON array: start, bytes,
/// SHA-256.</summary>
/// <param name="Start">Place of its first byte in the file.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Sha256">SHA-256 of these bytes, 32 bytes.</param>
internal readonly record struct ArrayReference(long Start, int Bytes, byte[] Sha256)
{
    private const int LongestText = 120;
    private const int SumDigits = 64;

    private static readonly SearchValues<char> SmallHexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Place of the byte that follows.</summary>
    public long End => Start + Bytes;

    /// <summary>Reads the text of a cell.</summary>
    /// <exception cref="InvalidOperationException">It is no such text.</exception>
    public static ArrayReference Parse(string text) =>
        Find(text) ?? throw new InvalidOperationException($"a cell holds a text that names no part of {ArrayFile.FileName}.");

    /// <summary>Reads the text of a cell; <see langword="null"/> where it is none of Lab's.</summary>
    public static ArrayReference? Find(string text)
    {
        ReadOnlySpan<char> inner = text.Length is > 2 and <= LongestText && text[0] == '[' && text[^1] == ']'
            ? text.AsSpan(1, text.Length - 2)
            : [];
        Span<Range> parts = stackalloc Range[4];
        if (inner.Split(parts, ',') == 3
            && long.TryParse(inner[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out long start)
            && int.TryParse(inner[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out int bytes)
            && start <= long.MaxValue - bytes
            && inner[parts[2]] is ['"', .. { Length: SumDigits } sum, '"'] && !sum.ContainsAnyExcept(SmallHexDigits))
        {
            return new ArrayReference(start, bytes, Convert.FromHexString(sum));
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"[{Start},{Bytes},\"{Convert.ToHexStringLower(Sha256)}\"]");
}
