using System.Text.RegularExpressions;

namespace Lab.Quantities;

/// <summary>The characters that keyboards, word processors and web pages put into numbers, made plain or refused with a
/// remedy.</summary>
internal static partial class TypedText
{
    private const string Minuses = "\u2212\uFE63\uFF0D";
    private const string Dashes = "\u2010\u2011\u2012\u2013\u2014\u2015";

    /// <summary>The text with every minus sign as a hyphen-minus, every blank as a space, and none around it.</summary>
    public static string Plain(string text) =>
        string.Concat(text.Select(c => Minuses.Contains(c) ? '-' : char.IsWhiteSpace(c) ? ' ' : c)).Trim();

    /// <summary>The fault of a plain text that holds what no number, unit or sweep has; <see langword="null"/> where there is
    /// nothing of the kind.</summary>
    public static string? FaultOf(string text)
    {
        if (text.FirstOrDefault(c => char.IsControl(c)
            || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format) is var hidden and not '\0')
        {
            string visible = string.Concat(
                text.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format));
            return $"'{visible}' holds the invisible character U+{(int)hidden:X4}; type it again.";
        }

        if (text.FirstOrDefault(c => Dashes.Contains(c)) is var dash and not '\0')
        {
            return $"'{text}' has a dash (U+{(int)dash:X4}); write - for a minus, or two dots for a range, as in '2..12'.";
        }

        return Dots().Match(text) is { Success: true }
            ? $"'{text}' has "
                + (text.Contains("...", StringComparison.Ordinal) ? "more than two dots in a row" : "dots in one character")
                + $"; write two dots: {Dots().Replace(text, "..")}."
            : null;
    }

    /// <summary>Whether a comma stands between digits without a blank, where it may be a decimal comma.</summary>
    public static bool HasDoubtfulComma(string text) => DoubtfulComma().IsMatch(text);

    /// <summary>Refuses a doubtful comma where one value is expected.</summary>
    public static string OneValueWithComma(string text)
    {
        string[] readings = [.. Readings(text)];
        return readings.Length == 0
            ? $"'{text}' is not one number; write decimals with a point and thousands without a separator."
            : $"'{text}' has a comma in its number; write {string.Join(", or ", readings)}.";
    }

    /// <summary>Refuses a doubtful comma where several values may stand.</summary>
    public static string ValuesWithComma(string text)
    {
        int count = text.Count(c => c == ',') + 1;
        string apart = DoubtfulComma().Replace(text, ", ");
        string values = $"{CountWord(count)} values";
        string[] readings = [.. Readings(text)];
        return readings.Length == 0
            ? $"'{text}' could have decimal commas or be {values}; write points in decimals, or {apart}."
            : $"'{text}' could be {string.Join(", ", readings)} or {values}; write {string.Join(", or ", readings)}, or {apart}.";
    }

    /// <summary>The text with its doubtful commas as decimal points, and with those of thousands left out,
    /// as far as these are numbers.</summary>
    private static List<string> Readings(string text)
    {
        List<string> readings = [];
        string decimals = DoubtfulComma().Replace(text, ".");
        if (!TwoPoints().IsMatch(decimals))
        {
            readings.Add(decimals);
        }

        if (Thousands().IsMatch(text))
        {
            readings.Add(DoubtfulComma().Replace(text, string.Empty));
        }
        else if (PointsThenComma().IsMatch(text))
        {
            readings.Add(text.Replace(".", string.Empty, StringComparison.Ordinal).Replace(',', '.'));
        }

        return readings;
    }

    private static string CountWord(int count) =>
        count switch { 2 => "two", 3 => "three", 4 => "four", 5 => "five", 6 => "six", _ => $"{count}" };

    [GeneratedRegex(@"\.{3,}|\u2026|\u2025", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Dots();

    [GeneratedRegex(@"(?<=[0-9.]),(?=[0-9.])", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex DoubtfulComma();

    [GeneratedRegex(@"(?<!\.)\.[0-9]+\.[0-9]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex TwoPoints();

    [GeneratedRegex(
        @"^[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?(?![0-9,.])", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Thousands();

    [GeneratedRegex(
        @"^[-+]?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+(?![0-9,.])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex PointsThenComma();
}
