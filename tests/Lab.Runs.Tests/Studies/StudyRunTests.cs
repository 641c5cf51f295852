using System.Collections.Concurrent;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Tests.Engine;

namespace Lab.Runs.Tests.Studies;

/// <summary>Studies as the engine carries them out.</summary>
public sealed class StudyRunTests : IDisposable
{
    private static readonly double[] Values = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5];

    private readonly TemporaryFolder runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Run_ItemsThatEndOutOfOrder_AreRecordedInTheirOrder()
    {
        var second = new TaskCompletionSource();
        var study = new ScriptedStudy
        {
            // The first item ends after the second one has begun: they are under way at the same time.
            Before = async (item, token) =>
            {
                if (item.Index == 0)
                {
                    await second.Task.WaitAsync(token);
                }
                else
                {
                    second.TrySetResult();
                }
            },
        };

        RunOutcome outcome = await RunEngine.RunAsync(Request(study));

        Assert.Equal(RunStatus.Done, outcome.Info.Status);
        Assert.Equal(Values, outcome.Folder.ReadData().Numbers("value"));
        Assert.Equal(Values.Sum(), outcome.Info.Results[0].Value);
    }

    [Fact]
    public async Task Run_RecordNamesNoBench()
    {
        RunOutcome outcome = await RunEngine.RunAsync(Request(new ScriptedStudy()));

        RunInfo info = outcome.Folder.ReadInfo();
        Assert.True(info.Computed);
        Assert.False(info.Simulated);
        Assert.Equal(string.Empty, info.Bench);
        Assert.Empty(info.Instruments);
        Assert.Empty(info.Limits);
        Assert.Empty(info.Files);
    }

    [Fact]
    public async Task Run_OneThread_ComputesOneItemAtATime()
    {
        int underWay = 0;
        var study = new ScriptedStudy
        {
            Threads = 1,
            Before = async (item, _) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref underWay));
                Assert.Equal(1, item.Threads);
                await Task.Yield();
                Interlocked.Decrement(ref underWay);
            },
        };

        Assert.Equal(RunStatus.Done, (await RunEngine.RunAsync(Request(study))).Info.Status);
    }

    // The points of an item are on record before its task has ended.
    [Fact]
    public async Task Run_ItemThatTidiesUpAfterItsPoints_HoldsTheNextOneBack()
    {
        var study = new ScriptedStudy
        {
            Threads = 1,
            After = () => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System)
        };

        RunOutcome outcome = await RunEngine.RunAsync(Request(study));

        Assert.Equal((RunStatus.Done, 8L), (outcome.Info.Status, outcome.Info.Points));
    }

    [Fact]
    public async Task Run_ItemThatFailsAfterItsPoints_FailsTheRun()
    {
        var study = new ScriptedStudy { Threads = 1, After = () => throw new RunException("It broke while it tidied up.") };

        RunOutcome outcome = await RunEngine.RunAsync(Request(study));

        Assert.Equal((RunStatus.Failed, 2L), (outcome.Info.Status, outcome.Info.Points));
        Assert.Contains("It broke while it tidied up.", outcome.Info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_MoreThreadsThanItems_SharesThemOut()
    {
        var study = new ScriptedStudy
        {
            Threads = 9,
            Before = (item, _) =>
            {
                Assert.Equal(2, item.Threads);
                return ValueTask.CompletedTask;
            },
        };

        Assert.Equal(RunStatus.Done, (await RunEngine.RunAsync(Request(study))).Info.Status);
    }

    [Fact]
    public async Task Run_LaterStage_BeginsAfterTheOneBefore()
    {
        int ended = 0;
        var study = new ScriptedStudy
        {
            Threads = 4,
            Stage = item => item < 2 ? 0 : 1,
            Before = async (item, _) =>
            {
                await Task.Yield();
                if (item.Index < 2)
                {
                    Interlocked.Increment(ref ended);
                }
                else
                {
                    Assert.Equal(2, Volatile.Read(ref ended));
                }
            },
        };

        RunOutcome outcome = await RunEngine.RunAsync(Request(study));

        Assert.Equal(RunStatus.Done, outcome.Info.Status);
        Assert.Equal(Values, outcome.Folder.ReadData().Numbers("value"));
    }

    [Fact]
    public async Task Run_ItemThatFails_KeepsThePointsBeforeAndSaysWhy()
    {
        var study = new ScriptedStudy
        {
            Before = (item, _) => item.Index == 2 ? throw new RunException("The training diverged.") : ValueTask.CompletedTask,
        };

        RunOutcome outcome = await RunEngine.RunAsync(Request(study));

        Assert.Equal(RunStatus.Failed, outcome.Info.Status);
        Assert.Equal("The training diverged. (at point 4)", outcome.Info.Reason);
        Assert.Equal(Values[..4], outcome.Folder.ReadData().Numbers("value"));
    }

    [Fact]
    public async Task Run_Stopped_EndsTheItemsThatAreAhead()
    {
        using var stop = new CancellationTokenSource();
        var ended = new ConcurrentBag<int>();
        var study = new ScriptedStudy
        {
            Before = async (item, token) =>
            {
                if (item.Index == 0)
                {
                    return;
                }

                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
                finally
                {
                    ended.Add(item.Index);
                }
            },
        };

        RunOutcome outcome = await RunEngine.RunAsync(Request(study) with
        {
            Stop = stop.Token,
            Progress = progress =>
            {
                if (progress.Done == 2)
                {
                    stop.Cancel();
                }
            },
        });

        Assert.Equal(RunStatus.Aborted, outcome.Info.Status);
        Assert.Equal(2, outcome.Info.Points);
        Assert.Contains(1, ended);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Resume_ComputesOnlyItemsThatAreNotOnRecord(int recorded)
    {
        using var stop = new CancellationTokenSource();
        RunOutcome stopped = await RunEngine.RunAsync(Request(new ScriptedStudy()) with
        {
            Stop = stop.Token,
            Progress = progress =>
            {
                if (progress.Done == recorded)
                {
                    stop.Cancel();
                }
            },
        });
        var computed = new ConcurrentBag<(int Item, int FirstPoint)>();
        var study = new ScriptedStudy
        {
            Before = (item, _) =>
            {
                computed.Add((item.Index, item.FirstPoint));
                return ValueTask.CompletedTask;
            },
        };

        RunOutcome resumed = await RunEngine.ResumeAsync(Request(study), stopped.Folder);

        Assert.Equal(recorded, stopped.Info.Points);
        Assert.Equal(RunStatus.Done, resumed.Info.Status);
        Assert.Equal(Values, resumed.Folder.ReadData().Numbers("value"));
        (int Item, int FirstPoint)[] missing = recorded == 3 ? [(1, 1), (2, 0), (3, 0)] : [(2, 0), (3, 0)];
        Assert.Equal(missing, computed.Order());
    }

    private RunRequest Request(ScriptedStudy study) => new(study, new ScriptedSettings(), new NoBench(), 1, runs.Path);
}
