using System.Text.RegularExpressions;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>The page <c>docs/guides/read-a-run.md</c>: its commands and its Python, as they stand there.</summary>
public sealed partial class ReadARunGuideTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task The_page_reads_a_run_in_xarray_and_pandas()
    {
        string page =
            File.ReadAllText(Path.Combine(Workplace.Repository, "docs", "guides", "read-a-run.md")).ReplaceLineEndings("\n");
        foreach (string line in Blocks(page, "sh").SelectMany(block => block.Split('\n')))
        {
            string run = RunFolder.List(work.Runs) is [.., var newest] ? newest.Name : string.Empty;
            string[] words = [.. Word().Matches(line)
                .Select(match => match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Value)];
            Assert.Equal("lab", words[0]);
            Answer answer = await LabProcess.RunAsync(
                work.Folder, "dotnet", [LabProcess.Program, .. words.Skip(1).Select(word => word == "RUN" ? run : word)]);
            answer.Succeeds();
        }

        string python = string.Join('\n', Blocks(page, "python"));
        Answer output = (await LabProcess.RunAsync(work.Folder, "/usr/bin/python3", "-X", "utf8", "-c", python)).Succeeds();
        Assert.Equal(string.Join('\n', Blocks(page, "text")), output.Output.ReplaceLineEndings("\n").TrimEnd());
    }

    private static IEnumerable<string> Blocks(string page, string language) =>
        Block().Matches(page).Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["text"].Value.TrimEnd());

    [GeneratedRegex(
        @"^```(?<language>[a-z ]+)\n(?<text>.*?)^```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("\"(?<quoted>[^\"]*)\"|[^ ]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
