using System.Globalization;
using Lab.Instruments.Drivers.Sessions;

namespace Lab.Instruments.Drivers.FirstContact;

/// <summary>The form of an answer: a number in a range, a switch, a word of a list, a register, an identity.</summary>
/// <remarks>A form reads what the drivers read, and no more: an answer that has no form would stop a driver as well.</remarks>
public sealed class AnswerForm
{
    private const double SameNumber = 1e-6;

    private readonly Func<string, FormReading> read;
    private readonly Func<string, string, bool> isSame;

    private AnswerForm(string description, Func<string, FormReading> read, Func<string, string, bool>? isSame = null)
    {
        Description = description;
        this.read = read;
        this.isSame = isSame ?? ((value, wanted) => string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A switch: <c>0</c>, <c>1</c>, <c>OFF</c> or <c>ON</c>; it reads as 0 or 1.</summary>
    public static AnswerForm Switch { get; } = new("0 or 1", answer => answer switch
    {
        "0" or "OFF" => new FormReading("0", Problem: null),
        "1" or "ON" => new FormReading("1", Problem: null),
        _ => Not(answer, "0 or 1"),
    });

    /// <summary>A register of eight bits in any form that the session reads, 0 to 255.</summary>
    public static AnswerForm Register { get; } = new("a register, 0 to 255", answer => Answers.Register(answer) is { } register
        ? new FormReading(register.ToString(CultureInfo.InvariantCulture), Problem: null)
        : Not(answer, "a register"));

    /// <summary>An entry of the error queue; it reads as its code.</summary>
    public static AnswerForm ErrorEntry { get; } = new(
        "a code, a comma and a text", answer => Answers.ErrorEntry(answer) is var (code, _)
            ? new FormReading(code.ToString(CultureInfo.InvariantCulture), Problem: null)
            : Not(answer, "an entry of the error queue"));

    /// <summary>Any text.</summary>
    public static AnswerForm Text { get; } = new("a text", answer => new FormReading(answer, Problem: null));

    /// <summary>The expected form, in words.</summary>
    public string Description { get; }

    /// <summary>A number within a range.</summary>
    /// <param name="unit">Its unit, for words; the answer has none.</param>
    /// <param name="minimum">The least.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="tolerance">How far two numbers may be apart, as a part of the wanted one, and still be the same.</param>
    public static AnswerForm Number(string unit, double minimum, double maximum, double tolerance = SameNumber)
    {
        string range = $"{With(minimum, unit)} to {With(maximum, unit)}";
        return new AnswerForm(
            $"a number, {range}",
            answer => !double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                || !double.IsFinite(value)
                ? Not(answer, "a plain number")
                : new FormReading(
                    value.ToString("R", CultureInfo.InvariantCulture),
                    value >= minimum && value <= maximum ? null : $"is outside {range}"),
            (value, wanted) => double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out double other)
                && Math.Abs(double.Parse(value, CultureInfo.InvariantCulture) - other) <= Math.Abs(other) * tolerance);
    }

    /// <summary>A word as manuals print it (<c>FIXed</c>), in its short or its long form, with or without quotes; it reads as its
    /// short form.</summary>
    public static AnswerForm Word(params IReadOnlyList<string> words) => new(
        string.Join(" or ", words.Select(ShortForm)),
        answer => Find(words, answer) is { } word
            ? new FormReading(word, Problem: null)
            : Not(answer, string.Join(" or ", words.Select(ShortForm))));

    /// <summary>Several words with commas between them, each as in <see cref="Word"/>, in any order;
    /// they read in the order of the list.</summary>
    public static AnswerForm Words(params IReadOnlyList<string> words) => new(
        $"some of {string.Join(", ", words.Select(ShortForm))}",
        answer =>
        {
            string?[] found = [.. answer.Split(',').Select(part => Find(words, part))];
            return found.Contains(null)
                ? Not(answer, $"some of {string.Join(", ", words.Select(ShortForm))}")
                : new FormReading(string.Join(',', words.Select(ShortForm).Where(found.Contains)), Problem: null);
        });

    /// <summary>An identity with one of some models in it.</summary>
    public static AnswerForm Identity(IReadOnlyList<string> models) => new(
        $"an identity with {string.Join(" or ", models)}",
        answer => !Answers.IsIdentity(answer) ? Not(answer, "an identity")
            : new FormReading(answer, IsOneOf(answer, models) ? null : $"is no {string.Join(" or ", models)}"));

    /// <summary>A text with one of some others in it.</summary>
    public static AnswerForm Holding(IReadOnlyList<string> texts) => new(
        $"a text with {string.Join(" or ", texts)}",
        answer => new FormReading(
            answer,
            texts.Any(text => answer.Contains(text, StringComparison.OrdinalIgnoreCase))
                ? null
                : $"holds no {string.Join(" or ", texts)}"));

    /// <summary>Reads an answer without what surrounds it on the line.</summary>
    public FormReading Read(string answer) => read(answer);

    /// <summary>Whether a value that was read is a wanted one.</summary>
    public bool IsSame(string value, string wanted) => isSame(value, wanted);

    // The model stands in its own field where the instrument writes four; older Kepco cards write two.
    private static bool IsOneOf(string answer, IReadOnlyList<string> models)
    {
        var identity = InstrumentIdentity.Parse(answer);
        string searched = identity.HasFourFields ? identity.Model : answer;
        return models.Any(model => searched.Contains(model, StringComparison.OrdinalIgnoreCase));
    }

    private static FormReading Not(string answer, string expected) => new(answer, $"is not {expected}");

    private static string? Find(IReadOnlyList<string> words, string answer)
    {
        string word = answer.Trim(' ', '"', '\'');
        return words.Where(candidate => Matches(candidate, word)).Select(ShortForm).FirstOrDefault();
    }

    private static bool Matches(string candidate, string word) =>
        string.Equals(candidate, word, StringComparison.OrdinalIgnoreCase)
            || string.Equals(ShortForm(candidate), word, StringComparison.OrdinalIgnoreCase);

    private static string ShortForm(string word) => new([.. word.Where(letter => !char.IsAsciiLetterLower(letter))]);

    private static string With(double value, string unit) =>
        unit.Length > 0
            ? $"{value.ToString("R", CultureInfo.InvariantCulture)} {unit}"
            : value.ToString("R", CultureInfo.InvariantCulture);
}
