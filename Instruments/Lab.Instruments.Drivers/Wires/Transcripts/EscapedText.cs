using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Lab.Instruments.Drivers.Wires.Transcripts;

/// <summary>Bytes as printable ASCII: what is not printable is <c>\n</c>, <c>\r</c>, <c>\t</c> or <c>\x00</c>, and a backslash is
/// doubled.</summary>
public static class EscapedText
{
    /// <summary>Writes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="escapesSpace">Whether a space is escaped as well, for a word among others.</param>
    public static string Write(ReadOnlySpan<byte> bytes, bool escapesSpace = false)
    {
        var text = new StringBuilder(bytes.Length);
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

        return text.ToString();
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
                case 'x' when i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value):
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
}
