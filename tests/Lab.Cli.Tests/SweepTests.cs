using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Sweeps and monitors on any bench.</summary>
public sealed class SweepTests : IDisposable
{
    private static readonly string[] Resonance =
    [
        "sweep", "--set", "axes=rf.frequency 330..362 MHz step 1 MHz", "--set", "read=voltmeter.voltage"
    ];

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_sweep_what_I_want_and_read_what_I_want()
    {
        Answer answer = await work.RunAsync(Resonance);

        answer.Succeeds();
        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal((RunStatus.Done, 33L), (info.Status, info.Points));
        string report = await File.ReadAllTextAsync(work.OnlyRun().ReportFile);
        Assert.Contains("voltmeter.voltage against rf.frequency", report, StringComparison.Ordinal);
        Assert.Contains("rf is switched on.", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_of_a_sweep_tells_axes_outputs_time_and_limits()
    {
        Answer answer = await Workplace.LabAsync(["plan", .. Resonance]);

        answer.Succeeds();
        Assert.Contains("sweep on bench 'spin-diode': 33 points", answer.Output, StringComparison.Ordinal);
        Assert.Contains(
            "rf.frequency: 33 points from 330 MHz to 362 MHz; 10 ms to settle.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("rf.power -14 dBm is held.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("rf is switched on.", answer.Output, StringComparison.Ordinal);
        Assert.Contains("rf power at most 1 mW", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_point_beyond_a_limit_ends_in_the_rehearsal()
    {
        Answer answer = await work.RunAsync("sweep", "--set", "axes=rf.power -20..10 dBm step 10 dB");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(
            "The rehearsal on twins failed, and nothing was sent to the bench.", answer.Error, StringComparison.Ordinal);
        work.AssertNothingRecorded();
    }

    [Fact]
    public async Task A_wrong_axis_is_told_before_anything_opens()
    {
        Answer answer = await work.RunAsync("sweep", "--set", "axes=rf.frequncy 1..2 MHz in 2");

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(
            "sweep: The setting 'axes', at character 1: axis 1, rf.frequncy:", answer.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean rf.frequency?", answer.Error, StringComparison.Ordinal);
        work.AssertNothingRecorded();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task I_can_resume_a_killed_sweep_and_get_the_record_of_an_unbroken_one(bool served)
    {
        string bench = work.Join("served.yaml");
        await using LabProcess? server = served
            ? await LabProcess.ServeAsync(work.Folder, "--clock", "virtual", "--write-bench", bench)
            : null;
        string[] sweep =
        [
            "sweep",
            "--set",
            $"axes=rf.frequency 330..362 MHz step {(served ? "1" : "0.1")} MHz snake; line.current -2..2 mA step 1 mA up "
                + "and down",
            "--set",
            "derived=ratio = voltmeter.voltage / line.current",
            .. served ? (string[])["--bench", bench, "--set", "hold=rf.power -14 dBm"] : [],
        ];
        (await work.RunAsync(sweep)).Succeeds();
        (RunFolder folder, string runs, _, _) = await InterruptedRun.TakeAsync(work, "killed", ["run", .. sweep], "KILL");

        (await Workplace.LabAsync("resume", folder.Name[..15], "--runs-dir", runs)).Succeeds();

        Assert.Equal(RecordDump.PointsOf(work.OnlyRun()), RecordDump.PointsOf(folder));
        Assert.Equal(work.OnlyRun().ReadInfo().Results, folder.ReadInfo().Results);
        Assert.Equal(work.OnlyRun().ReadInfo().Warnings, folder.ReadInfo().Warnings);
    }

    [Fact]
    public async Task A_loop_of_resistance_against_field_comes_out_as_one_figure()
    {
        string yaml = await File.ReadAllTextAsync(
            Path.Combine(Workplace.Repository, "Runs", "Lab.Workbench", "Benches", "field-line.yaml"));
        string bench = work.Write("loop.yaml", yaml.Replace(
            "      destroyed_by_power:", "      pinning: 10 Oe\n      destroyed_by_power:", StringComparison.Ordinal));

        (await work.RunAsync(
            "sweep",
            "--bench",
            bench,
            "--set",
            "axes=magnet.field -90..90 Oe step 10 Oe up and down",
            "--set",
            "read=smu.resistance")).Succeeds();

        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal(37, info.Points);
        Assert.Contains(info.Results, result => result.Name == "smu_resistance_opening");
        string report = await File.ReadAllTextAsync(work.OnlyRun().ReportFile);
        Assert.Contains("smu.resistance against magnet.field", report, StringComparison.Ordinal);
        Assert.Contains("\"rising\"", report, StringComparison.Ordinal);
        Assert.Contains("\"falling\"", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_of_a_sweep_can_be_written_again_when_its_files_are_gone()
    {
        string table = work.Write("places.csv", "frequency (MHz)\n340\n346\n352\n");
        (await work.RunAsync("sweep", "--set", "axes=rf.frequency from table", "--set", $"table={table}")).Succeeds();
        File.Delete(table);
        File.Delete(work.OnlyRun().ReportFile);

        (await Workplace.LabAsync("runs", "report", work.OnlyRun().FullPath)).Succeeds();

        Assert.Contains(
            "voltmeter.voltage against rf.frequency",
            await File.ReadAllTextAsync(work.OnlyRun().ReportFile),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_monitor_that_I_stop_is_done_and_has_its_report()
    {
        await using LabProcess run = LabProcess.Start(
            work.Folder, ["run", "monitor", "--set", "read=voltmeter.voltage, gaussmeter.field", "--runs-dir", work.Runs]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 0);
        run.Signal("INT");

        Assert.Equal(0, await run.ExitAsync());

        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal(RunStatus.Done, info.Status);
        Assert.Equal(info.Points, info.PlannedPoints);
        Assert.Equal(info.Points, work.OnlyRun().CountPoints());
        Assert.Contains(info.Results, result => result.Name == "voltmeter_voltage_mean");
        Assert.Contains(
            "Allan deviation of voltmeter.voltage",
            await File.ReadAllTextAsync(work.OnlyRun().ReportFile),
            StringComparison.Ordinal);
        Answer again = await Workplace.LabAsync("resume", work.OnlyRun().FullPath);
        Assert.Contains("is done", again.Error, StringComparison.Ordinal);
        (await Workplace.LabAsync("runs", "report", work.OnlyRun().FullPath)).Succeeds();
    }

    [Fact]
    public async Task The_commands_of_the_guide_work()
    {
        string[] commands =
            [.. (await File.ReadAllLinesAsync(Path.Combine(Workplace.Repository, "docs", "guides", "sweep.md"))).Where(
                line => line.StartsWith("./lab ", StringComparison.Ordinal))];
        Assert.InRange(commands.Length, 7, 20);

        foreach (string command in commands)
        {
            Answer answer = await LabProcess.RunAsync(
                work.Folder, "sh", "-c", $"dotnet '{LabProcess.Program}' {command["./lab ".Length..]}");

            Assert.True(answer.ExitCode == 0, $"{command}{Environment.NewLine}{answer.Error}{answer.Output}");
        }
    }
}
