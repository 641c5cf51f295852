using System.Globalization;
using System.Text.Json;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

public sealed class RunsCommandTests : IAsyncLifetime, IDisposable
{
    private readonly Workplace work = new();

    public async Task InitializeAsync() =>
        (await work.RunAsync("spin-diode", "--set", "frequencies=330..362 MHz step 1 MHz")).Succeeds();

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_list_the_runs()
    {
        Answer answer = (await Workplace.LabAsync("runs", "list", "--runs-dir", work.Runs)).Succeeds();

        string row = answer.Output.Split('\n').Single(line => line.Contains(work.OnlyRun().Name, StringComparison.Ordinal));
        Assert.Contains("done", row, StringComparison.Ordinal);
        Assert.Contains("99/99", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_list_no_runs() =>
        (await Workplace.LabAsync("runs", "list", "--runs-dir", work.Join("nowhere"))).Succeeds();

    [Fact]
    public async Task A_folder_that_cannot_be_read_does_not_hide_the_others()
    {
        RunInfo info = work.OnlyRun().ReadInfo();
        // As a process leaves them that is killed before its first point: an empty description, and one without a database.
        Directory.CreateDirectory(Path.Combine(work.Runs, "20000101-000000-empty"));
        File.WriteAllText(Path.Combine(work.Runs, "20000101-000000-empty", "run.json"), string.Empty);
        Directory.CreateDirectory(Path.Combine(work.Runs, "20000101-000001-early"));
        File.WriteAllText(
            Path.Combine(work.Runs, "20000101-000001-early", "run.json"),
            RunFolder.ToJson(info with { Status = RunStatus.Running, ProcessId = int.MaxValue }));

        Answer answer = (await Workplace.LabAsync("runs", "list", "--runs-dir", work.Runs)).Succeeds();

        Assert.Contains("99/99", answer.Output, StringComparison.Ordinal);
        Assert.Contains("20000101-000000-empty", answer.Output, StringComparison.Ordinal);
        Assert.Contains("20000101-000001-early", answer.Output, StringComparison.Ordinal);
        Assert.Contains("unreadable", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_show_a_run_by_the_beginning_of_its_name()
    {
        Answer answer = (await Workplace.LabAsync("runs", "show", work.OnlyRun().Name[..8], "--runs-dir", work.Runs)).Succeeds();

        Assert.Contains("spin-diode on bench 'spin-diode', done, 99/99 points, seed 1", answer.Output, StringComparison.Ordinal);
        Assert.Contains("resonance_frequency", answer.Output, StringComparison.Ordinal);
        Assert.Contains("rf: Rohde&Schwarz,SMB100A", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_show_a_run_as_a_document()
    {
        JsonElement json = (await Workplace.LabAsync("runs", "show", work.OnlyRun().FullPath, "--json")).Succeeds().Json;

        Assert.Equal(99, json.GetProperty("points").GetInt32());
        Assert.Equal("done", json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task I_am_told_when_there_is_no_such_run() => (await Workplace.LabAsync(
        "runs", "show", "x", "--runs-dir", work.Runs)).FailsWith(
        2, $"There is no run 'x' in '{work.Runs}'. 'lab runs list' shows those there are.");

    [Fact]
    public async Task I_can_export_to_csv()
    {
        string file = work.Join("points.csv");

        Answer answer = (await ExportAsync(file)).Succeeds();

        Assert.Equal($"99 points of {work.OnlyRun().Name} in {file}\n", answer.Output);
        string[] lines = File.ReadAllLines(file);
        Assert.Equal(
            "point,bench_seconds,frequency (Hz),power (W),voltage (V),power_uncertainty,field (T),field_uncertainty (T)",
            lines[0]);
        Assert.Equal(
            work.OnlyRun().ReadData().Numbers("voltage"),
            lines.Skip(1).Select(line => double.Parse(line.Split(',')[4], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task I_can_export_to_npz_which_numpy_opens()
    {
        string file = work.Join("points.npz");
        (await ExportAsync(file)).Succeeds();

        Answer python = (await LabProcess.RunAsync(work.Folder, "/usr/bin/python3", "-c",
            $"import numpy; a = numpy.load('{file}'); print(a['voltage'].shape, a['voltage'].dtype, dict(zip(a['columns'], "
                + "a['units']))['frequency'], repr(float(a['voltage'].sum())))")).Succeeds();

        Assert.StartsWith("(99,) float64 Hz ", python.Output, StringComparison.Ordinal);
        double sum = double.Parse(python.Output.Split(' ')[^1], CultureInfo.InvariantCulture);
        Assert.Equal(work.OnlyRun().ReadData().Numbers("voltage").Sum(), sum, 1e-15);
    }

    [Theory]
    [InlineData("points.txt", "' ends in none of .h5, .parquet, .csv and .npz, so its form is not known. Name it with --format.")]
    [InlineData("no/such/folder/points.csv", "' cannot be written: ")]
    public async Task I_am_told_when_an_export_cannot_be_written(string name, string message)
    {
        Answer answer = await ExportAsync(work.Join(name));

        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith($"'{work.Join(name)}{message}", answer.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(work.Folder));
    }

    [Fact]
    public async Task I_can_write_the_report_again()
    {
        RunFolder run = work.OnlyRun();
        string before = File.ReadAllText(run.ReportFile);
        File.Delete(run.ReportFile);

        Answer answer = (await Workplace.LabAsync("runs", "report", run.Name, "--runs-dir", work.Runs)).Succeeds();

        Assert.Equal($"Report: {run.ReportFile}\n", answer.Output);
        Assert.Equal(before, File.ReadAllText(run.ReportFile));
    }

    [Fact]
    public async Task A_record_whose_settings_are_of_another_version_gives_words()
    {
        RunFolder run = work.OnlyRun();
        run.WriteInfo(run.ReadInfo() with { Settings = new Dictionary<string, string> { ["hologram"] = "on" } });

        Answer answer = await Workplace.LabAsync("runs", "report", run.Name, "--runs-dir", work.Runs);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("There is no setting 'hologram'", answer.Message, StringComparison.Ordinal);
    }

    private Task<Answer> ExportAsync(string file) =>
        Workplace.LabAsync("runs", "export", work.OnlyRun().Name, "-o", file, "--runs-dir", work.Runs);
}
