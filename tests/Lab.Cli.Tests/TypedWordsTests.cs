using System.Text.Json;
using Lab.Cli.Output;

namespace Lab.Cli.Tests;

/// <summary>The words that people type for numbers, lists, paths and options: read as meant, or refused in one line that shows
/// what to write.</summary>
public sealed class TypedWordsTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData(
        "powers: 1,5 uW\nfrequencies: 330..362 MHz step 1 MHz\n",
        "'1,5 uW' could be 1.5 uW or two values; write 1.5 uW, or 1, 5 uW.")]
    [InlineData(
        "powers: 2 uW\nfrequencies: 1,000 MHz\n",
        "'1,000 MHz' could be 1.000 MHz, 1000 MHz or two values; write 1.000 MHz, or 1000 MHz, or 1, 000 MHz.")]
    [InlineData("field:\npowers: 2 uW\n", "The setting 'field' is empty; write none to leave it out.")]
    [InlineData(
        "frequencies: 300..400 MHz in 1000000\npowers: 1..10 uW in 1000\n",
        "1000000 frequencies times 1000 powers are 1000000000 combinations; a run has at most 1000000. Take fewer values.")]
    [InlineData("powers: -20 dbm\n", "'dbm' is not a unit of a power; did you mean dBm?")]
    public async Task A_settings_file_with_another_notation_is_refused_with_the_right_one(string yaml, string message)
    {
        Answer answer = await Workplace.LabAsync("plan", "spin-diode", "--settings", work.Write("settings.yaml", yaml));

        Assert.Equal(2, answer.ExitCode);
        Assert.EndsWith(message, answer.Message, StringComparison.Ordinal);
        Assert.Empty(answer.Output);
    }

    [Fact]
    public async Task Three_dots_are_no_range() => (await Workplace.LabAsync(
        "plan", "weight-tuning", "--set", "currents=-2...2 mA step 0.2 mA")).FailsWith(
        2,
        "weight-tuning: The setting 'currents': '-2...2 mA step 0.2 mA' has more than two dots in a row; write two dots: -2..2 "
            + "mA step 0.2 mA.");

    [Theory]
    [InlineData("train-series", "--data", "", "train-series: The setting 'data' is empty; write none to leave it out.")]
    [InlineData(
        "power-calibration", "--table", "", "power-calibration: The setting 'table' is empty; write none to leave it out.")]
    [InlineData("spin-diode", "--set", "field=", "spin-diode: The setting 'field' is empty; write none to leave it out.")]
    [InlineData("spin-diode", "--runs-dir", "", "--runs-dir is empty; give it a value, or leave it out.")]
    [InlineData("spin-diode", "--bench", " ", "--bench is empty; give it a value, or leave it out.")]
    [InlineData("spin-diode", "--record-wire", "", "--record-wire is empty; give it a value, or leave it out.")]
    public async Task A_variable_of_the_shell_that_is_not_set_is_no_value(
        string protocol, string option, string value, string message) =>
        (await Workplace.LabAsync("run", protocol, option, value)).FailsWith(2, message);

    [Theory]
    [InlineData("serve", "--log", "--log is empty; give it a value, or leave it out.")]
    [InlineData("serve", "--write-bench", "--write-bench is empty; give it a value, or leave it out.")]
    [InlineData("bench show", "", "The argument 'file' is empty; 'lab bench show --help' shows the usage.")]
    [InlineData("runs show", "", "The argument 'run' is empty; 'lab runs show --help' shows the usage.")]
    public async Task An_empty_option_of_any_command_is_refused(string command, string option, string message) =>
        (await Workplace.LabAsync(
            [
                .. command.Split(' '),
                .. option.Length > 0 ? [option, string.Empty] : (string[])[string.Empty]
            ])).FailsWith(2, message);

    [Fact]
    public async Task A_working_folder_that_was_deleted_gives_one_line()
    {
        Answer answer = await LabProcess.RunAsync(
            work.Folder,
            "/bin/sh",
            "-c",
            $"mkdir gone && cd gone && rmdir ../gone && exec dotnet '{LabProcess.Program}' protocols");

        Assert.Equal(2, answer.ExitCode);
        Assert.Equal("The working folder was deleted or may not be read; change to another with cd.", answer.Message);
    }

    [Theory]
    [InlineData("field=497 kA/m", "624.549 mT")]
    [InlineData("field=5000 Gauss", "500 mT")]
    [InlineData("settle=0.1 sec", "100 ms")]
    [InlineData("field=None", "none")]
    [InlineData("averages=2.0", "2")]
    public async Task Units_and_words_that_people_write_are_read(string assignment, string expected)
    {
        Answer answer = (await Workplace.LabAsync(
            "plan", "spin-diode", "--set", "frequencies=340..350 MHz step 1 MHz", "--set", assignment)).Succeeds();

        Assert.Contains(expected, answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_run_prints_a_document_where_one_was_asked_for()
    {
        Answer answer = await work.RunAsync("spin-diode", "--set", "powers=1,5 uW", "--json");

        Assert.Equal(2, answer.ExitCode);
        Assert.Equal("refused", answer.Json.GetProperty("status").GetString());
        Assert.Equal(answer.Message, answer.Json.GetProperty("reason").GetString());
        Assert.Equal(2, answer.Json.GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public async Task Help_of_a_protocol_shows_its_settings_and_each_default_once()
    {
        Answer answer = (await Workplace.LabAsync("run", "spin-diode", "--help")).Succeeds();

        Assert.Contains("integration_cycles", answer.Output, StringComparison.Ordinal);
        Assert.Contains("A sweep is written ", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Additional Arguments", answer.Output, StringComparison.OrdinalIgnoreCase);
        foreach (string line in answer.Output.Split('\n'))
        {
            Assert.False(
                line.Contains("Default: ", StringComparison.Ordinal)
                    && line.Contains("[default: ", StringComparison.Ordinal), line);
        }
    }

    [Fact]
    public async Task Wrong_usage_of_a_subcommand_names_its_own_help()
    {
        Answer answer = await Workplace.LabAsync("runs", "list", "--jsn");

        Assert.EndsWith("Did you mean --json? 'lab runs list --help' shows the usage.", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(120)]
    public async Task Tables_fit_the_terminal_and_never_break_a_name(int width)
    {
        foreach (string[] command in (string[][])[
            ["protocols"],
            ["protocols", "spin-diode"],
            ["plan", "spin-diode"],
            ["protocols", "train-classifier"]
        ])
        {
            await using var output = new StringWriter { NewLine = "\n" };
            await using var error = new StringWriter { NewLine = "\n" };
            Assert.Equal(
                0, await LabProgram.RunAsync(command, new Terminal(output, error, IsInteractive: false) { Width = width }));

            string[] lines = output.ToString().Split('\n');
            Assert.All(lines.Where(line => !line.StartsWith("A sweep", StringComparison.Ordinal)
                && !line.StartsWith("spin-diode", StringComparison.Ordinal)
                && !line.StartsWith("train-", StringComparison.Ordinal)),
                line => Assert.True(line.TrimEnd().Length <= width, line));
            string[] names = command[0] == "plan" || command.Length > 1
                ? [
                    .. Runs.Settings.SettingsBinder.Describe(Workbench.Experiment.FindProtocol(
                        Workbench.Composition.BenchModules.Shipped.Registry,
                        command[^1]).SettingsType).Select(setting => setting.Name)
                ]
                : [.. Protocols.ProtocolCatalog.Shipped.All.Select(protocol => protocol.Name)];
            Assert.All(names, name => Assert.Contains(
                lines, line => line.TrimStart().StartsWith(name, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Results_keep_names_and_values_whole(int width)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        string[] command = ["run", "spin-diode", "--set", "frequencies=330..362 MHz step 1 MHz", "--runs-dir", work.Runs];
        Assert.Equal(0, await LabProgram.RunAsync(command, new Terminal(output, error, IsInteractive: false) { Width = width }));

        string[] lines = output.ToString().Split('\n');
        foreach (Runs.Results.ResultValue result in work.OnlyRun().ReadInfo().Results)
        {
            string line = Assert.Single(lines, line => line.TrimStart().StartsWith($"{result.Name} ", StringComparison.Ordinal));
            Assert.Contains($" {Runs.Reports.ValueText.Format(result)} ", line, StringComparison.Ordinal);
            Assert.InRange(line.TrimEnd().Length, 1, width);
        }
    }

    [Fact]
    public void Characters_that_steer_a_terminal_are_shown_as_their_codes()
    {
        using var inner = new StringWriter { NewLine = "\n" };
        using var writer = new SteadyWriter(() => inner);

        writer.WriteLine("a\u001b[31mb\u0007c\u009bd\u202ee\rf\tg 1 µΩ");
        writer.Write("\rover");

        Assert.Equal("a\\u001B[31mb\\u0007c\\u009Bd\\u202Ee\\u000Df\tg 1 µΩ\n\rover", inner.ToString());
        Assert.Equal("x\u001by", JsonDocument.Parse(PrintableText.Of("\"x\u001by\"")!).RootElement.GetString());
    }

    [Fact]
    public async Task Recorded_runs_are_listed_as_a_document_and_an_export_replaces_nothing()
    {
        (await work.RunAsync("spin-diode", "--set", "frequencies=330..362 MHz step 1 MHz")).Succeeds();
        JsonElement list = (await Workplace.LabAsync("runs", "list", "--json", "--runs-dir", work.Runs)).Succeeds().Json;
        string file = work.Write("points.csv", "mine");

        JsonElement run = Assert.Single(list.EnumerateArray());
        Assert.Equal("done", run.GetProperty("status").GetString());
        Assert.Equal(99, run.GetProperty("points").GetInt64());
        string[] export = ["runs", "export", run.GetProperty("run").GetString()!, "--runs-dir", work.Runs, "-o", file];
        (await Workplace.LabAsync(export)).FailsWith(2, $"'{file}' is there already; --force replaces it.");
        Assert.Equal("mine", File.ReadAllText(file));
        (await Workplace.LabAsync([.. export, "--force"])).Succeeds();
        Assert.StartsWith("point,", File.ReadAllText(file), StringComparison.Ordinal);
    }
}
