using System.Text.RegularExpressions;
using Lab.Protocols;

namespace Lab.Cli.Tests;

/// <summary>The words that a shell completes, with bash where bash does it.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData("lab res", "resume")]
    [InlineData("lab runs ", "list show note tag compare analyse export report pause continue stop")]
    [InlineData("lab run weight-t", "weight-tuning")]
    [InlineData("lab plan weight-m", "weight-map")]
    [InlineData("lab chain weight-map mac classify-", "classify-2d")]
    [InlineData("lab run spin-diode --twins ", "polite rough")]
    [InlineData("lab run spin-diode --twins = ro", "rough")] // --twins=ro
    [InlineData("lab run --powers 2uW weight-t", "weight-tuning")] // a setting and its value
    [InlineData("lab run --simulate weight-t", "weight-tuning")] // without a value
    [InlineData("lab run spin-diode --calib", "--calibrations-dir")]
    [InlineData("lab runs export 2026 --form", "--format")]
    [InlineData("lab queue add run weight-t", "weight-tuning")]
    [InlineData("lab bench new vort", "vortex")]
    [InlineData("lab run spin-diode --bench my", "my.yaml")]
    [InlineData("lab runs show 2026", "20261129-150206-spin-diode")]
    [InlineData("lab runs show --runs-dir other 2", @"20261130-night\ shift")]
    [InlineData("lab runs show --runs-dir = other 2", @"20261130-night\ shift")] // --runs-dir=other
    [InlineData("lab runs show --runs-dir none 2", "")]
    [InlineData("lab run spin-diode --seed 1", "")]
    public async Task Bash_completes_commands_options_and_names(string line, string expected)
    {
        string[] words = line.Split(' ');
        work.Write("my.yaml", string.Empty);
        Directory.CreateDirectory(work.Join("runs/20261129-150206-spin-diode"));
        Directory.CreateDirectory(work.Join("other/20261130-night shift"));
        Directory.CreateDirectory(work.Join("path/runs/20260101-not-here")); // where CDPATH leads
        work.Write("completion", (await Workplace.LabAsync("completion", "bash")).Succeeds().Output);

        Answer answer = await LabProcess.RunAsync(
            work.Folder,
            "bash",
            "-c",
            $"CDPATH=$PWD/path; source ./completion; COMP_WORDS=({string.Join(' ', words.Select(word => $"'{word}'"))}); "
                + $"COMP_CWORD={words.Length - 1}; _lab; echo \"${{COMPREPLY[*]}}\"");

        Assert.Equal(expected, answer.Succeeds().Output.Trim());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("powershell")]
    public async Task Each_shell_is_told_all_protocols_and_benches(string shell)
    {
        string script = (await Workplace.LabAsync("completion", shell)).Succeeds().Output;

        string protocols = Regex.Match(script, "^ *'lab run 1'.*$", RegexOptions.Multiline).Value;
        string benches = Regex.Match(script, "^ *'lab bench new 1'.*$", RegexOptions.Multiline).Value;
        Assert.All(ProtocolCatalog.Shipped.All, protocol => Assert.Matches($@"\b{protocol.Name}\b", protocols));
        Assert.All(Workplace.ShippedBenches, bench => Assert.Matches($@"\b{bench}\b", benches));
        Assert.DoesNotContain("watchdog", script, StringComparison.Ordinal); // Lab calls it, nobody else
    }

    [Fact]
    public async Task No_place_is_named_twice()
    {
        string script = (await Workplace.LabAsync("completion", "powershell")).Succeeds().Output;

        // PowerShell refuses a table with two keys that differ in nothing but their case.
        string[] places =
            [.. Regex.Matches(script, "^    '(?<place>lab[^']*)' = ", RegexOptions.Multiline)
                .Select(match => match.Groups["place"].Value)];
        Assert.NotEmpty(places);
        Assert.Equal(places.Length, places.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public async Task A_shell_that_there_is_no_script_for_is_refused()
    {
        Answer answer = await Workplace.LabAsync("completion", "fish");

        Assert.Equal(ExitCode.Usage, answer.ExitCode);
        Assert.Contains("'bash'", answer.Error, StringComparison.Ordinal);
    }
}
