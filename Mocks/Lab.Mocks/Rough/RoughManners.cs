using System.Globalization;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Mocks.Rough;

/// <summary>The behaviour of one real instrument at its wire beside what its manual leaves to it, and the state that its user
/// before left behind.</summary>
/// <remarks>The polite form of a twin has none of it. <see cref="RoughCatalog"/> holds the manners by driver,
/// with their sources.</remarks>
public sealed record RoughManners
{
    /// <summary>The answer to <c>*IDN?</c> of an older unit; <see langword="null"/> leaves that of the polite form.</summary>
    public string? Identity { get; init; }

    /// <summary>How registers are written.</summary>
    public RegisterForm Registers { get; init; }

    /// <summary>Whether other numbers are written with sign and exponent: <c>+3.4600000000000E+08</c>.</summary>
    public bool WritesExponents { get; init; }

    /// <summary>The separator between the answers to the queries of one message.</summary>
    public string AnswerSeparator { get; init; } = ";";

    /// <summary>Whether of several queries in a message only the last is answered.</summary>
    public bool AnswersLastQueryOnly { get; init; }

    /// <summary>The silence that has to go before a message; a message that comes earlier is lost.</summary>
    public Duration MessageGap { get; init; }

    /// <summary>Mean time from the end of a message until it is carried out; each message's own lies within half of it.</summary>
    public Duration Latency { get; init; }

    /// <summary>The text before an answer: a blank, or a line of its own.</summary>
    public string BeforeAnswer { get; init; } = string.Empty;

    /// <summary>The text that is sent after an answer and its terminator, and so comes before the next answer.</summary>
    public string AfterAnswer { get; init; } = string.Empty;

    /// <summary>The terminator of an answer. On a wire that ends answers with LF or in another way of its own,
    /// a CR comes before that.</summary>
    public string Terminator { get; init; } = "\n";

    /// <summary>Whether a query of a reading is answered at once, with the same reading again until there is a new one.</summary>
    public bool RepeatsReadings { get; init; }

    /// <summary>The time over which a read-back is averaged; zero reads what is there at this moment.</summary>
    public Duration ReadBackTime { get; init; }

    /// <summary>How long the instrument has been on when the bench begins, for its own time stamps.</summary>
    public Duration TimeOn { get; init; }

    /// <summary>The treatment of a second client of its port.</summary>
    public ClientPolicy Clients { get; init; }

    /// <summary>How long a connection that its client has closed still counts as open.</summary>
    public Duration KeepsClosedConnection { get; init; }

    /// <summary>How it is found on an RS-232 line, echo and prompt included.</summary>
    public SerialSettings Serial { get; init; } = new();

    /// <summary>The effects on its readings on a rough bench: values of keys of the twin's section that the bench file leaves
    /// at their default.</summary>
    public IReadOnlyDictionary<string, object> Effects { get; init; } = new Dictionary<string, object>();

    /// <summary>The messages of the user before, as the instrument took them; no output is on.</summary>
    public IReadOnlyList<string> EarlierUser { get; init; } = [];

    /// <summary>Writes an answer as this instrument does.</summary>
    /// <param name="header">The query's header.</param>
    /// <param name="answer">The answer of the polite form.</param>
    internal string Write(string header, string answer)
    {
        if (header is "*ESR" or "*ESE" or "*STB" or "*SRE" or "*OPC" or "*TST")
        {
            return Registers switch
            {
                RegisterForm.WithSign => $"+{answer}",
                RegisterForm.ThreeDigits when header is not ("*OPC" or "*TST") => answer.PadLeft(3, '0'),
                _ => answer,
            };
        }

        // A single digit is a switch or a choice, which has no sign.
        return WritesExponents && answer.Length > 1
            && double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number.ToString("+0.0000000000000E+00;-0.0000000000000E+00", CultureInfo.InvariantCulture)
            : answer;
    }
}
