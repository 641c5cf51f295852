using Lab.Benches;
using Lab.Instruments;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Runs.Tests.Engine;

/// <summary>Instruments that were changed from elsewhere, or that lost their settings, while a run goes on. A point takes a
/// second, and what is set is read back every ten.</summary>
public sealed class StrayTests : IDisposable
{
    private static readonly FaultPolicy Policy = new()
    {
        Rules = new Dictionary<InstrumentFault, FaultRule>
        {
            [InstrumentFault.Rebooted] = new(0, PointRetries: 2),
            [InstrumentFault.BadAnswer] = new(0, PointRetries: 2)
        },
    };

    private static readonly BenchDefinition Bench = new() { Name = "fake", Instruments = [], SafeState = [], OnFault = Policy };

    private readonly TemporaryFolder runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Run_OutputWasSwitchedOff_EndsAndMarksThePointsSinceTheLastReadBack()
    {
        bool isOff = false;
        var bench = new FakeBench
        {
            Definition = Bench,
            CanStray = true,
            Stray = () => isOff ? ["rf: the output is off, and Lab had set on."] : []
        };

        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol { Read = point => (isOff |= point == 14) ? -point : point }, bench, 40);

        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
        Assert.Equal(
            "rf: the output is off, and Lab had set on. Another program or a person at the front panel changed it. "
            + "Points 10 to 19, since the last read-back, are marked as doubtful and are measured again when the run is resumed.",
            outcome.Info.Reason);
        Assert.Equal(
            Enumerable.Range(10, 10).Select(point => (long)point),
            outcome.Folder.ReadMarks().Where(mark => mark.Kind == PointMark.Doubtful).Select(mark => mark.Point));
        Assert.Equal(1, bench.TimesMadeSafe);

        RunOutcome resumed = await RunEngine.ResumeAsync(
            new RunRequest(
                new ScriptedProtocol(),
                new ScriptedSettings { Points = 40 },
                new FakeBench { Definition = Bench, Clock = new HastyClock(), CanStray = true },
                1,
                runs.Path),
            outcome.Folder);

        Assert.Equal(RunStatus.Done, resumed.Info.Status);
        Assert.Equal(40, resumed.Folder.ReadData().Count);
        Assert.Equal([9, 5, 5.5], resumed.Folder.ReadData().Numbers("value")[9..12]); // measured anew from 10 on
        Assert.DoesNotContain(resumed.Folder.ReadMarks(), mark => mark.Kind == PointMark.Doubtful);
    }

    [Fact]
    public async Task Run_ChangedInItsLastPoints_IsNotDone()
    {
        int done = 0;
        var bench = new FakeBench
        {
            Definition = Bench,
            CanStray = true,
            Stray = () => done == 5 ? ["line: the current is 0 A, and Lab had set 5 mA."] : []
        };

        RunOutcome outcome = await RunAsync(new ScriptedProtocol { Read = point => done = point + 1 }, bench, 5);

        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
        Assert.Equal(5, outcome.Folder.ReadMarks().Count(mark => mark.Kind == PointMark.Doubtful));
    }

    [Fact]
    public async Task Run_InstrumentLostItsSettings_MeasuresAgainWhatMayBeSpoilt()
    {
        bool isReset = false;
        int resets = 0;
        var bench = new FakeBench { Definition = Bench, CanStray = true, Recover = () => !(isReset = false) };
        var protocol = new ScriptedProtocol
        {
            Read = point =>
            {
                // It resets itself in point 13, and is spoken to again in point 17.
                isReset |= point == 13 && resets++ == 0;
                return point == 17 && isReset
                    ? throw new InstrumentException(InstrumentFault.Rebooted, "Its settings are gone", "line", "Check it.")
                    : isReset ? -1 : point;
            },
        };

        RunOutcome outcome = await RunAsync(protocol, bench, 30);

        Assert.Equal(RunStatus.Done, outcome.Info.Status);
        Assert.Equal(Enumerable.Range(0, 30).Select(point => (double)point), outcome.Folder.ReadData().Numbers("value"));
        Assert.Equal(8 + 1, outcome.Info.RetriedPoints); // 10 to 17, and 17 once more before
        Assert.Contains(outcome.Folder.ReadMarks(), mark => mark is { Point: 10, Kind: PointMark.Retried }
            && mark.Message.StartsWith("measured again from here", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_LineThatNobodyAskedFor_MeasuresThePointAgain()
    {
        int looked = 0;
        var bench = new FakeBench
        {
            Definition = Bench,
            Answers = () =>
            {
                if (looked++ == 2)
                {
                    throw new InstrumentException(
                InstrumentFault.BadAnswer, "A line came in", "rf", "Check it.");
                }
            },
        };

        RunOutcome outcome = await RunAsync(new ScriptedProtocol(), bench, 5);

        Assert.Equal(RunStatus.Done, outcome.Info.Status);
        Assert.Equal([new PointMark(2, PointMark.Retried, "measured 2 times, 0 exchanges repeated")], outcome.Folder.ReadMarks());
    }

    private Task<RunOutcome> RunAsync(IProtocol protocol, FakeBench bench, int points) =>
        RunEngine.RunAsync(new RunRequest(protocol, new ScriptedSettings { Points = points }, bench, 1, runs.Path));
}
