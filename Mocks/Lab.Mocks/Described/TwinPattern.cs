using System.Globalization;
using Lab.Mocks.Scpi;

namespace Lab.Mocks.Described;

/// <summary>A command or query of a description as its twin takes it: the header in all its spellings, and the parameters, of
/// which one may be a number.</summary>
/// <remarks>Read from the description's text by the twin's own means: what the driver sends must be understood, not
/// remembered.</remarks>
internal sealed class TwinPattern
{
    private readonly string[] parameters;
    private readonly int valueAt;

    /// <summary>Reads a text such as <c>VOLTage {value:F3},(@1)</c> or <c>VOLTage? (@1)</c>.</summary>
    public TwinPattern(string text)
    {
        string bare = text.Trim().TrimStart(':');
        int end = bare.AsSpan().IndexOfAny(" ?{");
        string header = end < 0 ? bare : bare[..end];
        string rest = end < 0 ? string.Empty : bare[end..].Trim();
        IsQuery = rest.StartsWith('?');
        rest = IsQuery ? rest[1..].Trim() : rest;
        parameters = rest.Length == 0 ? [] : Split(rest);
        valueAt = Array.FindIndex(parameters, parameter => parameter.StartsWith('{'));
        Header = string.Join(
            ':', header.Split(':').Select(node => node.Any(char.IsAsciiLetterUpper) ? node : node.ToUpperInvariant()));
    }

    /// <summary>The header as manuals print it.</summary>
    public string Header { get; }

    /// <summary>The header by which patterns of one command are kept together: its short form.</summary>
    public string Key => string.Concat(Header.Where(letter => !char.IsAsciiLetterLower(letter)));

    /// <summary>Whether it is a query.</summary>
    public bool IsQuery { get; }

    /// <summary>How many parameters it has.</summary>
    public int Count => parameters.Length;

    /// <summary>Whether parameters are those of this pattern.</summary>
    /// <param name="given">The parameters.</param>
    /// <param name="value">The one in the number's place; <see langword="null"/> where the pattern has none.</param>
    public bool Matches(IReadOnlyList<ScpiArgument> given, out string? value)
    {
        value = valueAt >= 0 && valueAt < given.Count ? given[valueAt].Text : null;
        return given.Count == parameters.Length
            && Enumerable.Range(0, parameters.Length).All(i => i == valueAt || IsSame(given[i].Text, parameters[i]));
    }

    // The commas of a channel list are its own: (@1,2).
    private static string[] Split(string text)
    {
        List<string> parts = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            depth += i < text.Length ? text[i] switch { '(' => 1, ')' => -1, _ => 0 } : 0;
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        return [.. parts];
    }

    private static bool IsSame(string given, string wanted)
    {
        string one = Plain(given);
        string other = Plain(wanted);
        return one == other
            || (double.TryParse(one, NumberStyles.Float, CultureInfo.InvariantCulture, out double left)
                && double.TryParse(other, NumberStyles.Float, CultureInfo.InvariantCulture, out double right) && left == right);
    }

    private static string Plain(string text) => text.Trim('"', '\'').ToUpperInvariant() switch
    {
        "ON" => "1",
        "OFF" => "0",
        { } other => other,
    };
}
