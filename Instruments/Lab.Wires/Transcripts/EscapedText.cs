using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Lab.Wires.Transcripts;

/// <summary>Bytes as printable ASCII: what is not printable is <c>\n</c>, <c>\r</c>, <c>\t</c> or <c>\x00</c>, and a backslash is
/// doubled. The bytes of a block that are no text are <c>\b{…}</c>, in base 64.</summary>
public static class EscapedText
{
    /// <summary>The shortest piece that is written in base 64.</summary>
    private const int LeastBytes = 32;

    /// <summary>The part of a piece that has to be unprintable for that.</summary>
    private const int LeastUnprintable = 4;

    /// <summary>Writes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="escapesSpace">Whether a space is escaped as well, for a word among others.</param>
    public static string Write(ReadOnlySpan<byte> bytes, bool escapesSpace = false)
    {
        var text = new StringBuilder();
        int first = bytes.IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
        int last = bytes.LastIndexOfAnyExceptInRange((byte)0x20, (byte)0x7E);
        if (escapesSpace || last - first < LeastBytes
            || CountUnprintable(bytes[first..(last + 1)]) < (last - first) / LeastUnprintable)
        {
            Append(text, bytes, escapesSpace);
            return text.ToString();
        }

        Append(text, bytes[..first], escapesSpace);
        text.Append(@"\b{").Append(Convert.ToBase64String(bytes[first..(last + 1)])).Append('}');
        Append(text, bytes[(last + 1)..], escapesSpace);
        return text.ToString();
    }

    private static int CountUnprintable(ReadOnlySpan<byte> bytes)
    {
        int count = 0;
        foreach (byte value in bytes)
        {
            count += value is < 0x20 or > 0x7E ? 1 : 0;
        }

        return count;
    }

    private static void Append(StringBuilder text, ReadOnlySpan<byte> bytes, bool escapesSpace)
    {
        foreach (byte value in bytes)
        {
            _ = value switch
            {
                (byte)'\\' => text.Append(@"\\"),
                (byte)'\n' => text.Append(@"\n"),
                (byte)'\r' => text.Append(@"\r"),
                (byte)'\t' => text.Append(@"\t"),
                (byte)' ' when escapesSpace => text.Append(@"\x20"),
                >= 0x20 and < 0x7F => text.Append((char)value),
                _ => text.Append(CultureInfo.InvariantCulture, $@"\x{value:X2}"),
            };
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote; <see langword="false"/> for anything else.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        bytes = null;
        byte[] read = new byte[text.Length];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or > '~')
            {
                return false;
            }

            if (text[i] != '\\')
            {
                read[count++] = (byte)text[i];
                continue;
            }

            i++;
            switch (i < text.Length ? text[i] : '\0')
            {
                case '\\':
                    read[count++] = (byte)'\\';
                    break;
                case 'n':
                    read[count++] = (byte)'\n';
                    break;
                case 'r':
                    read[count++] = (byte)'\r';
                    break;
                case 't':
                    read[count++] = (byte)'\t';
                    break;
                case 'b':
                    if (!TryReadBytes(text, ref i, read, ref count))
                    {
                        return false;
                    }

                    break;
                case 'x' when i + 2 < text.Length && byte.TryParse(
                    text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value):
                    read[count++] = value;
                    i += 2;
                    break;
                default:
                    return false;
            }
        }

        bytes = read[..count];
        return true;
    }

    // At the b of \b{…}; leaves the position at the closing brace.
    private static bool TryReadBytes(string text, ref int position, byte[] into, ref int count)
    {
        int end = position + 1 < text.Length && text[position + 1] == '{' ? text.IndexOf('}', position) : -1;
        if (end < 0
            || !Convert.TryFromBase64Chars(text.AsSpan(position + 2, end - position - 2), into.AsSpan(count), out int written))
        {
            return false;
        }

        count += written;
        position = end;
        return true;
    }
}
