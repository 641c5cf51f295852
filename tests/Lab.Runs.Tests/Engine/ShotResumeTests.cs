using Lab.Benches;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Runs.Tests.Engine;

/// <summary>Runs by shots that ended short of their last point and go on.</summary>
public sealed class ShotResumeTests : IDisposable
{
    private readonly TemporaryFolder runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public async Task Resume_ShotsThatAreRenewed_TakesTheLastAgainAndEqualsTheUnbrokenRun()
    {
        var unbrokenShots = new Shots();
        RunOutcome unbroken = await RunEngine.RunAsync(Request(Protocol(unbrokenShots), unbrokenShots));
        RunOutcome stopped = await StopAtAsync(2);
        var shots = new Shots();

        RunOutcome resumed = await RunEngine.ResumeAsync(Request(Protocol(shots), shots), stopped.Folder);

        Assert.Equal(RunStatus.Done, resumed.Info.Status);
        Assert.Equal([2L, 3L, 4L], shots.Taken);
        Assert.Equal(Points(unbroken), Points(resumed));
        Assert.Equal(unbroken.Info.BenchSeconds, resumed.Info.BenchSeconds);
    }

    [Fact]
    public async Task Resume_OfAPartThatKeepsItsPast_LivesThroughAllShots()
    {
        RunOutcome stopped = await StopAtAsync(2);
        var shots = new Shots { IsRenewed = false };

        RunOutcome resumed = await RunEngine.ResumeAsync(Request(Protocol(shots), shots), stopped.Folder);

        Assert.Equal(RunStatus.Done, resumed.Info.Status);
        Assert.Equal([0L, 1L, 2L, 3L, 4L], shots.Taken);
    }

    [Fact]
    public async Task Resume_LastShotComesOutOtherwise_IsRefused()
    {
        RunOutcome stopped = await StopAtAsync(2);
        var shots = new Shots();

        RunOutcome resumed = await RunEngine.ResumeAsync(
            Request(new ScriptedProtocol { IsByShot = true, Read = point => point + 100 }, shots), stopped.Folder);

        Assert.Equal(RunStatus.Failed, resumed.Info.Status);
        Assert.StartsWith(
            "The twins do not give what is recorded (point 2: value 2.5 in the record, 102 now)",
            resumed.Info.Reason,
            StringComparison.Ordinal);
        Assert.Equal(3, resumed.Info.Points);
    }

    [Fact]
    public async Task Resume_BeforeTheSecondShot_BeginsAtTheFirst()
    {
        RunOutcome stopped = await StopAtAsync(0);
        var shots = new Shots();

        RunOutcome resumed = await RunEngine.ResumeAsync(Request(Protocol(shots), shots), stopped.Folder);

        Assert.Equal(RunStatus.Done, resumed.Info.Status);
        Assert.Equal([0L, 1L, 2L, 3L, 4L], shots.Taken);
    }

    private static ScriptedProtocol Protocol(Shots shots, Action<int>? read = null) => new()
    {
        IsByShot = true,
        Read = point =>
        {
            read?.Invoke(point);
            return shots.Take() + 0.5;
        },
    };

    private static List<(double Seconds, double Value)> Points(RunOutcome outcome)
    {
        IRunData data = outcome.Folder.ReadData();
        return [.. data.BenchSeconds.Zip(data.Numbers("value"))];
    }

    private async Task<RunOutcome> StopAtAsync(int last)
    {
        using var stop = new CancellationTokenSource();
        var shots = new Shots();
        RunOutcome stopped = await RunEngine.RunAsync(Request(
            Protocol(shots, point =>
            {
                if (point == last)
                {
                    stop.Cancel();
                }
            }),
            shots) with
        { Stop = stop.Token });
        Assert.Equal(last + 1, stopped.Info.Points);
        return stopped;
    }

    private RunRequest Request(ScriptedProtocol protocol, Shots shots) =>
        new(protocol, new ScriptedSettings { Points = 5 }, new FakeBench { Shots = shots }, 1, runs.Path);

    /// <summary>A bench whose reading is the number of its shot.</summary>
    private sealed class Shots : IShotSequence
    {
        private long expected = -1;

        public bool IsRenewed { get; init; } = true;

        public List<long> Taken { get; } = [];

        public void Expect(long shot) => expected = shot;

        public long Take()
        {
            Taken.Add(expected);
            return expected;
        }
    }
}
