using System.Text.Json;
using Lab.Instruments.RfGenerators;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Engine;

public sealed class RunEngineTests : IDisposable
{
    private readonly TemporaryFolder runs = new();
    private readonly FakeBench bench = new();
    private readonly List<RunProgress> progress = [];

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Run_ToItsEnd_IsDoneWithResultsAndSafe()
    {
        RunOutcome outcome = await RunAsync(new ScriptedProtocol());

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Done, info.Status);
        Assert.Null(info.Reason);
        Assert.Equal(5, info.Points);
        Assert.Equal(5, info.PlannedPoints);
        Assert.Equal(5, info.BenchSeconds);
        Assert.Equal(1.0, Assert.Single(info.Results).Value);
        Assert.Equal("5", info.Settings["points"]);
        Assert.Equal(["rf power at most 1 mW"], info.Limits);
        Assert.Equal(Environment.ProcessId, info.ProcessId);
        Assert.True(info.Ended >= info.Started);
        Assert.Equal(1, bench.TimesMadeSafe);
        Assert.Equal([0, 0.5, 1, 1.5, 2], outcome.Folder.ReadData().Numbers("value"));
        Assert.Equal([1, 2, 3, 4, 5], outcome.Folder.ReadData().BenchSeconds);
        Assert.True(File.Exists(outcome.Folder.ReportFile));
        Assert.Equal(
            ["data.db", "log.jsonl", "report.html", "run.json"],
            Directory.GetFiles(outcome.Folder.FullPath).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_Progress_CountsWhatIsInTheDatabase()
    {
        var counted = new List<(int Done, int Stored)>();

        await RunAsync(new ScriptedProtocol(), request => request with
        {
            Progress = p =>
            {
                progress.Add(p);
                if (p.Message is not "preparing")
                {
                    counted.Add((p.Done, RecordedPoints.Read(Assert.Single(Directory.GetDirectories(runs.Path))).Count));
                }
            },
        });

        Assert.All(counted, pair => Assert.Equal(pair.Done, pair.Stored));
        Assert.Equal([0, 1, 2, 3, 4, 5, 5], progress.Select(p => p.Done));
        Assert.Equal(
            ["preparing", "step 0", "step 1", "step 2", "step 3", "step 4", "analysing"], progress.Select(p => p.Message));
        Assert.Equal(
            [4, 3, 2, 1, 0], progress.Where(p => p.BenchTimeLeft is not null).Select(p => p.BenchTimeLeft!.Value.Seconds));
    }

    [Fact]
    public async Task Run_Stopped_EndsAfterTheCurrentPoint()
    {
        using var stop = new CancellationTokenSource();

        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol { Read = point => StopAt(point, 2, stop) }, request => request with { Stop = stop.Token });

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Aborted, info.Status);
        Assert.Equal("stopped after 3 of 5 points", info.Reason);
        Assert.Equal(3, info.Points);
        Assert.Equal(3, outcome.Folder.ReadData().Count);
        Assert.Equal(1, bench.TimesMadeSafe);
        Assert.Empty(info.Results);
    }

    [Fact]
    public async Task Run_StoppedNow_EndsInTheMiddleOfThePoint()
    {
        using var now = new CancellationTokenSource();
        var protocol = new ScriptedProtocol
        {
            Before = async (point, token) =>
            {
                if (point == 2)
                {
                    await now.CancelAsync();
                    token.ThrowIfCancellationRequested();
                }
            },
        };

        RunOutcome outcome = await RunAsync(protocol, request => request with { Stop = now.Token, StopNow = now.Token });

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Aborted, info.Status);
        Assert.Equal("stopped at once at point 2", info.Reason);
        Assert.Equal(2, outcome.Folder.ReadData().Count);
        Assert.Equal(1, bench.TimesMadeSafe);
    }

    [Fact]
    public async Task Run_InstrumentFails_IsFailedInTheInstrumentsWordsAndSafe()
    {
        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol { Read = point => point < 3 ? point : throw ScriptedProtocol.Fault() });

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Equal(
            "No answer came within 10 s (voltmeter, :READ?). Check that the instrument is on, in remote mode and not waiting "
                + "for a trigger. (at point 3, step 3)",
            info.Reason);
        Assert.Equal(3, outcome.Folder.ReadData().Count);
        Assert.Equal(1, bench.TimesMadeSafe);
        Assert.True(File.Exists(outcome.Folder.ReportFile));
        Assert.Contains("No answer came within 10 s", File.ReadAllText(outcome.Folder.LogFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_EndCannotBeRecorded_TellsWhatIsNotSafeBeforeItsGuardIsDismissed()
    {
        var told = new List<string>();
        var guard = new ListeningGuard(told);
        var hot = new FakeBench { Safe = () => [ScriptedProtocol.Fault("No answer came")] };
        string folder = Path.Combine(runs.Path, "runs");

        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol { Read = TakeFolderAway },
            request => request with { RunsFolder = folder, Guard = guard, NotSafe = steps => told.AddRange(steps) },
            hot);

        Assert.Equal([
            "begin",
            "No answer came (voltmeter, :READ?). Check that the instrument is on, in remote mode and not waiting for a trigger.",
            "end"
        ], told);
        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
        Assert.Contains("How the run ended is not on record: ", outcome.Info.Reason, StringComparison.Ordinal);
        Assert.Single(outcome.Info.Unsafe);

        double TakeFolderAway(int point)
        {
            if (point == 4)
            {
                // A file in its place leaves no room to rescue the points.
                Directory.Delete(folder, recursive: true);
                File.WriteAllText(folder, string.Empty);
            }

            return point;
        }
    }

    [Fact]
    public async Task Run_OutputWasLeftOnBeyondALimit_IsEndedBeforeThePreparationAndOnRecord()
    {
        var order = new List<string>();
        var hot = new FakeBench { EndExcess = () => { order.Add("ended"); return ["rf was left on."]; } };

        RunOutcome outcome = await RunAsync(new ScriptedProtocol { Prepare = _ => order.Add("prepared") }, on: hot);

        Assert.Equal(["ended", "prepared"], order);
        Assert.Equal(["rf was left on."], Recorded(outcome).Warnings);
    }

    [Fact]
    public async Task Run_OutputWasLeftOnAndIsNotSet_IsOnRecord()
    {
        var order = new List<string>();
        var lit = new FakeBench { LeftOn = () => { order.Add("looked"); return ["line is on at 14 mA."]; } };

        RunOutcome outcome = await RunAsync(new ScriptedProtocol { Prepare = _ => order.Add("prepared") }, on: lit);

        Assert.Equal(["prepared", "looked"], order);
        Assert.Equal(["line is on at 14 mA."], Recorded(outcome).Warnings);
    }

    [Fact]
    public async Task Run_InstrumentMissing_FailsAtPreparation()
    {
        RunOutcome outcome = await RunAsync(new ScriptedProtocol { Prepare = context => context.Bench.Get<IRfGenerator>("rf") });

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Equal(
            "Bench 'fake' has no instrument for the role 'rf'. Add one to the bench file. (at preparation)", info.Reason);
        Assert.Equal(1, bench.TimesMadeSafe);
    }

    [Fact]
    public async Task Run_BugInTheProtocol_IsFailedRecordedWithItsStackAndSafe()
    {
        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol { Read = point => point < 1 ? point : throw new InvalidCastException("oops") });

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Equal("Bug in Lab at point 1: oops The log has its stack.", info.Reason);
        Assert.Equal(1, bench.TimesMadeSafe);
        Assert.Contains(nameof(InvalidCastException), File.ReadAllText(outcome.Folder.LogFile), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public async Task Run_NotANumberInARow_IsNeverRecorded(double value)
    {
        RunOutcome outcome = await RunAsync(new ScriptedProtocol { Read = point => point < 2 ? point : value });

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Contains($"{value} is not a number for the column 'value'.", info.Reason, StringComparison.Ordinal);
        Assert.Equal([0, 1], outcome.Folder.ReadData().Numbers("value"));
    }

    [Fact]
    public async Task Run_SafeStateFails_IsRecordedAsUnsafe()
    {
        var broken = new FakeBench { Safe = () => [ScriptedProtocol.Fault("The output stays on")] };

        RunOutcome outcome = await RunAsync(new ScriptedProtocol(), on: broken);

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Done, info.Status);
        Assert.StartsWith("The output stays on (voltmeter, :READ?).", Assert.Single(info.Unsafe), StringComparison.Ordinal);
        Assert.Contains("The bench was left unsafe.", File.ReadAllText(outcome.Folder.ReportFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BugWhileMadeSafe_IsRecordedAsUnsafe()
    {
        var broken = new FakeBench { Safe = () => throw new InvalidOperationException("oops") };

        RunInfo info = Recorded(await RunAsync(new ScriptedProtocol(), on: broken));

        Assert.Equal(["Bug in Lab while the bench was made safe: oops"], info.Unsafe);
    }

    [Fact]
    public async Task Run_SampleDies_IsFailedAtThatPointWithTheCause()
    {
        var fragile = new FakeBench { IsSimulated = true };

        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol
            {
                Read = point =>
                {
                    fragile.Damage = () => point == 2 ? "2 mW broke junction 'mtj' down" : null;
                    return point;
                },
            },
            on: fragile);

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Equal(
            "At point 2, step 2, 2 mW broke junction 'mtj' down. Lower the power or the current, or give the bench file a limit.",
            info.Reason);
        Assert.Equal(2, outcome.Folder.ReadData().Count);
    }

    [Fact]
    public async Task Run_ServedBenchGoesAway_IsStillMadeSafeAndRecorded()
    {
        // The instrument fails, and the one that could tell about sample and time is gone as well.
        var clock = new BreakableClock();
        var gone = new FakeBench { Clock = clock };

        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol
            {
                Read = point =>
                {
                    if (point == 2)
                    {
                        clock.IsBroken = true;
                        gone.Damage = () => throw ScriptedProtocol.Fault("The clock does not answer");
                        throw ScriptedProtocol.Fault("The instrument closed the connection");
                    }

                    return point;
                },
            },
            on: gone);

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.StartsWith("The instrument closed the connection (voltmeter, :READ?).", info.Reason, StringComparison.Ordinal);
        Assert.Equal(2, info.BenchSeconds);
        Assert.Equal(1, gone.TimesMadeSafe);
    }

    [Fact]
    public async Task Run_AnalysisThrows_KeepsTheOutcomeAndSaysItIsABug()
    {
        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol { Analysis = _ => throw new InvalidOperationException("The matrix is singular.") });

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Done, info.Status);
        Assert.Equal(
            "Bug in Lab in the analysis: The matrix is singular. All points are recorded, and the log has its stack.",
            info.Reason);
        Assert.Equal(5, outcome.Folder.ReadData().Count);
        Assert.Contains("The matrix is singular.", File.ReadAllText(outcome.Folder.ReportFile), StringComparison.Ordinal);
        Assert.Contains(nameof(InvalidOperationException), File.ReadAllText(outcome.Folder.LogFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FigureThatCannotBeDrawn_KeepsResultsAndReport()
    {
        var figure = new Figure(
            "broken",
            "x (s)",
            [new FigurePanel("y (V)", [new FigureSeries("unequal", [1, 2, 3], [1, 2], SeriesStyle.Points, 0)])]);

        RunOutcome outcome = await RunAsync(new ScriptedProtocol
        {
            Analysis = _ => new Analysis { Results = [new ResultValue("mean", 1, "V", null, "The mean.")], Figures = [figure] },
        });

        RunInfo info = Recorded(outcome);
        Assert.Equal(RunStatus.Done, info.Status);
        Assert.StartsWith("Bug in Lab in the report: ", info.Reason, StringComparison.Ordinal);
        Assert.Equal("mean", Assert.Single(info.Results).Name);
        Assert.Contains("Bug in Lab in the report: ", File.ReadAllText(outcome.Folder.ReportFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AnalysisSaysNo_IsDoneWithItsReason()
    {
        RunInfo info = Recorded(await RunAsync(
            new ScriptedProtocol { Analysis = _ => new Analysis { Failure = "No resonance.", Warnings = ["Noisy."] } }));

        Assert.Equal(RunStatus.Done, info.Status);
        Assert.Equal("No resonance.", info.Reason);
        Assert.Equal(["Noisy."], info.Warnings);
    }

    [Fact]
    public async Task Run_ProtocolSeesItsSeed_AndTheRecordHoldsIt()
    {
        ulong seen = 0;

        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol { Prepare = context => seen = context.Seed }, request => request with { Seed = ulong.MaxValue });

        Assert.Equal(ulong.MaxValue, seen);
        Assert.Equal(ulong.MaxValue, Recorded(outcome).Seed);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(outcome.Folder.FullPath, "run.json")));
        Assert.Equal(ulong.MaxValue, json.RootElement.GetProperty("seed").GetUInt64());
    }

    [Fact]
    public async Task Run_WithoutPoints_IsDone()
    {
        RunOutcome outcome = await RunAsync(new ScriptedProtocol(), settings: new ScriptedSettings { Points = 0 });

        Assert.Equal(RunStatus.Done, outcome.Info.Status);
        Assert.Equal(0, outcome.Folder.ReadData().Count);
    }

    [Fact]
    public async Task Run_WhileUnderWay_IsRecordedAsRunning()
    {
        RunInfo? during = null;

        await RunAsync(new ScriptedProtocol
        {
            Read = point =>
            {
                during = Assert.Single(RunFolder.List(runs.Path)).ReadInfo();
                return point;
            },
        });

        Assert.Equal(RunStatus.Running, during!.Status);
        Assert.Null(during.Ended);
    }

    [Fact]
    public async Task Run_FolderCannotBeWritten_TouchesNothing()
    {
        File.WriteAllText(runs.Join("file"), "in the way");
        bool prepared = false;

        var error = await Assert.ThrowsAsync<RunException>(() => RunAsync(
            new ScriptedProtocol { Prepare = _ => prepared = true },
            request => request with { RunsFolder = runs.Join("file", "runs") }));

        Assert.StartsWith(
            $"The runs folder '{runs.Join("file", "runs")}' cannot be written: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Choose another with --runs-dir.", error.Message, StringComparison.Ordinal);
        Assert.False(prepared);
    }

    [Fact]
    public async Task Run_ColumnsThatTheRecordCannotHold_LeavesNoHalfRecord()
    {
        await Assert.ThrowsAsync<RunException>(() => RunEngine.RunAsync(
            new RunRequest(new TwiceTheSameColumn(), new ScriptedSettings(), bench, 1, runs.Path)));

        Assert.Empty(Directory.GetFileSystemEntries(runs.Path));
    }

    [Fact]
    public async Task Rehearse_RecordsNothing()
    {
        var points = new MemoryPoints([ScriptedProtocol.Value]);

        RunInfo info = await RunEngine.RehearseAsync(
            new RunRequest(new ScriptedProtocol(), new ScriptedSettings(), bench, 1, string.Empty), points);

        // The engine's own columns are those of the experiment; the sink sees every point once, in order.
        Assert.Equal(RunStatus.Done, info.Status);
        Assert.Equal([0L, 1L, 2L, 3L, 4L], points.Points);
        Assert.Equal([0, 0.5, 1, 1.5, 2], points.Numbers("value"));
        Assert.Empty(Directory.GetFileSystemEntries(runs.Path));
    }

    private static double StopAt(int point, int last, CancellationTokenSource stop)
    {
        if (point == last)
        {
            stop.Cancel();
        }

        return point;
    }

    /// <summary>The record on disk, which must agree with the outcome.</summary>
    private static RunInfo Recorded(RunOutcome outcome)
    {
        RunInfo recorded = outcome.Folder.ReadInfo();
        Assert.Equal(RunFolder.ToJson(outcome.Info), RunFolder.ToJson(recorded));
        Assert.NotNull(recorded.Ended);
        return recorded;
    }

    private Task<RunOutcome> RunAsync(
        IProtocol protocol, Func<RunRequest, RunRequest>? change = null, FakeBench? on = null, ScriptedSettings? settings = null)
    {
        var request = new RunRequest(protocol, settings ?? new ScriptedSettings(), on ?? bench, 1, runs.Path);
        return RunEngine.RunAsync(change is null ? request : change(request));
    }

    private sealed class ListeningGuard(List<string> told) : IRunGuard
    {
        public void Begin(RunFolder folder) => told.Add("begin");

        public string? FindFault() => null;

        public void End() => told.Add("end");
    }

    private sealed class TwiceTheSameColumn : Protocol<ScriptedSettings>, IExperiment, IMeasurement
    {
        public override string Name => "twice";

        public override string Summary => "Columns of the same name.";

        public override string DefaultBench => "none";

        public override IReadOnlyList<InstrumentNeed> Needs => [];

        public IReadOnlyList<Column> Columns { get; } = [new("a", "V", "One."), new("a", "V", "Another.")];

        public int PointCount => 1;

        public override IExperiment Create(ScriptedSettings settings) => this;

        public string Describe(int point) => string.Empty;

        public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) => new(this);

        public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public Analysis Analyse(IRunData data) => new();
    }

    /// <summary>The clock of a served bench, which can go away.</summary>
    private sealed class BreakableClock : TimeProvider, Lab.Instruments.Clocks.ISteppedClock
    {
        private readonly Lab.Instruments.Clocks.VirtualClock inner = new();

        public bool IsBroken { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override long GetTimestamp() =>
            IsBroken ? throw ScriptedProtocol.Fault("The clock does not answer") : inner.GetTimestamp();

        public void Advance(Lab.Quantities.Duration duration) => inner.Advance(duration);
    }
}
