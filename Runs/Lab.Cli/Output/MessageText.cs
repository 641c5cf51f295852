using System.Globalization;
using System.Text;

namespace Lab.Cli.Output;

/// <summary>A message to an instrument in one line: the bytes of its blocks are counted and not shown.</summary>
internal static class MessageText
{
    private const char ZeroDigit = '0';

    /// <summary>The line: <c>:DATA #&lt;20000000 bytes&gt;</c> for a message with a block of IEEE 488.2.
    /// Ends of lines and tabs are blanks.</summary>
    /// <param name="message">The message.</param>
    public static string Of(ReadOnlySpan<byte> message)
    {
        var line = new StringBuilder();
        char quote = '\0';
        for (int i = 0; i < message.Length; i++)
        {
            char letter = (char)message[i]; // Latin-1
            bool isBlock = quote == '\0' && letter == '#' && i > 0 && message[i - 1] is <= (byte)' ' or (byte)',';
            if (isBlock && TryReadBlock(message[i..], out int length, out long announced))
            {
                long there = Math.Min(announced, message.Length - i - length);
                line.Append(
                    CultureInfo.InvariantCulture, $"#<{there}{(there < announced ? $" of {announced}" : string.Empty)} bytes>");
                i += length + (int)there - 1;
                continue;
            }

            quote = quote == '\0' && letter is '"' or '\'' ? letter : letter == quote ? '\0' : quote;
            line.Append(letter is '\n' or '\t' ? ' ' : letter);
        }

        return line.ToString().TrimEnd();
    }

    // '#' and a digit that counts digits, which count bytes; '#0' and all bytes to the end of the message.
    private static bool TryReadBlock(ReadOnlySpan<byte> from, out int header, out long bytes)
    {
        (header, bytes) = (0, 0);
        if (from.Length < 2 || !char.IsAsciiDigit((char)from[1]))
        {
            return false;
        }

        int digits = from[1] - ZeroDigit;
        header = 2 + digits;
        if (digits == 0)
        {
            bytes = from.Length - header;
            return true;
        }

        return from.Length >= header
            && long.TryParse(from[2..header], NumberStyles.None, CultureInfo.InvariantCulture, out bytes);
    }
}
