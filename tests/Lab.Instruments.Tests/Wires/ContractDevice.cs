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

    /// <summary>What stands before the LF of each answer.</summary>
    public string BeforeTerminator { get; init; } = string.Empty;

    /// <summary>The messages that arrived whole, as they arrived but for CR.</summary>
    public List<string> Received { get; } = [];

    /// <summary>Lets the query <c>LATE?</c> be answered.</summary>
    public void AnswerLate() => late.TrySetResult();

    public void PowerCycle() => value = "0";

    public void ReportError(int code, string text) => throw new NotSupportedException("The contract of wires has no errors of the device.");

    public async ValueTask<ReadOnlyMemory<byte>> ExecuteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        string text = Encoding.Latin1.GetString(message.Span).TrimEnd('\r');
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

        return answers.Count == 0 ? default : Encoding.Latin1.GetBytes(string.Join(';', answers) + BeforeTerminator);
    }

    /// <summary>A block in which every value of a byte occurs, LF and ; among them.</summary>
    public static string Block(int length)
    {
        string digits = length.ToString(CultureInfo.InvariantCulture);
        return $"#{digits.Length}{digits}{string.Concat(Enumerable.Range(0, length).Select(i => (char)(i & 0xFF)))}";
    }
}
