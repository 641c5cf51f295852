using Lab.Quantities;

namespace Lab.Protocols.Sweeps;

/// <summary>The words after the values of an axis: <c>settle 50 ms up and down</c>.</summary>
/// <param name="Values">The values before them.</param>
internal sealed record AxisOptions(string Values)
{
    private const string SettleWord = "settle";
    private const string SnakeWord = "snake";
    private const string ResetWord = "reset";
    private const string UpAndDown = "up and down";

    private static readonly string[] Words = [SettleWord, UpAndDown, SnakeWord, ResetWord];

    /// <summary>Whether the axis goes back again.</summary>
    public bool IsThereAndBack { get; private init; }

    /// <summary>Whether every other pass goes backwards.</summary>
    public bool IsSnake { get; private init; }

    /// <summary>Wait after the return to the first value; <see langword="null"/> without one.</summary>
    public Duration? Reset { get; private init; }

    /// <summary>Wait after a set-point; <see langword="null"/> where none is named.</summary>
    public Duration? Settle { get; private init; }

    /// <summary>Reads what follows the name of an axis.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InvalidDataException">An option is unknown, or given twice.</exception>
    /// <exception cref="QuantityFormatException">A time is none.</exception>
    public static AxisOptions Read(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int first = Array.FindIndex(words, IsOption);
        var options = new AxisOptions(string.Join(' ', first < 0 ? words : words[..first]));
        for (int i = first < 0 ? words.Length : first; i < words.Length;)
        {
            (options, i) = ReadOne(options, words, i);
        }

        return options;
    }

    /// <summary>A possibly misspelt option among values that cannot be read; <see langword="null"/> where nothing is like
    /// one.</summary>
    public static string? Misspelt(string values)
    {
        const int shortest = 4; // a unit is near to nothing
        foreach (string word in values.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length >= shortest
            && word.All(char.IsLetter)))
        {
            if (NearName.Of(word, Words) is { } near)
            {
                return $"Is '{word}' meant as '{near}'?";
            }
        }

        return null;
    }

    private static bool IsOption(string word) =>
        Is(word, SettleWord) || Is(word, SnakeWord) || Is(word, ResetWord) || Is(word, "up");

    private static bool Is(string word, string option) => word.Equals(option, StringComparison.OrdinalIgnoreCase);

    private static (AxisOptions Options, int Next) ReadOne(AxisOptions options, string[] words, int at)
    {
        string word = words[at];
        if (Is(word, "up"))
        {
            return at + 2 < words.Length && Is(words[at + 1], "and") && Is(words[at + 2], "down")
                ? (options.IsThereAndBack ? throw Twice(UpAndDown) : options with { IsThereAndBack = true }, at + 3)
                : throw new InvalidDataException($"'{string.Join(' ', words[at..])}' is no option; write '{UpAndDown}'.");
        }

        if (Is(word, SnakeWord))
        {
            return (options.IsSnake ? throw Twice(SnakeWord) : options with { IsSnake = true }, at + 1);
        }

        bool isSettle = Is(word, SettleWord);
        if (!isSettle && !Is(word, ResetWord))
        {
            throw new InvalidDataException(
                $"'{word}' is not expected after its values; {NearName.Remedy(word, Words, "the options are")}");
        }

        int end = Array.FindIndex(words, at + 1, other => IsOption(other) || !IsPartOfTime(other));
        end = end < 0 ? words.Length : end;
        string time = string.Join(' ', words[(at + 1)..end]);
        if (isSettle)
        {
            return (options.Settle is not null
                ? throw Twice(SettleWord)
                : options with { Settle = TimeOf(time, SettleWord) }, end);
        }

        return (options.Reset is not null
            ? throw Twice(ResetWord)
            : options with { Reset = time.Length == 0 ? default : TimeOf(time, ResetWord) }, end);
    }

    // A number, its unit, or both in one.
    private static bool IsPartOfTime(string word) =>
        word.Any(char.IsAsciiDigit) || Quantity.TryParse<Duration>($"1 {word}", out _);

    private static Duration TimeOf(string text, string option)
    {
        if (text.Length == 0)
        {
            throw new InvalidDataException($"'{option}' has no time; write for example '{option} 50 ms'.");
        }

        Duration time = Quantity.Parse<Duration>(text);
        return time >= default(Duration) ? time : throw new InvalidDataException($"'{option} {text}' is a time below zero.");
    }

    private static InvalidDataException Twice(string option) => new($"'{option}' is given twice; leave one out.");
}
