using System.Text.RegularExpressions;

namespace Lab.Architecture.Tests;

/// <summary>The pages: links that lead somewhere, and a README that is read in one go.</summary>
public partial class DocumentConventionTests
{
    private const int MostLinesOfReadme = 150;

    private static readonly IReadOnlyList<string> Pages =
    [
        .. Directory.EnumerateFiles(Repository.Root, "*.md"),
        .. ((string[])[.. Repository.ProductFolders, "docs", "tests"])
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories))
            .Where(file => !Repository.Shown(file).Contains("/node_modules/", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Links_LeadToFilesAndHeadings() => Repository.AssertNone(
        from page in Pages
        from Match link in Link().Matches(Fenced().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), string.Empty))
        let target = link.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal)
        let parts = target.Split('#', 2)
        let file = parts[0].Length == 0 ? page : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, parts[0]))
        where !Path.Exists(file)
            || (parts.Length == 2 && file.EndsWith(".md", StringComparison.Ordinal) && !HeadingsOf(file).Contains(parts[1]))
        select $"{Repository.Shown(page)} links to {target}",
        "A link leads to a file or a heading that there is.");

    [Fact]
    public void Readme_IsShort() =>
        Assert.InRange(File.ReadLines(Path.Combine(Repository.Root, "README.md")).Count(), 1, MostLinesOfReadme);

    [Fact]
    public void Decisions_AreListed()
    {
        string folder = Path.Combine(Repository.Root, "docs", "decisions");
        string list = File.ReadAllText(Path.Combine(folder, "README.md"));
        Repository.AssertNone(
            from page in Directory.EnumerateFiles(folder, "0*.md")
            where !list.Contains($"]({Path.GetFileName(page)})", StringComparison.Ordinal)
            select Path.GetFileName(page),
            "docs/decisions/README.md lists every decision.");
    }

    // As the web pages of repositories name them: lower case, letters, digits and hyphens.
    private static IEnumerable<string> HeadingsOf(string page) =>
        from Match heading in Heading().Matches(Fenced().Replace(File.ReadAllText(page).ReplaceLineEndings("\n"), string.Empty))
        let text = heading.Groups["text"].Value.Trim().ToLowerInvariant()
        select string.Concat(text.Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();
}
