using System.Text.RegularExpressions;

namespace Lab.Architecture.Tests;

/// <summary>Patterns that these tests look for in source text.</summary>
internal static partial class SourcePatterns
{
    private const int TimeoutMilliseconds = 1000;

    [GeneratedRegex(@"(?<![\w.])(System\.)?Console\.", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex Console();

    [GeneratedRegex(
        @"(?<!\w)File\.(ReadAll\w+|ReadLines|OpenRead|OpenText)\(|ZipFile\.Open|new StreamReader\(\w*([Ff]ile|[Pp]ath)\w*[,)]",
        RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex OpenedFile();

    [GeneratedRegex(
        @"^(public|internal) .*\b(class|record|struct|interface|enum)\b", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex TypeDeclaration();

    /// <summary>A private field of a nullable type: <c>private Line? line;</c>.</summary>
    [GeneratedRegex(
        @"^\s+(private|internal|protected)(\s+(static|readonly|volatile))*\s+[\w<>\[\],.() ]+\?\s+(?<name>\w+)\s*(;|=[^>])",
        RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex NullableField();

    /// <summary>A name that is said not to be null: <c>line!.Set</c>, <c>Use(line!)</c>.</summary>
    [GeneratedRegex(
        @"(?<![\w.])(this\.)?(?<name>\w+)!(?=[.,;)\]}\[]|\s(?!=)|$)", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex Forgiven();

    /// <summary>A member that is said not to be null before it has a value.</summary>
    [GeneratedRegex(
        @"^\s+(private|internal|protected|public)\s.*=\s*(null|default)!;", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex ForgivenInitialiser();

    [GeneratedRegex(@"(Utils|Utilities|Helpers?|Manager|Common)$", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex EmptyName();

    [GeneratedRegex(
        @"^\s*#\s*(region|pragma warning disable\s*$)|//\s*(TODO|FIXME|HACK|XXX)\b", RegexOptions.ExplicitCapture,
        TimeoutMilliseconds)]
    public static partial Regex LeftOver();
}
