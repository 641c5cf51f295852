using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Runs.Tests.Engine;

/// <summary>Runs that ended short of their last point and go on.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Resume_OnAVirtualClock_EqualsTheUnbrokenRun()
    {
        RunOutcome unbroken = await RunEngine.RunAsync(Request(new ScriptedProtocol(), new FakeBench()));
        RunOutcome stopped = await StopAtAsync(2);

        RunOutcome resumed = await RunEngine.ResumeAsync(Request(new ScriptedProtocol(), new FakeBench()), stopped.Folder);

        Assert.Equal(RunStatus.Done, resumed.Info.Status);
        Assert.Equal(Points(unbroken), Points(resumed));
        Assert.Equal(unbroken.Info.Results, resumed.Info.Results);
        Assert.Equal(unbroken.Info.BenchSeconds, resumed.Info.BenchSeconds);
        RunSeam seam = Assert.Single(resumed.Folder.ReadInfo().Seams);
        Assert.Equal(3, seam.Point);
        Assert.Equal("was aborted: stopped after 3 of 5 points", seam.Before);
        Assert.Empty(seam.Differences);
        Assert.Equal(
            [new PointMark(3, PointMark.Seam, "resumed after it was aborted: stopped after 3 of 5 points")],
            resumed.Folder.ReadMarks());
        Assert.Contains("Where the run was resumed", File.ReadAllText(resumed.Folder.ReportFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_Twice_EqualsTheUnbrokenRun()
    {
        RunOutcome unbroken = await RunEngine.RunAsync(Request(new ScriptedProtocol(), new FakeBench()));
        RunOutcome stopped = await StopAtAsync(1);
        using var stop = new CancellationTokenSource();
        var stopping = new ScriptedProtocol { Read = point => StopAt(point, 3, stop) };
        await RunEngine.ResumeAsync(Request(stopping, new FakeBench()) with { Stop = stop.Token }, stopped.Folder);

        RunOutcome resumed = await RunEngine.ResumeAsync(Request(new ScriptedProtocol(), new FakeBench()), stopped.Folder);

        Assert.Equal(Points(unbroken), Points(resumed));
        Assert.Equal([2L, 4L], resumed.Info.Seams.Select(seam => seam.Point));
    }

    [Fact]
    public async Task Resume_TwinsGiveOtherValues_IsRefusedAndKeepsTheRecord()
    {
        RunOutcome stopped = await StopAtAsync(2);

        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request(new ScriptedProtocol { Read = point => point == 1 ? 0.75 : point * 0.5 }, new FakeBench()), stopped.Folder);

        Assert.Equal(RunStatus.Failed, resumed.Info.Status);
        Assert.StartsWith(
            "The twins do not give what is recorded (point 1: value 0.5 in the record, 0.75 now)",
            resumed.Info.Reason,
            StringComparison.Ordinal);
        Assert.Equal(3, resumed.Info.Points);
        Assert.Equal([0, 0.5, 1], resumed.Folder.ReadData().Numbers("value"));
        Assert.Equal(
            RunStatus.Done,
            (await RunEngine.ResumeAsync(Request(new ScriptedProtocol(), new FakeBench()), stopped.Folder)).Info.Status);
    }

    [Fact]
    public async Task Resume_OnTheBenchsOwnTime_MeasuresOnlyWhatIsMissingAndCountsTheGap()
    {
        var clock = new HastyClock();
        using var stop = new CancellationTokenSource();
        RunOutcome stopped = await RunEngine.RunAsync(
            Request(new ScriptedProtocol { Read = point => StopAt(point, 1, stop) }, new FakeBench { Clock = clock }) with
            {
                Stop = stop.Token,
                WallClock = clock
            });
        clock.Pass(TimeSpan.FromHours(1));
        List<int> measured = [];
        int prepared = 0;
        double[] learned = [];
        var protocol = new ScriptedProtocol
        {
            Prepare = context =>
            {
                prepared++;
                learned = context.Learned(data => data?.Numbers("value") ?? []);
            },
            Read = point =>
            {
                measured.Add(point);
                return point * 0.5;
            },
        };

        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request(protocol, new FakeBench { Clock = clock }) with { WallClock = clock }, stopped.Folder);

        Assert.Equal([2, 3, 4], measured);
        Assert.Equal(1, prepared);
        Assert.Equal([0, 0.5], learned);
        Assert.Equal([0, 0.5, 1, 1.5, 2], resumed.Folder.ReadData().Numbers("value"));
        Assert.Equal([1, 2, 3603, 3604, 3605], resumed.Folder.ReadData().BenchSeconds);
    }

    [Fact]
    public async Task Resume_LimitChanged_IsRefusedUnlessAcceptedAndThenRecorded()
    {
        RunOutcome stopped = await StopAtAsync(2);
        var protocol = new ScriptedProtocol();

        RunException refused = await Assert.ThrowsAsync<RunException>(
            () => RunEngine.ResumeAsync(Request(protocol, new FakeBench { Limits = ["rf power at most 2 mW"] }), stopped.Folder));
        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request(protocol, new FakeBench { Limits = ["rf power at most 2 mW"] }) with { AcceptsChanges = true },
            stopped.Folder);

        Assert.Equal(
            "The run began differently: limit gone: rf power at most 1 mW; limit new: rf power at most 2 mW. "
            + "Put it back as it was, or accept it with --accept-changes, which is recorded.",
            refused.Message);
        Assert.Equal(
            ["limit gone: rf power at most 1 mW", "limit new: rf power at most 2 mW"],
            Assert.Single(resumed.Folder.ReadInfo().Seams).Differences);
    }

    [Fact]
    public async Task Resume_CalibrationChanged_IsRefusedUnlessAcceptedAndThenRecorded()
    {
        RunOutcome stopped = await StopAtAsync(2, context => RfLoss.Of(context, "rf"));
        FakeBench Other() => new()
        {
            Definition = new()
            {
                Name = "fake",
                Instruments = [],
                SafeState = [],
                Wiring = [new("rf", Benches.Samples.SamplePort.Rf, null, LevelRatio.FromDecibels(6))],
            },
        };
        var protocol = new ScriptedProtocol { Prepare = context => RfLoss.Of(context, "rf") };

        RunOutcome refused = await RunEngine.ResumeAsync(Request(protocol, Other()), stopped.Folder);
        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request(protocol, Other()) with { AcceptsChanges = true }, stopped.Folder);

        Assert.Equal(RunStatus.Failed, refused.Info.Status);
        Assert.Contains(
            "calibration rf/loss was 0 dB from bench file, is 6 dB from bench file",
            refused.Info.Reason,
            StringComparison.Ordinal);
        Assert.Equal(RunStatus.Done, resumed.Info.Status);
        Assert.Equal(
            ["calibration rf/loss was 0 dB from bench file, is 6 dB from bench file"],
            resumed.Folder.ReadInfo().Seams[^1].Differences);
    }

    [Fact]
    public async Task Resume_ARunThatIsDone_IsRefused()
    {
        RunOutcome done = await RunEngine.RunAsync(Request(new ScriptedProtocol(), new FakeBench()));

        RunException error = await Assert.ThrowsAsync<RunException>(() => RunEngine.ResumeAsync(
            Request(new ScriptedProtocol(), new FakeBench()), done.Folder));

        Assert.Contains("is done: all its 5 points are measured", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_KilledBeforeTheAnalysis_OnlyAnalyses()
    {
        RunOutcome done = await RunEngine.RunAsync(Request(new ScriptedProtocol(), new FakeBench()));
        done.Folder.WriteInfo(done.Info with { Status = RunStatus.Running, Ended = null, Results = [] });
        var bench = new FakeBench();

        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request(new ScriptedProtocol { Prepare = _ => Assert.Fail("The bench was touched.") }, bench), done.Folder);

        Assert.Equal(done.Info.Results, resumed.Info.Results);
        Assert.Equal(RunStatus.Done, resumed.Info.Status);
    }

    [Fact]
    public async Task Resume_WhileTheRunIsUnderWay_IsRefused()
    {
        Exception? refused = null;
        var protocol = new ScriptedProtocol
        {
            Before = async (point, _) =>
            {
                if (point == 1)
                {
                    RunFolder folder = Assert.Single(RunFolder.List(runs.Path));
                    refused = await Record.ExceptionAsync(() => RunEngine.ResumeAsync(
                        Request(new ScriptedProtocol(), new FakeBench()), folder));
                }
            },
        };

        RunOutcome outcome = await RunEngine.RunAsync(Request(protocol, new FakeBench()));

        Assert.Contains(
            "is under way in another process", Assert.IsType<RunException>(refused).Message, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Done, outcome.Info.Status);
    }

    [Fact]
    public async Task Resume_WithOtherColumns_IsRefused()
    {
        RunOutcome stopped = await StopAtAsync(2);

        RunException error = Assert.Throws<RunException>(() => PointStore.Continue(
            stopped.Folder.FullPath, [new Column("other", "A", "Something else.")]));

        Assert.Contains("has the columns value (V), the protocol now has other (A)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_WithAnotherSeedOrPlan_IsRefused()
    {
        RunOutcome stopped = await StopAtAsync(2);
        RunRequest request = Request(new ScriptedProtocol(), new FakeBench());

        RunException seed = await Assert.ThrowsAsync<RunException>(() => RunEngine.ResumeAsync(
            request with { Seed = 9, AcceptsChanges = true }, stopped.Folder));
        RunException plan = await Assert.ThrowsAsync<RunException>(
            () => RunEngine.ResumeAsync(
                request with { Settings = new ScriptedSettings { Points = 9 }, AcceptsChanges = true }, stopped.Folder));

        Assert.Contains("has the seed 1, and would go on with 9", seed.Message, StringComparison.Ordinal);
        Assert.Contains("has the number of points 5, and would go on with 9", plan.Message, StringComparison.Ordinal);
    }

    private static double StopAt(int point, int last, CancellationTokenSource stop)
    {
        if (point == last)
        {
            stop.Cancel();
        }

        return point * 0.5;
    }

    private static IEnumerable<(long Point, double Seconds, double Value)> Points(RunOutcome outcome)
    {
        IRunData data = outcome.Folder.ReadData();
        return data.Points.Zip(data.BenchSeconds, data.Numbers("value"));
    }

    private async Task<RunOutcome> StopAtAsync(int last, Action<ExperimentContext>? prepare = null)
    {
        using var stop = new CancellationTokenSource();
        var protocol = new ScriptedProtocol { Prepare = prepare ?? (_ => { }), Read = point => StopAt(point, last, stop) };
        return await RunEngine.RunAsync(Request(protocol, new FakeBench()) with { Stop = stop.Token });
    }

    private RunRequest Request(IProtocol protocol, FakeBench bench) => new(protocol, new ScriptedSettings(), bench, 1, runs.Path);
}
