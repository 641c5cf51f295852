namespace Lab.Wires;

/// <summary>The text of the lines of a serial port, whichever of CR and LF ends them.</summary>
internal static class SerialText
{
    private static readonly System.Buffers.SearchValues<byte> Ends = System.Buffers.SearchValues.Create("\r\n"u8);

    /// <summary>How many lines with a text end in what came.</summary>
    public static int CountLines(ReadOnlySpan<byte> bytes)
    {
        int lines = 0;
        while (bytes.IndexOfAny(Ends) is >= 0 and int end)
        {
            lines += end > 0 ? 1 : 0;
            bytes = bytes[(end + 1)..];
        }

        return lines;
    }

    /// <summary>Where the echo of a message ends in what came, whatever the instrument made of its CR and LF;
    /// -1 where it is not whole.</summary>
    public static int FindEndOfEcho(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> message)
    {
        for (int start = 0; start < bytes.Length; start++)
        {
            if (bytes[start] != message[0])
            {
                continue;
            }

            int matched = 0;
            int position = start;
            while (position < bytes.Length && matched < message.Length
                && (bytes[position] == message[matched] || IsFiller(bytes[position])))
            {
                matched += bytes[position++] == message[matched] ? 1 : 0;
            }

            if (matched == message.Length)
            {
                return position;
            }
        }

        return -1;
    }

    /// <summary>Whether an answer is the message itself, alone or after a prompt.</summary>
    public static bool IsEcho(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> message)
    {
        answer = answer.Trim((byte)' ');
        message = message.Trim((byte)' ');
        return message.Length > 0 && (answer.SequenceEqual(message) || (message.Contains((byte)'?') && answer.EndsWith(message)));
    }

    /// <summary>Whether an answer is the one to <c>*IDN?;*IDN?</c>: the same text twice.</summary>
    public static bool IsTwice(ReadOnlySpan<byte> answer)
    {
        int half = answer.IndexOf((byte)';');
        while (half >= 0)
        {
            if (half > 0 && answer[..half].Trim((byte)' ').SequenceEqual(answer[(half + 1)..].Trim((byte)' ')))
            {
                return true;
            }

            int next = answer[(half + 1)..].IndexOf((byte)';');
            half = next < 0 ? -1 : half + 1 + next;
        }

        return false;
    }

    /// <summary>Whether an answer can be the one to <c>*IDN?</c>: it begins with a letter and has fields.
    /// No reading does.</summary>
    public static bool IsIdentity(ReadOnlySpan<byte> answer)
    {
        answer = answer.TrimStart((byte)' ');
        return answer.Length > 0 && char.IsAsciiLetter((char)answer[0]) && answer.Contains((byte)',');
    }

    private static bool IsFiller(byte one) => one is (byte)'\r' or (byte)'\n' or 0;
}
