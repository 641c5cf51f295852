using System.Globalization;
using System.Text;
using Lab.Runs.Records;
using Microsoft.Data.Sqlite;

namespace Lab.Cli.Tests;

/// <summary>Records that other programs hold, that came from elsewhere, or whose run ended early;
/// and what they depend on.</summary>
public sealed class RecordTests : IDisposable
{
    private static readonly string[] Sweep = ["--set", "frequencies=330..362 MHz step 1 MHz", "--set", "powers=2 uW"];

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task A_lock_of_another_program_is_waited_for_with_a_note()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(
            work.Folder,
            [
                "run", "spin-diode", "--bench", bench, "--runs-dir", work.Runs, "--set", "field=none", "--set",
                "integration_cycles=0.01",
                "--set", "settle=1 ms", "--set", "frequencies=340..352 MHz step 0.03 MHz", "--set", "powers=2 uW",
            ]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 10);
        await using (var other = new SqliteConnection(
            $"Data Source={Path.Combine(work.OnlyRun().FullPath, "data.db")};Pooling=false"))
        {
            other.Open();
            await using SqliteCommand command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync();
            string note = await run.WaitForAsync(line => line.Contains(
                ", waiting for another program", StringComparison.Ordinal));
            Assert.EndsWith("holds data.db.", note, StringComparison.Ordinal);
        }

