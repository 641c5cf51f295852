using System.Text.RegularExpressions;

namespace Lab.Architecture.Tests;

/// <summary>What these tests look for in source text.</summary>
internal static partial class SourcePatterns
{
    private const int TimeoutMilliseconds = 1000;

    [GeneratedRegex(@"(?<![\w.])(System\.)?Console\.", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex Console();

    [GeneratedRegex(@"(?<!\w)File\.(ReadAll\w+|ReadLines|OpenRead|OpenText)\(|ZipFile\.Open|new StreamReader\(\w*([Ff]ile|[Pp]ath)\w*[,)]", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex OpenedFile();

    [GeneratedRegex(@"^(public|internal) .*\b(class|record|struct|interface|enum)\b", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(Utils|Utilities|Helpers?|Manager|Common)$", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex EmptyName();

    [GeneratedRegex(@"^\s*#\s*(region|pragma warning disable\s*$)|//\s*(TODO|FIXME|HACK|XXX)\b", RegexOptions.ExplicitCapture, TimeoutMilliseconds)]
    public static partial Regex LeftOver();
}
