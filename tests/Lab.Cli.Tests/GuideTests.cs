using System.Text.RegularExpressions;

namespace Lab.Cli.Tests;

/// <summary>The pages for newcomers: their files are written, their commands run and their output is compared, in the order of
/// the page.</summary>
public sealed partial class GuideTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData("first-bench.md")]
    [InlineData("first-protocol.md")]
    [InlineData("first-driver.md")]
    [InlineData("unknown-instrument.md")]
    public async Task I_can_follow_the_page(string page)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Workplace.Repository, "docs", "guides", page));
        string output = string.Empty;
        int commands = 0;
        foreach (Match block in Block().Matches(text.ReplaceLineEndings("\n")))
        {
            string content = block.Groups["text"].Value;
            if (block.Groups["written"].Success)
            {
                await File.WriteAllTextAsync(work.Join(block.Groups["written"].Value), content);
            }
            else if (block.Groups["part"].Success)
            {
                string whole = await File.ReadAllTextAsync(work.Join(block.Groups["part"].Value));
                Assert.Contains(content, whole.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            }
            else if (block.Groups["language"].Value is "sh" or "sh fails")
            {
                foreach (string line in content.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    output = await RunAsync(line, block.Groups["language"].Value == "sh fails");
                    commands++;
                }
            }
            else if (block.Groups["language"].Value == "text")
            {
                Assert.All(
                    content.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                    line => Assert.Contains(line, output, StringComparison.Ordinal));
            }
        }

        Assert.InRange(commands, 2, int.MaxValue);
    }

    private async Task<string> RunAsync(string line, bool fails)
    {
        Assert.StartsWith("./lab ", line, StringComparison.Ordinal);
        Answer answer = await LabProcess.RunAsync(
            work.Folder, "sh", "-c", $"dotnet '{LabProcess.Program}' {line["./lab ".Length..]}");
        Assert.True((answer.ExitCode == 0) != fails, $"{line}{Environment.NewLine}{answer.Error}{answer.Output}");
        return answer.Output + answer.Error;
    }

    [GeneratedRegex(
        @"^(<!-- (file: (?<written>\S+)|part of: (?<part>\S+)) -->\n)?^```(?<language>[a-z ]*)\n(?<text>.*?)^```$",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex Block();
}
