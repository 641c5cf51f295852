using System.Text;
using Lab.Instruments.Wires;

namespace Lab.Instruments.Tests.Described;

/// <summary>Answers messages as an instrument was recorded to; the registers of IEEE 488.2 that close an exchange are
/// added.</summary>
/// <param name="answers">The answers by message.</param>
internal sealed class RecordedAnswersWire(IReadOnlyDictionary<string, string> answers) : IWire
{
    private const string Mark = ";*ESR?;*ESE?";

    private string? answer;

    public string Address => "recorded";

    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        string text = Encoding.ASCII.GetString(message.Span);
        bool isMarked = text.EndsWith(Mark, StringComparison.Ordinal);
        string bare = isMarked ? text[..^Mark.Length] : text;
        string? recorded = bare switch
        {
            "*ESR?" => "0",
            "*ESE?" => "60",
            _ => answers.GetValueOrDefault(bare),
        };
        answer = isMarked ? $"{recorded}{(recorded is null ? string.Empty : ";")}0;60" : recorded;
        return ValueTask.CompletedTask;
    }

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken) => answer is { } text
        ? new ValueTask<ReadOnlyMemory<byte>>(Encoding.ASCII.GetBytes(text))
        : throw new WireException(InstrumentFault.Timeout, "nothing was recorded");

    public ValueTask ClearAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
