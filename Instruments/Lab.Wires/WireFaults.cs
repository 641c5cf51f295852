using Lab.Instruments;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>The faults that wires of every kind report in the same words.</summary>
internal static class WireFaults
{
    public static WireException TooLong(int maximum) => new(
        InstrumentFault.BadAnswer,
        maximum >= 1 << 20
            ? $"An answer of more than {maximum >> 20} MiB does not end"
            : $"An answer of more than {maximum} bytes does not end");

    public static WireException NoAnswer(Duration patience) => new(InstrumentFault.Timeout, $"No answer came within {patience}");

    public static WireException NothingTaken(Duration patience) =>
        new(InstrumentFault.Timeout, $"The instrument took nothing for {patience}");

    /// <summary>An answer without its LF or CRLF.</summary>
    public static ReadOnlyMemory<byte> WithoutTerminator(ReadOnlyMemory<byte> answer)
    {
        ReadOnlySpan<byte> bytes = answer.Span;
        return bytes.EndsWith("\r\n"u8) ? answer[..^2] : bytes.EndsWith("\n"u8) ? answer[..^1] : answer;
    }
}
