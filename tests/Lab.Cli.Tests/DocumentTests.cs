using System.Text.RegularExpressions;

namespace Lab.Cli.Tests;

/// <summary>The promises of the documents are tried.</summary>
public sealed partial class DocumentTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    // In the order in which a reader comes to them: later commands use files of earlier ones.
    private static readonly string[] Pages =
    [
        "README.md", "docs/results/multiply-accumulate.md", "docs/guides/calibrations.md", "docs/guides/own-device.md",
        "docs/results/dynamical-networks.md", "docs/results/resonator-networks.md", "docs/guides/serve-twins.md",
        "docs/results/validation.md", "docs/guides/oscillator.md", "docs/results/reservoirs.md", "docs/results/vortex-images.md",
    ];

    // What takes minutes is tried on less: settings that the commands on the pages get here.
    private static readonly (string Command, string Less)[] Shortened =
    [
        ("./lab run reservoir-waves", "--centres '231 MHz' --memory-task off --periods 32 --shots 1 --masks 1"),
        ("./lab run reservoir", "--masks 1 --task memory --training 400 --test 200"),
        ("./lab run injection-locking", "--frequencies '222..242 MHz step 2 MHz'"),
        ("./lab run oscillator-spectrum", "--currents '1..6 mA step 1 mA'"),
        ("./lab run train-series", "--epochs 5"),
        ("./lab chain voltmeter-offset", "--set train-classifier.steps=20"),
    ];

    [Fact]
    public async Task The_commands_of_the_readme_and_its_pages_work()
    {
        // Not those that serve until they are stopped, repeat something many times or train for minutes, and none with a
        // placeholder such as RUN.
        string[] commands =
        [
            .. Pages.SelectMany(page => Blocks(page, "sh")).SelectMany(block => block.Split('\n')).Select(line => line.Trim())
                .Where(line => line.StartsWith("./lab ", StringComparison.Ordinal))
                .Where(line => !line.StartsWith("./lab serve", StringComparison.Ordinal)
                    && !line.StartsWith("./lab validate", StringComparison.Ordinal))
                .Where(line =>
                    !line.Contains("-study", StringComparison.Ordinal)
                        && !line.StartsWith("./lab run sequential-digits", StringComparison.Ordinal)
                        && line != "./lab run hyperparameter-search --seed 1")
                .Where(line => !line.StartsWith("./lab run resonator-", StringComparison.Ordinal)
                    && !line.StartsWith("./lab run oscillator-mlp", StringComparison.Ordinal))
                .Where(line => !line.StartsWith("./lab run vortex-images", StringComparison.Ordinal)
                    && !line.StartsWith("./lab run reservoir-images", StringComparison.Ordinal) // images that are not shipped
                    && !line.Contains("--data ", StringComparison.Ordinal)) // a file of the reader's
                .Where(line => !Placeholder().IsMatch(line))
                .Select(Shorten),
        ];
        Assert.Contains("./lab run spin-diode", commands);

        foreach (string command in commands)
        {
            Answer answer = await LabProcess.RunAsync(
                work.Folder, "sh", "-c", $"dotnet '{LabProcess.Program}' {command["./lab ".Length..]}");

            Assert.True(answer.ExitCode == 0, $"{command}{Environment.NewLine}{answer.Error}{answer.Output}");
        }

        Assert.NotEmpty(Directory.GetDirectories(work.Join("runs")));
    }

    [Fact]
    public async Task The_python_lines_read_a_run()
    {
        (await work.RunAsync("spin-diode")).Succeeds();
        string npz = work.Join("points.npz");
        (await Workplace.LabAsync("runs", "export", work.OnlyRun().Name, "--runs-dir", work.Runs, "-o", npz)).Succeeds();
        string[] blocks = [.. Blocks(Path.Combine("docs", "run-record.md"), "python")];
        Assert.NotEmpty(blocks);

        // Each block stands alone; what it made is looked at after it.
        foreach (string block in blocks)
        {
            string script = $"""
                run = {Quoted(work.OnlyRun().FullPath)}
                npz = {Quoted(npz)}
                {block}
                if "data" in dir():
                    assert len(data["voltage"]) == 315, data
                    assert abs(data["frequency"][0] - 320e6) < 1, data["frequency"]
                if "info" in dir():
                    assert info["status"] == "done" and info["points"] == 315, info
                if "columns" in dir():
                    assert list(columns["unit"]) == ["Hz", "W", "V", "", "T", "T"], columns
                if "units" in dir():
                    assert units["voltage"] == "V", units
                """;

            Answer answer = await LabProcess.RunAsync(work.Folder, "/usr/bin/python3", "-c", script);

            Assert.True(answer.ExitCode == 0, $"{block}{Environment.NewLine}{answer.Error}");
        }
    }

    private static string Shorten(string line)
    {
        string command = line.Split('#')[0].Trim();
        return Shortened.FirstOrDefault(each => command == each.Command || command.StartsWith(
            $"{each.Command} ", StringComparison.Ordinal)) is { Less: { } less } ? $"{command} {less}" : command;
    }

    private static string Quoted(string text) => $"\"{text}\"";

    private static IEnumerable<string> Blocks(string page, string language) =>
        FencedBlock().Matches(File.ReadAllText(Path.Combine(Workplace.Repository, page)).ReplaceLineEndings("\n"))
            .Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["text"].Value);

    [GeneratedRegex(
        @"^```(?<language>\w+)\n(?<text>.*?)^```",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.Multiline, 1000)]
    private static partial Regex FencedBlock();

    [GeneratedRegex(@"\b[A-Z]{3,}\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
