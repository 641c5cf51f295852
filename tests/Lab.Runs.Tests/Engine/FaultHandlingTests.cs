using Lab.Benches;
using Lab.Instruments;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Runs.Tests.Engine;

/// <summary>The engine's reaction to faults that may pass, interlocks, and a person's wish to pause.</summary>
public sealed class FaultHandlingTests : IDisposable
{
    private static readonly FaultPolicy Policy = new()
    {
        Rules = new Dictionary<InstrumentFault, FaultRule>
        {
            [InstrumentFault.Timeout] = new(0, PointRetries: 2),
            [InstrumentFault.Overflow] = new(0, PointRetries: 1)
        }
    };

    private static readonly BenchDefinition Bench = new() { Name = "fake", Instruments = [], SafeState = [], OnFault = Policy };

    private readonly TemporaryFolder runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Run_PassingFault_MeasuresThePointAgainAndMarksIt()
    {
        int faults = 0;
        var bench = new FakeBench { Definition = Bench };
        var protocol = new ScriptedProtocol
        {
            Read = point => point == 3 && faults++ < 2 ? throw ScriptedProtocol.Fault() : point
        };

        RunOutcome outcome = await RunAsync(protocol, bench);

        Assert.Equal(RunStatus.Done, outcome.Info.Status);
        Assert.Equal([0, 1, 2, 3, 4], outcome.Folder.ReadData().Numbers("value"));
        Assert.Equal(1, outcome.Folder.ReadInfo().RetriedPoints);
        Assert.Equal([new PointMark(3, PointMark.Retried, "measured 3 times, 0 exchanges repeated")], outcome.Folder.ReadMarks());
        Assert.Equal(2, bench.TimesRecovered);
        string log = await File.ReadAllTextAsync(outcome.Folder.LogFile);
        Assert.Contains(
            "Timeout at \\\"point 3\\\", tried again (1 of 2): \\\"No answer came within 10 s", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RepeatedExchange_MarksThePoint()
    {
        var bench = new FakeBench { Definition = Bench };
        var protocol = new ScriptedProtocol { Read = point => bench.RetryCount += point == 2 ? 4 : 0 };

        RunOutcome outcome = await RunAsync(protocol, bench);

        Assert.Equal([new PointMark(2, PointMark.Retried, "measured 1 times, 4 exchanges repeated")], outcome.Folder.ReadMarks());
    }

    [Fact]
    public async Task Run_FaultThatLasts_FailsAfterTheBound()
    {
        int attempts = 0;
        var bench = new FakeBench { Definition = Bench };
        var protocol = new ScriptedProtocol
        {
            Read = point =>
            {
                attempts++;
                throw ScriptedProtocol.Fault();
            },
        };

        RunOutcome outcome = await RunAsync(protocol, bench);

        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
        Assert.Equal(3, attempts);
        Assert.Equal(1, bench.TimesMadeSafe);
    }

    [Fact]
    public async Task Run_FaultOfAKindWithAnotherBound_FailsAfterThat()
    {
        int attempts = 0;
        var protocol = new ScriptedProtocol
        {
            Read = _ =>
            {
                attempts++;
                throw new InstrumentException(InstrumentFault.Overflow, "Over range", "voltmeter", "None.");
            },
        };

        await RunAsync(protocol, new FakeBench { Definition = Bench });

        Assert.Equal(2, attempts);
    }

    [Theory]
    [InlineData(InstrumentFault.Refused)]
    [InlineData(InstrumentFault.Limit)]
    [InlineData(InstrumentFault.WrongInstrument)]
    public async Task Run_FaultThatNeverPasses_EndsAtOnce(InstrumentFault fault)
    {
        var bench = new FakeBench { Definition = Bench };
        var protocol = new ScriptedProtocol { Read = _ => throw new InstrumentException(fault, "No", "rf", "None.") };

        RunOutcome outcome = await RunAsync(protocol, bench);

        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
        Assert.Equal(0, bench.TimesRecovered);
    }

    [Fact]
    public async Task Run_SettingsLost_PreparesAgainBeforeThePointIsMeasured()
    {
        List<string> steps = [];
        int faults = 0;
        var bench = new FakeBench { Definition = Bench, Recover = () => true };
        var protocol = new ScriptedProtocol
        {
            Prepare = _ => steps.Add("prepare"),
            Read = point =>
            {
                steps.Add($"measure {point}");
                return point == 1 && faults++ == 0 ? throw ScriptedProtocol.Fault() : point;
            },
        };

        await RunAsync(protocol, bench, points: 2);

        Assert.Equal(["prepare", "measure 0", "measure 1", "prepare", "measure 1"], steps);
    }

    [Fact]
    public async Task Run_SettingsLost_WhatWasLearnedOutlivesThePreparation()
    {
        List<List<int>> learned = [];
        int faults = 0;
        var bench = new FakeBench { Definition = Bench, Recover = () => true };
        var protocol = new ScriptedProtocol
        {
            Prepare = context => learned.Add(context.Learned(data => data is null
                ? new List<int>()
                : throw new InvalidOperationException("Nothing is on record."))),
            Read = point =>
            {
                learned[^1].Add(point);
                return point == 1 && faults++ == 0 ? throw ScriptedProtocol.Fault() : point;
            },
        };

        await RunAsync(protocol, bench, points: 2);

        Assert.Equal(2, learned.Count);
        Assert.Same(learned[0], learned[1]);
        Assert.Equal([0, 1, 1], learned[1]);
    }

    [Fact]
    public async Task Run_FaultDuringPreparation_IsTriedAgain()
    {
        int faults = 0;
        var protocol = new ScriptedProtocol
        {
            Prepare = _ =>
            {
                if (faults++ == 0)
                {
                    throw ScriptedProtocol.Fault();
                }
            },
        };

        RunOutcome outcome = await RunAsync(protocol, new FakeBench { Definition = Bench });

        Assert.Equal(RunStatus.Done, outcome.Info.Status);
        Assert.Equal(2, faults);
    }

    [Fact]
    public async Task Run_RecoveryFails_IsOneOfTheAttempts()
    {
        var bench = new FakeBench { Definition = Bench, Recover = () => throw ScriptedProtocol.Fault("Still nothing") };

        RunOutcome outcome = await RunAsync(new ScriptedProtocol { Read = _ => throw ScriptedProtocol.Fault() }, bench);

        Assert.Equal(2, bench.TimesRecovered);
        Assert.StartsWith("Still nothing", outcome.Info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InterlockThatEnds_FailsSafeBeforeThePoint()
    {
        var bench = new FakeBench();
        int checks = 0;
        bench.Interlocks = () => checks++ == 2 ? new InterlockTrip("smu", "the source is in compliance", EndsRun: true) : null;

        RunOutcome outcome = await RunAsync(new ScriptedProtocol(), bench);

        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
        Assert.Equal("Interlock 'smu' tripped before point 2: the source is in compliance", outcome.Info.Reason);
        Assert.Equal(2, outcome.Info.Points);
        Assert.Equal(1, bench.TimesMadeSafe);
    }

    [Fact]
    public async Task Run_InterlockThatPauses_WaitsInTheSafeStateAndPreparesAgain()
    {
        var bench = new FakeBench();
        var pause = new PauseSwitch();
        int checks = 0;
        int prepared = 0;
        int safeWhenPaused = -1;
        bench.Interlocks = () => checks++ == 2 ? new InterlockTrip("field", "the field is 10 Oe off", EndsRun: false) : null;

        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol { Prepare = _ => prepared++ }, bench, change: request => request with
            {
                Pause = pause,
                Progress = progress =>
                {
                    if (progress.Message.StartsWith("paused in the safe state", StringComparison.Ordinal))
                    {
                        safeWhenPaused = bench.TimesMadeSafe;
                        pause.Continue();
                    }
                },
            });

        Assert.Equal(RunStatus.Done, outcome.Info.Status);
        Assert.Equal(1, safeWhenPaused);
        Assert.Equal(2, prepared);
        Assert.Equal([0, 0.5, 1, 1.5, 2], outcome.Folder.ReadData().Numbers("value"));
    }

    [Fact]
    public async Task Run_InterlockThatPausesWithNobodyToGoOn_EndsTheRun()
    {
        var bench = new FakeBench { Interlocks = () => new InterlockTrip("field", "the field is 10 Oe off", EndsRun: false) };

        RunOutcome outcome = await RunAsync(new ScriptedProtocol(), bench);

        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
    }

    [Fact]
    public async Task Run_PausedAndContinued_GivesTheSameRecordAndShowsThatItIsAlive()
    {
        var pause = new PauseSwitch();
        int alive = 0;
        bool wasPaused = false;
        RunOutcome unbroken = await RunAsync(new ScriptedProtocol(), new FakeBench());

        RunOutcome outcome = await RunAsync(
            new ScriptedProtocol
            {
                Read = point =>
                {
                    if (point == 2)
                    {
                        pause.Toggle();
                    }

                    return point * 0.5;
                },
            },
            new FakeBench(),
            change: request => request with
            {
                Pause = pause,
                WallClock = new HastyClock(),
                Alive = () =>
                {
                    wasPaused |= pause.IsPaused;
                    if (pause.IsPaused && ++alive == 5)
                    {
                        pause.Continue();
                    }
                },
            });

        Assert.True(wasPaused);
        Assert.Equal(5, alive);
        Assert.Equal(unbroken.Folder.ReadData().BenchSeconds, outcome.Folder.ReadData().BenchSeconds);
        Assert.Equal(unbroken.Folder.ReadData().Numbers("value"), outcome.Folder.ReadData().Numbers("value"));
    }

    [Fact]
    public async Task Run_StoppedWhilePaused_IsAborted()
    {
        var pause = new PauseSwitch();
        pause.Pause();
        using var stop = new CancellationTokenSource();

        RunOutcome outcome = await RunAsync(new ScriptedProtocol(), new FakeBench(), change: request => request with
        {
            Pause = pause,
            Stop = stop.Token,
            Progress = progress =>
            {
                if (progress.Message == "paused")
                {
                    stop.Cancel();
                }
            },
        });

        Assert.Equal(RunStatus.Aborted, outcome.Info.Status);
        Assert.Equal(0, outcome.Info.Points);
    }

    private Task<RunOutcome> RunAsync(
        IProtocol protocol, FakeBench bench, int points = 5, Func<RunRequest, RunRequest>? change = null)
    {
        var request = new RunRequest(protocol, new ScriptedSettings { Points = points }, bench, 1, runs.Path);
        return RunEngine.RunAsync(change is null ? request : change(request));
    }
}
