using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Engine;

/// <summary>How runs end that end otherwise than planned.</summary>
public sealed class RunEndingTests : IDisposable
{
    private readonly TemporaryFolder work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task Run_ThatCannotBegin_LeavesNothing()
    {
        var protocol = new ScriptedProtocol { Prepare = _ => throw new RunException("The setting 'network' names no file.") };

        string message = (await Assert.ThrowsAsync<RunException>(() => RunEngine.RunAsync(Request(protocol)))).Message;

        Assert.Equal("The setting 'network' names no file.", message);
        Assert.Empty(Directory.GetFileSystemEntries(work.Join("runs")));
    }

    [Fact]
    public async Task Run_ThatCannotBeginOnABenchThatIsNotSafe_IsRecorded()
    {
        var protocol = new ScriptedProtocol { Prepare = _ => throw new RunException("No file.") };

        RunOutcome outcome = await RunEngine.RunAsync(
            Request(protocol, new FakeBench { Safe = () => [ScriptedProtocol.Fault("The output stays on")] }));

        Assert.Equal(RunStatus.Failed, outcome.Folder.ReadInfo().Status);
        Assert.Single(outcome.Folder.ReadInfo().Unsafe);
    }

    [Fact]
    public async Task Run_StoppedWithACompletePart_AnalysesThatAndPlotsAllPoints()
    {
        RunOutcome outcome = await StopAsync(new ScriptedProtocol { PartLength = 2 }, last: 2);

        RunInfo info = outcome.Folder.ReadInfo();
        Assert.True(info.IsPartial);
        Assert.Equal(0.25, Assert.Single(info.Results).Value); // of 0 and 0.5, without the third point
        Assert.Equal(
            "Partial: the run ended after 3 of 5 points, and the results are those of the first 2, which are complete in "
                + "themselves.",
            info.Warnings[0]);
        Assert.Contains("Points as measured", File.ReadAllText(outcome.Folder.ReportFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoppedWithACompletePart_SaysToTakeItUp()
    {
        var protocol = new ScriptedProtocol
        {
            PartLength = 2,
            Analysis = _ => new Analysis
            {
                Conclusion = new Conclusion("It is so.", "Measure something else.") { Trust = "The calibration is kept." },
            },
        };

        RunOutcome outcome = await StopAsync(protocol, last: 2);

        string page = File.ReadAllText(outcome.Folder.ReportFile);
        Assert.Contains("<p>It is so.</p>", page, StringComparison.Ordinal);
        Assert.Contains("<span>resume</span> <span>RUN</span>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("The calibration is kept.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Measure something else.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoppedWithNothingComplete_PlotsItsPoints()
    {
        RunOutcome outcome = await StopAsync(new ScriptedProtocol(), last: 2);

        Assert.Empty(outcome.Info.Results);
        Assert.Equal(
            "The run ended after 3 of 5 points, which are plotted; nothing of it is complete enough for results.",
            Assert.Single(outcome.Info.Warnings));
        Assert.Contains(
            "All 3 recorded points, without any analysis.",
            File.ReadAllText(outcome.Folder.ReportFile),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FolderDeletedUnderWay_EndsSafeAndSavesItsPoints()
    {
        // A look every second of the computer's time: the clock of the disk is the real one.
        var bench = new FakeBench();
        long began = TimeProvider.System.GetTimestamp();
        var protocol = new ScriptedProtocol
        {
            Read = point =>
            {
                if (point == 3 && Directory.Exists(work.Join("runs")))
                {
                    Directory.Delete(work.Join("runs"), recursive: true);
                    began = TimeProvider.System.GetTimestamp();
                }

                SpinWait.SpinUntil(() => point < 3 || TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(1.1));
                return point * 0.5;
            },
        };

        RunOutcome outcome = await RunEngine.RunAsync(
            Request(protocol, bench) with { Settings = new ScriptedSettings { Points = 1000 } });

        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
        Assert.Contains("is not there any more", outcome.Info.Reason, StringComparison.Ordinal);
        Assert.Contains("points that were measured are in", outcome.Info.Reason, StringComparison.Ordinal);
        Assert.Equal(1, bench.TimesMadeSafe);
        Assert.EndsWith("-rescued", outcome.Folder.FullPath, StringComparison.Ordinal);
        Assert.Equal(outcome.Info.Points, outcome.Folder.ReadData().Count);
        Assert.InRange(outcome.Info.Points, 3, 5);
        Assert.Equal(RunStatus.Failed, RunFolder.Open(work.Join("runs"), outcome.Info.Run).ReadInfo().Status);
    }

    [Fact]
    public async Task Run_LeavesACalibration_ItIsKeptBeforeTheRunIsOnRecordAsEnded()
    {
        DateTimeOffset? ended = DateTimeOffset.UnixEpoch;
        RunOutcome outcome = await RunEngine.RunAsync(Request(Calibrating()) with
        {
            KeepCalibration = _ =>
            {
                ended = Assert.Single(RunFolder.List(work.Join("runs"))).ReadInfo().Ended;
                return "id";
            },
        });

        Assert.Null(ended);
        Assert.Equal(["id"], outcome.Folder.ReadInfo().CalibrationsMade);
    }

    [Fact]
    public async Task Run_CalibrationThatCannotBeKept_IsKeptByResume()
    {
        RunOutcome failed = await RunEngine.RunAsync(
            Request(Calibrating()) with { KeepCalibration = _ => throw new RunException("The disk is full.") });
        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request(Calibrating()) with { KeepCalibration = record => $"kept-{record.Value}" }, failed.Folder);

        Assert.Null(failed.Info.Ended);
        Assert.Equal($"The disk is full. 'lab resume {failed.Info.Run}' tries again.", failed.Info.Reason);
        Assert.Null(resumed.Info.Reason);
        Assert.Equal(["kept-6"], resumed.Info.CalibrationsMade);
        Assert.NotNull(resumed.Info.Ended);
    }

    [Fact]
    public async Task Resume_ClockSetBack_GoesOnFromTheLastPointAndSaysSo()
    {
        var clock = new HastyClock();
        using var stop = new CancellationTokenSource();
        RunOutcome stopped = await RunEngine.RunAsync(
            Request(new ScriptedProtocol { Read = point => Stop(point, 2, stop) }, new FakeBench { Clock = clock }) with
            {
                Stop = stop.Token,
                WallClock = clock
            });
        clock.Pass(TimeSpan.FromHours(-1));

        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request(new ScriptedProtocol(), new FakeBench { Clock = clock }) with { WallClock = clock }, stopped.Folder);

        Assert.Equal([1, 2, 3, 4, 5], resumed.Folder.ReadData().BenchSeconds);
        Assert.Contains(
            "the computer's clock was set back", Assert.Single(resumed.Info.Seams[^1].Differences), StringComparison.Ordinal);
    }

    [Fact]
    public void Analyse_RecordWhoseTimeGoesBack_TakesItAsStandingStillAndSaysSo()
    {
        double[] seen = [];
        var protocol = new ScriptedProtocol
        {
            Analysis = data =>
            {
                seen = data.BenchSeconds;
                return new Analysis();
            },
        };
        var points = new MemoryPoints([ScriptedProtocol.Value]);
        double[] seconds = [1, 2, -3600, -3599, -3598];
        for (int i = 0; i < seconds.Length; i++)
        {
            var row = new Row([ScriptedProtocol.Value]);
            row.Set(ScriptedProtocol.Value, i);
            points.Append(i, seconds[i], row);
        }

        Analysis analysis = RunAnalysis.Of(protocol.Create(new ScriptedSettings()), points);

        Assert.Equal([1, 2, 2, 3, 4], seen);
        Assert.StartsWith("Bench time goes back at point 2", Assert.Single(analysis.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"run\": \"a\", \"proto")]
    [InlineData("\0\0\0\0")]
    [InlineData(null)]
    public async Task ReadInfo_RunJsonLostWithThePower_IsReadFromTheRecord(string? json)
    {
        RunOutcome stopped = await StopAsync(new ScriptedProtocol(), last: 2);
        string file = Path.Combine(stopped.Folder.FullPath, "run.json");
        if (json is null)
        {
            File.Delete(file);
        }
        else
        {
            File.WriteAllText(file, json);
        }

        RunFolder folder = Assert.Single(RunFolder.List(work.Join("runs")));
        Assert.Equal(stopped.Info.Settings, folder.ReadInfo().Settings);
        Assert.Contains("run.json cannot be read", folder.ReadInfo().Warnings[^1], StringComparison.Ordinal);
        Assert.Equal(RunStatus.Done, (await RunEngine.ResumeAsync(Request(new ScriptedProtocol()), folder)).Info.Status);
        Assert.Equal(RunStatus.Done, folder.ReadInfo().Status);
    }

    [Theory]
    [InlineData("run.json.new")]
    [InlineData("log.jsonl")]
    [InlineData("report.html.new")]
    [InlineData("run.lock")]
    [InlineData("files/table-my.csv")]
    public async Task Resume_LinkInTheFolder_IsNotFollowed(string name)
    {
        RunOutcome stopped = await StopAsync(new ScriptedProtocol(), last: 2);
        string outside = work.Join("outside");
        await File.WriteAllTextAsync(outside, "mine");
        string link = Path.Combine(stopped.Folder.FullPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        File.Delete(link);
        File.CreateSymbolicLink(link, outside);

        string message = (await Assert.ThrowsAsync<RunException>(() => RunEngine.ResumeAsync(
            Request(new ScriptedProtocol()), stopped.Folder))).Message;

        Assert.Contains($"is a link to '{outside}'", message, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(outside));
    }

    [Fact]
    public async Task WriteInfo_LinkUnderTheTemporaryName_IsNotFollowed()
    {
        RunOutcome stopped = await StopAsync(new ScriptedProtocol(), last: 2);
        string outside = work.Join("outside");
        await File.WriteAllTextAsync(outside, "mine");
        File.CreateSymbolicLink(Path.Combine(stopped.Folder.FullPath, "run.json.new"), outside);

        stopped.Folder.WriteInfo(stopped.Info);

        Assert.Equal("mine", await File.ReadAllTextAsync(outside));
        Assert.Equal(RunStatus.Aborted, stopped.Folder.ReadInfo().Status);
    }

    [Fact]
    public async Task Finished_IsOneFileWithoutAJournal()
    {
        RunOutcome outcome = await RunEngine.RunAsync(Request(new ScriptedProtocol()));

        Assert.Equal(["data.db"], Directory.GetFiles(outcome.Folder.FullPath, "data.db*").Select(Path.GetFileName));
    }

    private static ScriptedProtocol Calibrating() => new()
    {
        Analysis = _ => new Analysis { Calibrations = [new CalibrationRecord("rf/loss", 6, "dB", 0.1, string.Empty)] },
    };

    private static double Stop(int point, int last, CancellationTokenSource stop)
    {
        if (point == last)
        {
            stop.Cancel();
        }

        return point * 0.5;
    }

    private async Task<RunOutcome> StopAsync(ScriptedProtocol protocol, int last)
    {
        using var stop = new CancellationTokenSource();
        var stopping = new ScriptedProtocol
        {
            PartLength = protocol.PartLength,
            Analysis = protocol.Analysis,
            Read = point => Stop(point, last, stop),
        };
        return await RunEngine.RunAsync(Request(stopping) with { Stop = stop.Token });
    }

    private RunRequest Request(ScriptedProtocol protocol, FakeBench? bench = null) =>
        new(protocol, new ScriptedSettings(), bench ?? new FakeBench(), 1, work.Join("runs"));
}
