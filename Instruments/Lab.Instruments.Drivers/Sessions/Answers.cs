using System.Globalization;
using Lab.Instruments.Manners;

namespace Lab.Instruments.Drivers.Sessions;

/// <summary>Reads what instruments write: registers, marks, error reports. Makers differ in signs, zeros and blanks.</summary>
internal static class Answers
{
    /// <summary>The mask that Lab writes into the event status enable register when it opens an instrument: query,
    /// device-dependent, execution and command errors. Switching on clears the register (IEEE 488.2, 11.5.1.3), so that its value
    /// shows whether an instrument still has its settings, however often it is queried.</summary>
    public const int Mark = 60;

    /// <summary>The event of power-on (IEEE 488.2, 11.5.1.1.2).</summary>
    public const int PowerOn = 1 << 7;

    /// <summary>How a refusal names a header that the instrument does not know.</summary>
    public const string UndefinedHeader = "-113";

    private const int HardwareMissing = -241;

    private const int LargestRegister = 255;

    /// <summary>An answer without what surrounds it on the line: blanks, NULs, ends of lines.</summary>
    /// <remarks>A character that moves the cursor of a terminal becomes a question mark: answers stand in messages and
    /// records.</remarks>
    public static string Trimmed(string line)
    {
        string text = line.Trim(' ', '\t', '\r', '\n', '\0');
        return text.AsSpan().ContainsAnyInRange('\0', '\x1f') || text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            ? string.Concat(text.Select(letter => char.IsControl(letter) && letter != '\t' ? '?' : letter))
            : text;
    }

    /// <summary>A register of eight bits. The standard allows a sign and leading zeros (IEEE 488.2, 8.7.2); a Keithley 2400 may
    /// be set to write registers as <c>#H3C</c>, <c>#Q74</c> or <c>#B111100</c>.</summary>
    public static int? Register(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> digits = text.Trim();
        int value;
        if (digits.StartsWith("#"))
        {
            (NumberStyles style, int radix) = digits.Length > 1 ? char.ToUpperInvariant(digits[1]) switch
            {
                'H' => (NumberStyles.AllowHexSpecifier, 16),
                'B' => (NumberStyles.AllowBinarySpecifier, 2),
                'Q' => (NumberStyles.None, 8),
                _ => (NumberStyles.None, 0),
            }
            : (NumberStyles.None, 0);
            int? read = radix == 8 ? Octal(digits[2..])
                : radix > 0 && int.TryParse(digits[2..], style, CultureInfo.InvariantCulture, out int number) ? number
                : null;
            return read is >= 0 and <= LargestRegister ? read : null;
        }

        return int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value is >= 0 and <= LargestRegister
            ? value
            : null;
    }

    /// <summary>Takes events and mark off the end of an answer; <see langword="null"/> where they are not there.</summary>
    public static (string Answer, int Events)? WithoutMark(string answer)
    {
        int mark = answer.LastIndexOf(';');
        if (mark < 0 || Register(answer.AsSpan(mark + 1)) != Mark)
        {
            return null;
        }

        // A command without a query of its own is answered with events and mark alone.
        int events = mark > 0 ? answer.LastIndexOf(';', mark - 1) : -1;
        return Register(answer.AsSpan(events + 1, mark - events - 1)) is { } register
            ? (events < 0 ? string.Empty : answer[..events], register)
            : null;
    }

    /// <summary>The last part of a response, after what the command's own queries answered. An error's text may hold semicolons
    /// itself: <c>-113,"Undefined header;:FREK 1"</c> (SCPI 1999, 21.8.1).</summary>
    public static string LastUnit(string response)
    {
        int start = 0;
        bool quoted = false;
        for (int i = 0; i < response.Length; i++)
        {
            quoted ^= response[i] == '"';
            start = response[i] == ';' && !quoted ? i + 1 : start;
        }

        return response[start..];
    }

    /// <summary>An answer without the header that some oscilloscopes write before it while headers are on:
    /// <c>:ACQUIRE:STATE 1</c>.</summary>
    public static string WithoutHeader(string answer)
    {
        int blank = answer.IndexOf(' ', StringComparison.Ordinal);
        return blank > 1 && answer[0] == ':' && char.IsAsciiLetter(answer[1]) ? answer[(blank + 1)..].TrimStart() : answer;
    }

    /// <summary>An entry of the error queue: its code and text. An empty queue may answer with its code alone.</summary>
    public static (int Code, string Text)? ErrorEntry(string answer)
    {
        string report = WithoutHeader(answer);
        int comma = report.IndexOf(',', StringComparison.Ordinal);
        string code = comma < 0 ? report : report[..comma];
        return int.TryParse(code, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number)
            && (comma >= 0 || number == 0)
            ? (number, comma < 0 ? string.Empty : report[(comma + 1)..].Trim().Trim('"'))
            : null;
    }

    /// <summary>The error that the event status register shows (IEEE 488.2, 11.5.1): query, device-dependent, execution and
    /// command error.</summary>
    public static InstrumentError? ErrorOf(int register, InstrumentManners manners) => (register & manners.ErrorEvents) switch
    {
        0 => null,
        int bits when (bits & 0b0010_0000) != 0 => new InstrumentError(-100, "Command error"),
        int bits when (bits & 0b0001_0000) != 0 => new InstrumentError(-200, "Execution error"),
        int bits when (bits & 0b0000_1000) != 0 => new InstrumentError(-300, "Device-specific error"),
        _ => new InstrumentError(-400, "Query error"),
    };

    /// <summary>Whether an error says that the instrument has no such command, or not the hardware for it (SCPI-99, volume 2,
    /// 21.8.9 and 21.8.10).</summary>
    public static bool IsUnknownCommand(InstrumentError error) => error.Code is (> -200 and <= -100) or HardwareMissing;

    /// <summary>Whether an answer can be an identity: the maker's name, a comma, the model. Four fields are the standard's (IEEE
    /// 488.2, 10.14.3); older Kepco cards have two, with blanks between what should be fields.</summary>
    public static bool IsIdentity(string answer) =>
        answer.Length > 0 && char.IsAsciiLetter(answer[0]) && answer.Contains(',', StringComparison.Ordinal);

    /// <summary>The beginning of a text, for messages.</summary>
    public static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..80]}…";

    private static int? Octal(ReadOnlySpan<char> digits)
    {
        int value = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7' || value > LargestRegister)
            {
                return null;
            }

            value = (value * 8) + (digit - '0');
        }

        return digits.IsEmpty ? null : value;
    }
}