        await run.ExitAsync();
        Assert.Equal(RunStatus.Done, work.OnlyRun().ReadInfo().Status);
        Assert.Equal(401, work.OnlyRun().CountPoints());
        Assert.Equal(["data.db"], Directory.GetFiles(work.OnlyRun().FullPath, "data.db*").Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_finished_record_opens_in_a_folder_that_cannot_be_written()
    {
        (await work.RunAsync(["spin-diode", .. Sweep])).Succeeds();
        RunFolder run = work.OnlyRun();
        SetWritable(run.FullPath, isWritable: false);
        try
        {
            // Who may write everywhere, such as root, sees nothing of it; that nothing is written is tested all the same.
            string before = Listing(run);
            (await Workplace.LabAsync("runs", "export", run.FullPath, "-o", work.Join("a.csv"))).Succeeds();
            (await Workplace.LabAsync("runs", "show", run.FullPath)).Succeeds();
            (await Workplace.LabAsync("runs", "report", run.FullPath, "-o", work.Join("elsewhere"))).Succeeds();
            Assert.Equal(before, Listing(run));
            Assert.True(File.Exists(Path.Combine(work.Join("elsewhere"), "report.html")));
            Answer python = await LabProcess.RunAsync(
                work.Folder,
                "/usr/bin/python3",
                "-c",
                $"import sqlite3; print(sqlite3.connect('file:{run.FullPath}/data.db?mode=ro', uri=True).execute('select "
                    + "count(*) from points').fetchone()[0])");
            Assert.Equal("33\n", python.Succeeds().Output);
        }
        finally
        {
            SetWritable(run.FullPath, isWritable: true);
        }
    }

    [Fact]
    public async Task A_run_does_not_go_on_with_other_data()
    {
        string data = work.Write("my.csv", Series(phase: 0));
        (await work.RunAsync("train-series", "--data", data, "--epochs", "2", "--seeds", "1")).Succeeds();
        RunFolder run = work.OnlyRun();
        run.WriteInfo(run.ReadInfo() with { Status = RunStatus.Running, Ended = null });
        work.Write("my.csv", Series(phase: 1));

        Answer refused = await Workplace.LabAsync("resume", run.Name, "--runs-dir", work.Runs);
        Answer accepted = await Workplace.LabAsync("resume", run.Name, "--runs-dir", work.Runs, "--accept-changes");

        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith(
            $"The run began differently: the file {data} of the setting 'data' has changed since.",
            refused.Message,
            StringComparison.Ordinal);
        accepted.Succeeds();
        Assert.Contains($"file of data, {data},", Assert.Single(run.ReadInfo().Seams[^1].Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_needs_no_file_outside_its_folder()
    {
        string data = work.Write("my.csv", Series(phase: 0));
        (await work.RunAsync("train-series", "--data", data, "--epochs", "2", "--seeds", "1")).Succeeds();
        RunFolder run = work.OnlyRun();
        run.WriteInfo(run.ReadInfo() with { Status = RunStatus.Running, Ended = null });
        File.Delete(data);
        string moved = work.Join("moved");
        Directory.Move(run.FullPath, moved);

        (await Workplace.LabAsync("runs", "report", moved)).Succeeds();
        (await Workplace.LabAsync("resume", moved)).Succeeds();

        Assert.Equal(data, RunFolder.Open(work.Runs, moved).ReadInfo().Settings["data"]);
        File.Delete(Path.Combine(moved, "files", "data-my.csv"));
        Answer missing = await Workplace.LabAsync("runs", "report", moved);
        Assert.Equal(2, missing.ExitCode);
        Assert.StartsWith($"The run read the file '{data}' (setting 'data', ", missing.Message, StringComparison.Ordinal);
        Assert.Contains("is not there any more", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sweep_whose_plan_is_made_by_the_bench_is_analysed_without_the_files_beside_it()
    {
        string device = work.Write("device.yaml", "junctions:\n  mtj:\n    resonance_frequency: 350 MHz\n");
        string bench = work.WriteBench(("sample:\n", "sample:\n  device: device.yaml\n"));
        (await work.RunAsync(
            "sweep",
            "--bench",
            bench,
            "--set",
            "axes=rf.frequency 330..362 MHz step 4 MHz",
            "--set",
            "read=voltmeter.voltage")).Succeeds();
        File.Delete(device);
        File.Delete(bench);
        string moved = work.Join("moved");
        Directory.Move(work.OnlyRun().FullPath, moved);

        (await Workplace.LabAsync("runs", "report", moved)).Succeeds();
    }

    [Fact]
    public async Task A_safe_state_that_changed_since_is_reported_before_anything_is_measured()
    {
        string bench = work.WriteBench();
        (await work.RunAsync(["spin-diode", "--bench", bench, .. Sweep])).Succeeds();
        RunFolder run = work.OnlyRun();
        run.WriteInfo(run.ReadInfo() with { Status = RunStatus.Running, Ended = null });
        work.WriteBench(("line_frequency: 50 Hz", "line_frequency: 60 Hz"));

        Answer refused = await Workplace.LabAsync("resume", run.Name, "--runs-dir", work.Runs);

        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith(
            "The run began differently: bench file: instruments.voltmeter.settings.line_frequency was 50 Hz, is 60 Hz. Put "
                + "it back",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_names_no_file_leaves_nothing()
    {
        Answer answer = await work.RunAsync("network-test");

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("The setting 'network' names no file", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("lab resume", answer.Output, StringComparison.Ordinal);
        work.AssertNothingRecorded();
    }

    [Fact]
    public async Task A_run_that_is_stopped_gives_results_of_the_frequencies_that_were_reached_as_partial()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(
            work.Folder,
            [
                "run", "spin-diode", "--bench", bench, "--runs-dir", work.Runs, "--set", "field=none", "--set",
                "integration_cycles=0.01",
                "--set", "settle=1 ms", "--set", "frequencies=140..170 MHz in 61", "--set",
                "powers=20, 40, 60, 80, 90, 95, 96, 97, 98, 99 uW",
            ]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 130);

        run.Signal("INT");

        await run.ExitAsync();
        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal(RunStatus.Aborted, info.Status);
        Assert.Contains(info.Warnings, warning => warning.StartsWith("Partial: the run ended after ", StringComparison.Ordinal));
        Assert.Contains("Points as measured", File.ReadAllText(work.OnlyRun().ReportFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_calibration_that_was_made_last_is_in_force_whatever_the_clock_said()
    {
        string folder = work.Join("calibrations");
        (await work.RunAsync("voltmeter-offset", "--readings", "50")).Succeeds();
        string first = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(folder)));
        string file = Path.Combine(folder, $"{first}.json");
        string text = File.ReadAllText(file);
        int year = TimeProvider.System.GetUtcNow().Year;
        // As if the clock had been ahead.
        File.WriteAllText(
            file, text.Replace($"\"inForceSince\": \"{year}", $"\"inForceSince\": \"{year + 1}", StringComparison.Ordinal));
        (await work.RunAsync("voltmeter-offset", "--readings", "50", "--seed", "5")).Succeeds();

        Answer list = (await Workplace.LabAsync("calibrations", "list", "--calibrations-dir", folder)).Succeeds();

        string[] rows = [.. list.Output.Split('\n').Where(line => line.Contains("(twins)", StringComparison.Ordinal))];
        Assert.Equal(2, rows.Length);
        Assert.Contains("superseded (the clock was ahead)", rows[0], StringComparison.Ordinal);
        Assert.Contains("in force", rows[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_calibration_is_not_put_in_force_again()
    {
        string folder = work.Join("calibrations");
        (await work.RunAsync("voltmeter-offset", "--readings", "50")).Succeeds();
        string id = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(folder)));
        (await Workplace.LabAsync("calibrations", "expire", id, "--calibrations-dir", folder)).Succeeds();

        foreach (string command in (string[])["use", "expire"])
        {
            Answer answer = await Workplace.LabAsync("calibrations", command, id, "--calibrations-dir", folder);
            Assert.Equal(2, answer.ExitCode);
            Assert.Contains("expired", answer.Message, StringComparison.Ordinal);
        }

        Assert.Contains(
            "expired",
            (await Workplace.LabAsync("calibrations", "list", "--calibrations-dir", folder)).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bench_file_that_is_a_pipe_or_a_device_is_refused()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // the system does not tell
        }

        string pipe = work.Join("pipe.yaml");
        (await LabProcess.RunAsync(work.Folder, "/usr/bin/mkfifo", pipe)).Succeeds();
        foreach (string file in (string[])[pipe, "/dev/zero"])
        {
            Answer answer = await work.RunAsync("spin-diode", "--bench", file);
            Assert.Equal(2, answer.ExitCode);
            Assert.Contains("is a pipe, a device or a socket", answer.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_record_with_a_gap_is_neither_resumed_nor_analysed_as_if_it_were_whole()
    {
        (await work.RunAsync(["spin-diode", .. Sweep])).Succeeds();
        RunFolder run = work.OnlyRun();
        run.WriteInfo(run.ReadInfo() with { Status = RunStatus.Running, Ended = null });
        await using (var other = new SqliteConnection($"Data Source={Path.Combine(run.FullPath, "data.db")};Pooling=false"))
        {
            other.Open();
            await using SqliteCommand command = other.CreateCommand();
            command.CommandText = "DELETE FROM points WHERE point BETWEEN 5 AND 9";
            await command.ExecuteNonQueryAsync();
        }

        Answer resumed = await Workplace.LabAsync("resume", run.Name, "--runs-dir", work.Runs);
        Answer reported = await Workplace.LabAsync("runs", "report", run.Name, "--runs-dir", work.Runs);

        Assert.Equal(2, resumed.ExitCode);
        Assert.Contains("has 28 points with the numbers 0 to 32: some are missing", resumed.Message, StringComparison.Ordinal);
        Assert.Equal(2, reported.ExitCode);
        Assert.Contains("has 28 points with the numbers 0 to 32: some are missing", reported.Message, StringComparison.Ordinal);
    }

    /// <summary>Twenty sines of each of two frequencies, as CSV with the class behind.</summary>
    private static string Series(double phase)
    {
        var text = new StringBuilder();
        for (int i = 0; i < 40; i++)
        {
            for (int step = 0; step < 12; step++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Math.Sin(((i % 2 == 0 ? 0.5 : 0.8) * step) + i + phase):F4},");
            }

            text.Append(i % 2 == 0 ? "slow\n" : "fast\n");
        }

        return text.ToString();
    }

    private static void SetWritable(string folder, bool isWritable)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        UnixFileMode write = isWritable ? UnixFileMode.UserWrite : UnixFileMode.None;
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | write);
        }

        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | write);
    }

    private static string Listing(RunFolder run) => string.Join(
        '\n', new DirectoryInfo(run.FullPath).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(file => file.FullName, StringComparer.Ordinal).Select(
                file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc:O}"));
}
