using Lab.Runs.Records;
using Lab.Workbench.Desks;

namespace Lab.Cli.Tests;

/// <summary>Runs that die, are stopped or paused, and go on.</summary>
public sealed class ResumeTests : IDisposable
{
    // On twins a third of a second on a quick machine, one and a half on a slow one, and as long again for the fit: longer than
    // a signal takes.
    private static readonly string[] LongRun = SpinDiodeEvery("0.005 MHz");

    // As long over sockets.
    private static readonly string[] LongServedRun = SpinDiodeEvery("0.05 MHz");

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task I_can_resume_a_killed_run_and_get_the_record_of_an_unbroken_one(bool served, bool rough)
    {
        string bench = work.Join("served.yaml");
        await using LabProcess? server = served
            ? await LabProcess.ServeAsync(work.Folder, "--clock", "virtual", "--write-bench", bench)
            : null;
        string[] where = served ? ["--bench", bench] : rough ? ["--twins", "rough"] : [];
        string[] longRun = [.. served ? LongServedRun : LongRun, .. where];
        (await work.RunAsync(longRun[1..])).Succeeds();
        long points = work.OnlyRun().CountPoints();
        var random = new Random(3);
        for (int i = 0; i < 2; i++)
        {
            (RunFolder folder, string runs, _, _) = await InterruptedRun.TakeAsync(
                work, $"killed{i}-", longRun, "KILL", TimeSpan.FromMilliseconds(random.Next(1, 150)));
            long survived = folder.CountPoints();

            Answer resumed = await Workplace.LabAsync("resume", folder.Name[..15], "--runs-dir", runs);

            resumed.Succeeds();
            Assert.Equal(RecordDump.PointsOf(work.OnlyRun()), RecordDump.PointsOf(folder));
            Assert.Equal(work.OnlyRun().ReadInfo().Results, folder.ReadInfo().Results);
            RunSeam seam = Assert.Single(folder.ReadInfo().Seams);
            Assert.Equal(survived, seam.Point);
            Assert.Equal(survived < points ? "was interrupted" : seam.Before, seam.Before);
        }
    }

    [Theory]
    [InlineData("sequential-digits", "loss", "--seeds", "3", "--epochs", "60")]
    [InlineData(
        "hyperparameter-search", "objective", "--trials", "12", "--finalists", "2", "--confirmations", "2", "--fixed",
        "epochs=4; seeds=1; threads=1")]
    [InlineData(
        "dynamical-mismatch-study", "test_accuracy", "--seeds", "2", "--epochs", "1", "--levels", "2", "--tuning-chips", "1",
        "--injected-noise", "0.03, 0.1", "--uphill-step", "0.1", "--width", "16")]
    public async Task A_computed_study_that_was_killed_goes_on_to_the_same_results(
        string protocol, string column, params string[] settings)
    {
        (await work.RunAsync([protocol, .. settings])).Succeeds();
        string runs = work.Join("killed");
        await using LabProcess run = LabProcess.Start(work.Folder, ["run", protocol, .. settings, "--runs-dir", runs]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 2);
        run.Signal("KILL");
        await run.ExitAsync();
        RunFolder folder = Assert.Single(RunFolder.List(runs));
        Assert.InRange(folder.CountPoints(), 1, work.OnlyRun().CountPoints() - 1);

        (await Workplace.LabAsync("resume", folder.Name[..15], "--runs-dir", runs)).Succeeds();

        Assert.Equal(work.OnlyRun().ReadData().Numbers(column), folder.ReadData().Numbers(column));
        Assert.Equal(
            work.OnlyRun().ReadInfo().Results.Where(result => result.Name != "epoch_seconds"),
            folder.ReadInfo().Results.Where(result => result.Name != "epoch_seconds"));
    }

    [Fact]
    public async Task A_training_that_was_killed_goes_on_to_the_same_weights()
    {
        string[] training =
        [
            "run", "train-classifier", "--task", "boundary", "--currents", "0..10 mA step 2 mA", "--steps", "150", "--batch", "40"
        ];
        (await work.RunAsync(training[1..])).Succeeds();
        string runs = work.Join("killed");
        await using LabProcess run = LabProcess.Start(work.Folder, [.. training, "--runs-dir", runs]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 36);
        await Task.Delay(TimeSpan.FromMilliseconds(new Random(11).Next(1, 300)), TimeProvider.System);
        run.Signal("KILL");
        await run.ExitAsync();
        RunFolder folder = Assert.Single(RunFolder.List(runs));
        Assert.InRange(folder.CountPoints(), 37, 186);

        (await Workplace.LabAsync("resume", folder.FullPath, "--runs-dir", runs)).Succeeds();

        Assert.Equal(RecordDump.PointsOf(work.OnlyRun()), RecordDump.PointsOf(folder));
        Assert.Equal(work.OnlyRun().ReadInfo().Results, folder.ReadInfo().Results);
    }

