using System.Text.RegularExpressions;

namespace Lab.Instruments.Described;

/// <summary>The form of a command of a description: one command, in letters that a wire carries.</summary>
public static partial class CommandText
{
    private const int Longest = 200;

    /// <summary>The letters of a short form, at least.</summary>
    private const int ShortestForm = 3;

    /// <summary>The fault of a text as a command.</summary>
    /// <returns>The end of a sentence that begins with the text; <see langword="null"/> where nothing is.</returns>
    public static string? FaultOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.IsNullOrWhiteSpace(text) ? "is empty"
            : text.Length > Longest ? $"has {text.Length} letters; a command has at most {Longest}"
            : text.Any(letter => letter is < ' ' or > '~')
                ? "has a line end, a control character or a letter beyond ASCII; a command is one line of printable letters"
            : text.Contains(';', StringComparison.Ordinal)
                ? "holds a semicolon, so that a second command could hide in it; write each command by itself"
            : null;
    }

    /// <summary>The fault of a text as a query.</summary>
    /// <inheritdoc cref="FaultOf" path="/returns"/>
    public static string? FaultOfQuery(string text) => FaultOf(text)
        ?? (!text.Contains('?', StringComparison.Ordinal) ? "has no question mark; an answer is waited for only after one"
            : !QueryForm().IsMatch(text) ? "is no query: a header, a question mark and then the parameters, such as 'OUTP? 1'"
            : FaultOfBraces(text));

    /// <summary>The fault of a text as a command without a number.</summary>
    /// <inheritdoc cref="FaultOf" path="/returns"/>
    public static string? FaultOfCommand(string text) => FaultOf(text)
        ?? (text.Contains('?', StringComparison.Ordinal) ? "has a question mark; a command is not answered" : FaultOfForm(text)
            ?? FaultOfBraces(text));

    /// <summary>The fault in the form of a command.</summary>
    /// <inheritdoc cref="FaultOf" path="/returns"/>
    public static string? FaultOfForm(string text) =>
        CommandForm().IsMatch(text) ? null
            : "is no command: a header, a blank and then the parameters, such as 'VOLT {value},(@1)'";

    /// <summary>A text on one line, for messages.</summary>
    public static string Shown(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string line = string.Concat(text.Select(letter => char.IsControl(letter) ? '?' : letter));
        return line.Length <= Longest ? line : $"{line[..80]}…";
    }

    /// <summary>Whether two commands have one header, in its long or its short form: capitals tell the short form where both
    /// kinds of letters stand, and a header whose parts begin those of the other is taken for its short form.</summary>
    public static bool HaveOneHeader(string one, string other)
    {
        string[] left = NodesOf(one);
        string[] right = NodesOf(other);
        return left.Length == right.Length
            && left.Zip(right).All(pair => IsShortOf(pair.First, pair.Second) || IsShortOf(pair.Second, pair.First));
    }

    /// <summary>The header as the text has it, without a colon before it and without its parameters.</summary>
    public static string HeaderOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string bare = text.TrimStart(' ', ':');
        int end = bare.AsSpan().IndexOfAny(" ?{,");
        return end < 0 ? bare : bare[..end];
    }

    private static string[] NodesOf(string text) => HeaderOf(text).ToUpperInvariant().Split(':');

    private static bool IsShortOf(string part, string whole) =>
        part == whole
            || (part.Length >= ShortestForm && whole.StartsWith(part, StringComparison.Ordinal)
                && whole[part.Length..].All(char.IsAsciiLetter));

    private static string? FaultOfBraces(string text) =>
        text.AsSpan().IndexOfAny('{', '}') < 0 ? null : "has braces; only a command that sets has the place of a number";

    [GeneratedRegex(@"^[:*]?[A-Za-z][A-Za-z0-9_:]*( .*)?$")]
    private static partial Regex CommandForm();

    [GeneratedRegex(@"^[:*]?[A-Za-z][A-Za-z0-9_:]* ?\?.*$")]
    private static partial Regex QueryForm();
}
