using System.Globalization;
using Lab.Instruments;
using Lab.Instruments.Wires;

namespace Lab.Wires.Transcripts;

/// <summary>One line of a wire transcript.</summary>
/// <param name="Line">Its number in the file, from 1; 0 for a line that is being written.</param>
/// <param name="Nanoseconds">Bench time since the recording began, at the end of what happened.</param>
/// <param name="Instrument">The instrument's name on the bench.</param>
/// <param name="Event">The kind of the event.</param>
/// <param name="Content">The bytes of a message, or the text of the event in UTF-8.</param>
public sealed record TranscriptEntry(
    int Line, long Nanoseconds, string Instrument, TranscriptEvent Event, ReadOnlyMemory<byte> Content)
{
    private const long PerSecond = 1_000_000_000;

    private static readonly string[] Marks =
    [
        "open", "open-fault", ">", "send-fault", "<", "answer-fault", "clear", "clear-fault", "close", "call", "returned",
        "call-fault"
    ];

    /// <summary>Reads a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="line">Its number, for messages.</param>
    /// <exception cref="TranscriptException">It is none.</exception>
    public static TranscriptEntry Parse(string text, int line)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split(' ', 4);
        int mark = parts.Length >= 3 ? Array.IndexOf(Marks, parts[2]) : -1;
        return mark >= 0 && TryReadTime(parts[0], out long nanoseconds)
            && EscapedText.TryRead(parts[1], out byte[]? instrument) && instrument.Length > 0
            && EscapedText.TryRead(parts.Length == 4 ? parts[3] : string.Empty, out byte[]? content)
            ? new TranscriptEntry(
                line, nanoseconds, System.Text.Encoding.UTF8.GetString(instrument), (TranscriptEvent)mark, content)
            : throw new TranscriptException($"Line {line} of the transcript is not 'seconds instrument event bytes'.");
    }

    /// <summary>Whether it tells of a call of the driver and not of the wire.</summary>
    public bool IsOfDriver => Event is TranscriptEvent.Call or TranscriptEvent.Returned or TranscriptEvent.CallFault;

    /// <summary>The content as text.</summary>
    public string Text => System.Text.Encoding.UTF8.GetString(Content.Span);

    /// <summary>The content of an event that is a fault.</summary>
    public static byte[] Describe(WireException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return System.Text.Encoding.UTF8.GetBytes($"{fault.Fault} {fault.Message}");
    }

    /// <summary>The fault that the line tells of.</summary>
    /// <exception cref="TranscriptException">The line names none.</exception>
    public WireException ToFault()
    {
        string[] parts = System.Text.Encoding.UTF8.GetString(Content.Span).Split(' ', 2);
        return parts.Length == 2 && Enum.TryParse(parts[0], out InstrumentFault fault) && Enum.IsDefined(fault)
            ? new WireException(fault, parts[1])
            : throw new TranscriptException($"Line {Line} of the transcript names no fault.");
    }

    /// <summary>The line, without its end.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Nanoseconds / PerSecond}.{Nanoseconds % PerSecond:D9} "
            + $"{EscapedText.Write(System.Text.Encoding.UTF8.GetBytes(Instrument), escapesSpace: true)} "
            + $"{Marks[(int)Event]}{(Content.IsEmpty ? string.Empty : " ")}{EscapedText.Write(Content.Span)}");

    // Whole nanoseconds, because a double loses them after some months.
    private static bool TryReadTime(string text, out long nanoseconds)
    {
        nanoseconds = 0;
        int point = text.IndexOf('.');
        if (point < 1 || text.Length - point - 1 != 9
            || !long.TryParse(text.AsSpan(0, point), NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            || !long.TryParse(text.AsSpan(point + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long rest)
            || seconds > (long.MaxValue / PerSecond) - 1)
        {
            return false;
        }

        nanoseconds = (seconds * PerSecond) + rest;
        return true;
    }
}