    [Fact]
    public async Task I_can_resume_a_run_that_I_stopped()
    {
        (await work.RunAsync(LongRun[1..])).Succeeds();
        (RunFolder folder, _, int exitCode, IReadOnlyList<string> lines) =
            await InterruptedRun.TakeAsync(work, "stopped", LongRun, "INT");
        Assert.Equal(130, exitCode);
        Assert.Contains(lines, line => line == $"Go on with it: lab resume {folder.Name}");

        (await Workplace.LabAsync("resume", folder.FullPath)).Succeeds();

        Assert.Equal(RecordDump.PointsOf(work.OnlyRun()), RecordDump.PointsOf(folder));
    }

    [Fact]
    public async Task A_paused_run_measures_nothing_until_it_is_continued()
    {
        string bench = work.Join("served.yaml");
        await using LabProcess server = await LabProcess.ServeAsync(work.Folder, "--write-bench", bench);
        await using LabProcess run = LabProcess.Start(
            work.Folder,
            [
                "run", "spin-diode", "--bench", bench, "--runs-dir", work.Runs, "--set", "field=none", "--set",
                "integration_cycles=0.01",
                "--set", "settle=1 ms", "--set", "frequencies=340..352 MHz step 0.05 MHz", "--set", "powers=2 uW",
            ]);
        await run.WaitForAsync(line => LabProcess.PointsDone(line) > 10);

        run.Signal("TSTP");
        await run.WaitForAsync(line => line.StartsWith("Pausing after the current point", StringComparison.Ordinal));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (LiveState.Read(work.OnlyRun().FullPath) is not { IsPaused: true, Step: "paused" })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        long before = work.OnlyRun().CountPoints();
        await Task.Delay(TimeSpan.FromMilliseconds(700), TimeProvider.System);
        Assert.Equal(before, work.OnlyRun().CountPoints());
        run.Signal("CONT");

        await run.WaitForAsync(line => line == "Going on.");
        await run.ExitAsync();
        Assert.Equal(RunStatus.Done, work.OnlyRun().ReadInfo().Status);
        Assert.Equal(work.OnlyRun().ReadInfo().PlannedPoints, work.OnlyRun().CountPoints());
    }

    [Fact]
    public async Task A_run_whose_bench_file_is_gone_says_so()
    {
        string bench = work.WriteBench();
        (await work.RunAsync("spin-diode", "--bench", bench)).Succeeds();
        RunFolder run = work.OnlyRun();
        run.WriteInfo(run.ReadInfo() with { Status = RunStatus.Running, Ended = null });
        File.Delete(bench);

        Answer answer = await Workplace.LabAsync("resume", run.Name, "--runs-dir", work.Runs);

        Assert.Equal(2, answer.ExitCode);
        Assert.Equal(
            $"The bench file '{bench}' of the run '{run.Name}' is not there any more. Name another with --bench. A copy of it "
                + $"as it was is '{Path.Combine(run.FullPath, "files", "bench-bench.yaml")}'.\n",
            answer.Error);
    }

    [Fact]
    public async Task A_limit_that_changed_since_is_reported_before_anything_is_measured()
    {
        string bench = work.WriteBench();
        (await work.RunAsync("spin-diode", "--bench", bench)).Succeeds();
        RunFolder run = work.OnlyRun();
        run.WriteInfo(run.ReadInfo() with { Status = RunStatus.Running, Ended = null });
        work.WriteBench(("power: { max: 0 dBm }", "power: { max: 3 dBm }"));

        Answer refused = await Workplace.LabAsync("resume", run.Name, "--runs-dir", work.Runs);
        Answer accepted = await Workplace.LabAsync("resume", run.Name, "--runs-dir", work.Runs, "--accept-changes");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(
            "limit gone: rf power at most 1 mW; limit new: rf power at most 1.99526 mW", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, accepted.ExitCode);
        Assert.Contains(
            "Warning: resumed with a difference: limit gone: rf power at most 1 mW", accepted.Error, StringComparison.Ordinal);
    }

    private static string[] SpinDiodeEvery(string step) =>
    [
        "run", "spin-diode", "--seed", "5", "--set", "integration_cycles=1", "--set", "settle=1 ms", "--set",
        $"frequencies=331..361 MHz step {step}", "--set", "powers=2 uW"
    ];
}
