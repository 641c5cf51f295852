using System.Text.Json;
using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>The uses of recorded runs by a person.</summary>
public sealed class RunRecordsTests : IDisposable
{
    private const string Frequencies = "frequencies=330..362 MHz step 1 MHz";

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_write_notes_and_tags_and_find_runs_by_them()
    {
        string first = await MeasureAsync("powers=2 uW");
        string second = await MeasureAsync("powers=6 uW");

        Assert.EndsWith(
            $"  cable moved ({Environment.UserName})\n", (await RunsAsync("note", second, "cable moved")).Succeeds().Output,
            StringComparison.Ordinal);
        Assert.Equal($"{second}: good, thesis\n", (await RunsAsync("tag", second, "+good", "+thesis")).Succeeds().Output);
        Assert.Equal($"{second}: thesis\n", (await RunsAsync("tag", second, "-good")).Succeeds().Output);

        Assert.Equal([second], await ListedAsync("--tag", "thesis"));
        Assert.Equal([second], await ListedAsync("--text", "CABLE"));
        Assert.Equal([first], await ListedAsync("--text", "powers=2 uW"));
        Assert.Equal([first, second],
            await ListedAsync("--protocol", "spin-diode", "--status", "done", "--bench", "spin-diode", "--since", "1d"));
        Assert.Empty(await ListedAsync("--since", "2999-01-01"));
        Assert.Empty(await ListedAsync("--status", "failed"));
        Assert.Contains("cable moved", (await RunsAsync("show", second)).Succeeds().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("list", "--since", "soon", "--since soon: write a date such as 2026-03-04, or 12h, 3d, 2w for so long ago.")]
    [InlineData("list", "--status", "good", "--status good: the statuses are done, aborted, failed, running, interrupted.")]
    public async Task I_am_told_what_a_filter_takes(string command, string option, string value, string message) =>
        (await RunsAsync(command, option, value)).FailsWith(2, message);

    [Fact]
    public async Task I_can_compare_runs_that_differ_in_a_setting()
    {
        string first = await MeasureAsync("field=6250 Oe");
        string second = await MeasureAsync("field=6200 Oe");
        string report = work.Join("compare.html");

        Answer answer = (await RunsAsync("compare", first, second, "-o", report)).Succeeds();
        JsonElement json = (await RunsAsync("compare", first, second, "--json")).Succeeds().Json;

        Assert.Contains("setting field", answer.Output, StringComparison.Ordinal);
        JsonElement difference = Assert.Single(
            json.GetProperty("differences").EnumerateArray(), each => each.GetProperty("of").GetString() == "setting");
        Assert.Equal("field", difference.GetProperty("name").GetString());
        JsonElement resonance = json.GetProperty("results").EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == "resonance_frequency");
        double[] values = [.. resonance.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
        double[] uncertainties = [.. resonance.GetProperty("uncertainties").EnumerateArray().Select(value => value.GetDouble())];
        double sigma =
            (values[1] - values[0]) / Math.Sqrt((uncertainties[0] * uncertainties[0]) + (uncertainties[1] * uncertainties[1]));
        Assert.Equal(sigma, resonance.GetProperty("sigmas")[1].GetDouble(), 1e-9);
        Assert.Contains("field=", File.ReadAllText(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_repeat_the_analysis_with_another_window_and_keep_both()
    {
        string run = await MeasureAsync("powers=2..10 uW step 4 uW");
        RunInfo before = work.OnlyRun().ReadInfo();

        Answer answer = (await RunsAsync("analyse", run, "--set", "fit_from=335 MHz", "--set", "fit_to=358 MHz")).Succeeds();

        Assert.StartsWith($"Analysis 2 of {run} with fit_from=335 MHz, fit_to=358 MHz; the first one is as it was.",
            answer.Output, StringComparison.Ordinal);
        Assert.Equal(RunFolder.ToJson(before), RunFolder.ToJson(work.OnlyRun().ReadInfo()));
        double all = before.Results.Single(result => result.Name == "resonance_frequency").Uncertainty!.Value;
        JsonElement second = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(work.OnlyRun().FullPath, "analysis-2", "analysis.json"))).RootElement;
        double part = second.GetProperty("results").EnumerateArray()
            .Single(each => each.GetProperty("name").GetString() == "resonance_frequency").GetProperty("uncertainty").GetDouble();
        Assert.True(part >= 0.9 * all, $"{part} Hz of fewer points against {all} Hz of all.");
        Assert.Equal("335 MHz", second.GetProperty("changed").GetProperty("fit_from").GetString());
        Assert.Contains("fit_from=335 MHz", (await RunsAsync("show", run)).Succeeds().Output, StringComparison.Ordinal);

        Answer report = (await RunsAsync("report", run, "--analysis", "2", "-o", work.Join("again"))).Succeeds();
        Assert.Contains("335 MHz", File.ReadAllText(Path.Combine(work.Join("again"), "report.html")), StringComparison.Ordinal);
        Assert.StartsWith("Report: ", report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_of_the_measurement_is_refused_with_the_reason()
    {
        string run = await MeasureAsync("powers=2 uW");

        Answer answer = await RunsAsync("analyse", run, "--set", "powers=3 uW");

        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith(
            "The setting 'powers' decides what is measured: with another value the data would be another. Measure again with "
                + "'lab run spin-diode --set powers=…'. Settings of the analysis are ",
            answer.Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(work.OnlyRun().FullPath, "analysis-2")));
    }

    // One run has one power, which tells no nonlinearity; two powers together do.
    [Fact]
    public async Task I_can_fit_runs_at_two_powers_together()
    {
        string first = await MeasureAsync("powers=2 uW", seed: 1);
        string second = await MeasureAsync("powers=10 uW", seed: 2);
        Assert.All(RunFolder.List(work.Runs), run =>
            Assert.DoesNotContain(run.ReadInfo().Results, result => result.Name == "frequency_nonlinearity"));

        (await RunsAsync("analyse", first, second, "-o", work.Join("joint"))).Succeeds();

        JsonElement joint = JsonDocument.Parse(File.ReadAllText(Path.Combine(work.Join("joint"), "analysis.json"))).RootElement;
        Assert.Contains("frequency_nonlinearity", joint.GetProperty("results").EnumerateArray()
            .Select(each => each.GetProperty("name").GetString()));
        Assert.True(File.Exists(Path.Combine(work.Join("joint"), "report.html")));
    }

    [Fact]
    public async Task Runs_in_different_fields_are_not_fitted_together()
    {
        string first = await MeasureAsync("field=6250 Oe");
        string second = await MeasureAsync("field=6200 Oe");

        Answer answer = await RunsAsync("analyse", first, second, "-o", work.Join("joint"));

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("field", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hdf5", ".h5")]
    [InlineData("parquet", ".parquet")]
    [InlineData("csv", ".csv")]
    [InlineData("npz", ".npz")]
    public async Task I_can_export_a_stopped_run_from_a_folder_that_cannot_be_written(string format, string ending)
    {
        string run = await MeasureAsync("powers=2 uW");
        RunFolder folder = work.OnlyRun();
        folder.WriteInfo(folder.ReadInfo() with { Status = RunStatus.Aborted, Reason = "stopped" });
        string[] before = Directory.GetFileSystemEntries(folder.FullPath, "*", SearchOption.AllDirectories);
        SetReadOnly(folder.FullPath, isReadOnly: true);
        try
        {
            string target = Directory.CreateDirectory(work.Join("exports")).FullName;
            Answer answer = (await RunsAsync("export", run, "--format", format, "-o", target)).Succeeds();

            Assert.Equal($"33 points of {run} in {Path.Combine(target, run + ending)}\n", answer.Output);
            Assert.NotEqual(0, new FileInfo(Path.Combine(target, run + ending)).Length);
            Assert.Equal(
                before.Order(), Directory.GetFileSystemEntries(folder.FullPath, "*", SearchOption.AllDirectories).Order());
        }
        finally
        {
            SetReadOnly(folder.FullPath, isReadOnly: false);
        }
    }

    private static void SetReadOnly(string folder, bool isReadOnly)
    {
        if (!OperatingSystem.IsWindows())
        {
            UnixFileMode mode =
                UnixFileMode.UserRead | UnixFileMode.UserExecute | (isReadOnly ? UnixFileMode.None : UnixFileMode.UserWrite);
            File.SetUnixFileMode(folder, mode);
        }
    }

    private Task<Answer> RunsAsync(string command, params string[] arguments) =>
        Workplace.LabAsync(["runs", command, .. arguments, "--runs-dir", work.Runs]);

    private async Task<string[]> ListedAsync(params string[] filter) =>
        [.. (await RunsAsync("list", [.. filter, "--json"])).Succeeds().Json.EnumerateArray()
            .Select(run => run.GetProperty("run").GetString()!)];

    private async Task<string> MeasureAsync(string setting, int seed = 1)
    {
        string[] before = [.. RunFolder.List(work.Runs).Select(run => run.Name)];
        (await work.RunAsync("spin-diode", "--set", Frequencies, "--set", setting, "--seed", $"{seed}")).Succeeds();
        return Assert.Single(RunFolder.List(work.Runs).Select(run => run.Name).Except(before));
    }
}
