using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lab.Cli.Tests;

/// <summary>The pages of results: commands that take seconds are repeated, and their figures compared with those on the
/// page.</summary>
/// <remarks>A page marks such a command with a comment: <c>fast:</c> and the command in its first line, then a line for each
/// figure, <c>result = printed ± tolerance unit</c>. The tolerance is four of the page's standard deviations between seeds, or
/// the rounding where nothing is drawn.</remarks>
public sealed partial class ResultPageTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Workplace.Repository, "docs", "results");

    private readonly Workplace work = new();

    public static TheoryData<string, string> FastCommands()
    {
        var commands = new TheoryData<string, string>();
        foreach (string file in Directory.EnumerateFiles(Folder, "*.md").Order(StringComparer.Ordinal))
        {
            foreach (Match mark in Mark().Matches(Text(Path.GetFileName(file))))
            {
                commands.Add(Path.GetFileName(file), mark.Groups["command"].Value);
            }
        }

        return commands;
    }

    public void Dispose() => work.Dispose();

    [Theory]
    [MemberData(nameof(FastCommands))]
    public async Task The_command_gives_the_figures_of_the_page(string page, string command)
    {
        string text = Text(page);
        string shown = Comment().Replace(text, string.Empty);
        Assert.Contains($"./lab {command}\n", shown, StringComparison.Ordinal);

        Answer answer = await Workplace.LabAsync([.. command.Split(' '), "--json", "--runs-dir", work.Runs]);

        answer.Succeeds();
        using var run = JsonDocument.Parse(answer.Output);
        JsonElement results = run.RootElement.GetProperty("results");
        Match mark = Mark().Matches(text).Single(mark => mark.Groups["command"].Value == command);
        MatchCollection figures = Figure().Matches(mark.Groups["figures"].Value);
        Assert.NotEmpty(figures);
        Assert.All(figures, figure =>
        {
            string printed = figure.Groups["printed"].Value;
            Assert.Contains(printed, shown, StringComparison.Ordinal);
            double tolerance = Number(figure.Groups["tolerance"].Value);
            double value = results.GetProperty(figure.Groups["name"].Value).GetProperty("value").GetDouble()
                / UnitOf(figure.Groups["unit"].Value);
            Assert.InRange(value, Number(printed) - tolerance, Number(printed) + tolerance);
        });
    }

    private static double UnitOf(string unit) => unit switch
    {
        "" => 1,
        "%" => 0.01,
        "uV" => 1e-6,
        _ => throw new ArgumentException($"'{unit}' is no unit of a figure.", nameof(unit)),
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(string page) => File.ReadAllText(Path.Combine(Folder, page)).ReplaceLineEndings("\n");

    [GeneratedRegex(
        "<!-- fast: (?<command>[^\n]+)\n(?<figures>.*?)-->", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Mark();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^(?<name>\w+) = (?<printed>\S+) ± (?<tolerance>\S+) ?(?<unit>\S*)$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Figure();
}
