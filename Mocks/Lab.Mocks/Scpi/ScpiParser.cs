using System.Text;

namespace Lab.Mocks.Scpi;

/// <summary>
/// Splits a program message into its commands (IEEE 488.2, chapter 7; SCPI-99, volume 1, 6): semicolons, quoted strings, and
/// blocks whose bytes are counted and may hold anything.
/// </summary>
public static class ScpiParser
{
    /// <summary>The most commands that one message may hold.</summary>
    public const int MaximumUnits = 4096;

    /// <summary>The longest header.</summary>
    private const int MaximumHeaderLength = 256;

    /// <summary>Reads a message; blocks are parts of it and are not copied. Empty commands between semicolons are skipped,
    /// as instruments do.</summary>
    /// <param name="whole">The message.</param>
    /// <exception cref="ScpiErrorException">The message breaks the syntax; everything before the break is lost as well, because
    /// half a message must not be executed.</exception>
    public static IReadOnlyList<ScpiUnit> Parse(ReadOnlyMemory<byte> whole)
    {
        ReadOnlySpan<byte> message = whole.Span;
        var units = new List<ScpiUnit>();
        int position = 0;
        while (position < message.Length)
        {
            SkipSpace(message, ref position);
            if (position < message.Length && message[position] == (byte)';')
            {
                position++;
                continue;
            }

            if (position == message.Length)
            {
                break;
            }

            if (units.Count == MaximumUnits)
            {
                throw new ScpiErrorException(-223, "Too much data");
            }

            units.Add(ReadUnit(whole, ref position));
        }

        return units;
    }

    private static ScpiUnit ReadUnit(ReadOnlyMemory<byte> whole, ref int position)
    {
        ReadOnlySpan<byte> message = whole.Span;
        bool fromRoot = message[position] == (byte)':';
        if (fromRoot)
        {
            position++;
        }

        int start = position;
        while (position < message.Length && IsHeaderByte(message[position]))
        {
            position++;
        }

        if (position == start)
        {
            throw new ScpiErrorException(-101, "Invalid character");
        }

        if (position - start > MaximumHeaderLength)
        {
            throw new ScpiErrorException(-112, "Program mnemonic too long");
        }

        string header = Encoding.ASCII.GetString(message[start..position]).ToUpperInvariant();
        bool isQuery = position < message.Length && message[position] == (byte)'?';
        if (isQuery)
        {
            position++;
        }

        // 'AUXV1,0.5': the digits are the first of several parameters, for no header ends before a comma.
        int letters = header.AsSpan().TrimEnd("0123456789").Length;
        if (!isQuery && letters > 0 && letters < header.Length && position < message.Length && message[position] == (byte)',')
        {
            position++;
            return new ScpiUnit(
                header[..letters],
                fromRoot,
                isQuery,
                [new ScpiArgument(header[letters..], IsString: false, Block: null), .. ReadArguments(whole, ref position)]);
        }

        // Old instruments take a parameter without a space before it: 'OUTP?1', 'FREQ1.37e+02'. Whether digits at the end of the
        // header belong to the parameter is known only where the commands are.
        bool isGlued = position < message.Length && message[position] > (byte)' ' && message[position] != (byte)';';
        return new ScpiUnit(header, fromRoot, isQuery, ReadArguments(whole, ref position)) { IsGlued = isGlued };
    }

    private static List<ScpiArgument> ReadArguments(ReadOnlyMemory<byte> whole, ref int position)
    {
        ReadOnlySpan<byte> message = whole.Span;
        var arguments = new List<ScpiArgument>();
        SkipSpace(message, ref position);
        while (position < message.Length && message[position] != (byte)';')
        {
            arguments.Add(message[position] switch
            {
                (byte)'#' when IsBlockStart(message, position) => ReadBlock(whole, ref position),
                (byte)'"' or (byte)'\'' => ReadString(message, ref position),
                _ => ReadWord(message, ref position),
            });
            SkipSpace(message, ref position);
            if (position < message.Length && message[position] == (byte)',')
            {
                position++;
                SkipSpace(message, ref position);
                if (position == message.Length || message[position] == (byte)';')
                {
                    throw new ScpiErrorException(-103, "Invalid separator"); // a comma with nothing after it
                }
            }
            else if (position < message.Length && message[position] != (byte)';')
            {
                throw new ScpiErrorException(-103, "Invalid separator");
            }
        }

        if (position < message.Length)
        {
            position++; // the semicolon
        }

        return arguments;
    }

