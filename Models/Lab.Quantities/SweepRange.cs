namespace Lab.Quantities;

/// <summary>The parts of <c>start..stop step amount</c>, <c>start..stop in amount</c> and <c>start..stop log in amount</c>, split
/// by words so that no text takes long.</summary>
/// <param name="Start">The text before the dots.</param>
/// <param name="Stop">The text between the dots and the words.</param>
/// <param name="Keyword"><see cref="Count"/> or <see cref="Step"/>.</param>
/// <param name="Amount">The text after the words.</param>
/// <param name="IsLogarithmic">Whether each value is the same factor above the last.</param>
internal sealed record SweepRange(string Start, string Stop, string Keyword, string Amount, bool IsLogarithmic)
{
    public const string Count = "in";
    public const string Step = "step";
    private const string Logarithm = "log";
    private const string Dots = "..";

    /// <summary>Whether a text is meant as a range.</summary>
    public static bool IsRange(string text) => text.Contains(Dots, StringComparison.Ordinal);

    /// <summary>Splits a range; <see langword="null"/> for any other text.</summary>
    public static SweepRange? TrySplit(string text)
    {
        int dots = text.IndexOf(Dots, StringComparison.Ordinal);
        if (dots < 0)
        {
            return null;
        }

        string[] words = text[(dots + Dots.Length)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int keyword = Array.FindIndex(words, word => Is(word, Step) || Is(word, Count));
        if (keyword < 1 || keyword == words.Length - 1)
        {
            return null;
        }

        bool isLogarithmic = keyword > 1 && Is(words[keyword - 1], Logarithm) && Is(words[keyword], Count);
        string stop = string.Join(' ', words[..(isLogarithmic ? keyword - 1 : keyword)]);
        return new SweepRange(
            text[..dots], stop, words[keyword].ToLowerInvariant(), string.Join(' ', words[(keyword + 1)..]), isLogarithmic);
    }

    private static bool Is(string word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
