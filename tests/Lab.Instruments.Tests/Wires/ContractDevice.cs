using System.Globalization;
using System.Text;
using Lab.Mocks;

namespace Lab.Instruments.Tests.Wires;

/// <summary>A device that behaves at the far end of any wire as the contract of wires asks for.</summary>
internal sealed class ContractDevice : ITwin
{
    private readonly TaskCompletionSource late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string value = "0";

    public string Name => "contract device";

    /// <summary>The text before the LF of each answer.</summary>
    public string BeforeTerminator { get; init; } = string.Empty;

    /// <summary>The messages that arrived whole, as they arrived but for CR.</summary>
    public List<string> Received { get; } = [];

    /// <summary>The bytes of the block that came last.</summary>
    public byte[] Loaded { get; private set; } = [];

    /// <summary>The bytes that answer the query <c>RAW?</c>.</summary>
    public byte[] Raw { get; set; } = [];

    /// <summary>Lets the query <c>LATE?</c> be answered.</summary>
    public void AnswerLate() => late.TrySetResult();

    public void PowerCycle() => value = "0";

    public void ReportError(int code, string text) =>
        throw new NotSupportedException("The contract of wires has no errors of the device.");

    public async ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken)
    {
        string text = Encoding.Latin1.GetString(TakeBlock(message).Span).TrimEnd('\r');
        lock (Received)
        {
            Received.Add(text);
        }

        var answers = new List<string>();
        foreach (string unit in text.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = unit.Split(' ');
            switch (words[0])
            {
                case "*IDN?":
                    answers.Add("Lab,contract device,1,0");
                    break;
                case "SET":
                    value = words[1];
                    break;
                case "VAL?":
                    answers.Add(value);
                    break;
                case "BLOCK?":
                    answers.Add(Block(int.Parse(words[1], CultureInfo.InvariantCulture)));
                    break;
                case "DATA?" when words.Length > 1:
                    answers.Add($"#0{Encoding.Latin1.GetString(Loaded)}");
                    break;
                case "DATA?":
                    answers.Add($"#{$"{Loaded.Length}".Length}{Loaded.Length}{Encoding.Latin1.GetString(Loaded)}");
                    break;
                case "RAW?":
                    answers.Add(Encoding.Latin1.GetString(Raw));
                    break;
                case "EMPTY?":
                    answers.Add(string.Empty);
                    break;
                case "LATE?":
                    await late.Task.WaitAsync(cancellationToken);
                    answers.Add("late");
                    break;
                default:
                    break; // silence
            }
        }

        answer.Append(answers.Count == 0 ? string.Empty : string.Join(';', answers) + BeforeTerminator);
    }

    // LOAD #3256…;VAL? keeps the bytes and leaves the rest.
    private ReadOnlyMemory<byte> TakeBlock(ReadOnlyMemory<byte> message)
    {
        ReadOnlySpan<byte> start = "LOAD #"u8;
        if (!message.Span.StartsWith(start))
        {
            return message;
        }

        int digits = message.Span[start.Length] - '0';
        int first = start.Length + 1 + digits;
        int length = int.Parse(message.Span[(start.Length + 1)..first], CultureInfo.InvariantCulture);
        Loaded = message.Slice(first, length).ToArray();
        return message[(first + length)..];
    }

    /// <summary>A block in which every value of a byte occurs, LF and ; among them.</summary>
    public static string Block(int length)
    {
        string digits = length.ToString(CultureInfo.InvariantCulture);
        return $"#{digits.Length}{digits}{string.Concat(Enumerable.Range(0, length).Select(i => (char)(i & 0xFF)))}";
    }
}