    private static ScpiArgument ReadBlock(ReadOnlyMemory<byte> whole, ref int position)
    {
        ReadOnlySpan<byte> message = whole.Span;
        int digits = message[position + 1] - (byte)'0';
        position += 2;
        if (digits == 0)
        {
            // Indefinite length: everything up to the end of the message, whose LF the framing has taken off; an LF that is
            // there is data.
            ReadOnlyMemory<byte> rest = whole[position..];
            position = message.Length;
            return new ScpiArgument(string.Empty, IsString: false, rest);
        }

        long length = 0;
        for (int i = 0; i < digits; i++, position++)
        {
            if (position >= message.Length || !char.IsAsciiDigit((char)message[position]))
            {
                throw new ScpiErrorException(-161, "Invalid block data");
            }

            length = (length * 10) + (message[position] - (byte)'0');
        }

        if (length > message.Length - position)
        {
            throw new ScpiErrorException(-161, "Invalid block data");
        }

        ReadOnlyMemory<byte> block = whole.Slice(position, (int)length);
        position += (int)length;
        return new ScpiArgument(string.Empty, IsString: false, block);
    }

    private static ScpiArgument ReadString(ReadOnlySpan<byte> message, ref int position)
    {
        byte quote = message[position++];
        var text = new StringBuilder();
        while (position < message.Length)
        {
            byte current = message[position++];
            if (current != quote)
            {
                text.Append((char)current);
            }
            else if (position < message.Length && message[position] == quote)
            {
                text.Append((char)quote); // a doubled quote stands for itself
                position++;
            }
            else
            {
                return new ScpiArgument(text.ToString(), IsString: true, Block: null);
            }
        }

        throw new ScpiErrorException(-151, "Invalid string data");
    }

    private static ScpiArgument ReadWord(ReadOnlySpan<byte> message, ref int position)
    {
        int start = position;
        if (message[position] == (byte)'(')
        {
            SkipExpression(message, ref position);
        }

        while (position < message.Length && message[position] is not ((byte)',' or (byte)';'))
        {
            position++;
        }

        string word = Encoding.Latin1.GetString(message[start..position]).Trim();
        return word.Length > 0
            ? new ScpiArgument(word, IsString: false, Block: null)
            : throw new ScpiErrorException(-103, "Invalid separator");
    }

    // IEEE 488.2, 7.7.7: the commas of an expression, such as the channel list (@1,3), are its own.
    private static void SkipExpression(ReadOnlySpan<byte> message, ref int position)
    {
        int depth = 0;
        do
        {
            if (position == message.Length)
            {
                throw new ScpiErrorException(-171, "Invalid expression");
            }

            depth += message[position] switch { (byte)'(' => 1, (byte)')' => -1, _ => 0 };
            position++;
        }
        while (depth > 0);
    }

    private static bool IsBlockStart(ReadOnlySpan<byte> message, int position) =>
        position + 1 < message.Length && char.IsAsciiDigit((char)message[position + 1]);

    private static bool IsHeaderByte(byte value) =>
        char.IsAsciiLetterOrDigit((char)value) || value is (byte)':' or (byte)'_' or (byte)'*';

    private static void SkipSpace(ReadOnlySpan<byte> message, ref int position)
    {
        // IEEE 488.2, 7.4.1.2: every control character but LF is white space; LF only ends a message, so a stray one is as well.
        while (position < message.Length && message[position] <= (byte)' ')
        {
            position++;
        }
    }
}
