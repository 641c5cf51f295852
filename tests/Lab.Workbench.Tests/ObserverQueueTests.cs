using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Workbench.Observers;

namespace Lab.Workbench.Tests;

/// <summary>The queue between a run and its observer.</summary>
public sealed class ObserverQueueTests
{
    private const int Capacity = 1000;

    [Fact]
    public async Task TellProgress_ObserverFallsBehind_DropsTheOldestAndKeepsTheLatestAndTheEnd()
    {
        using var observer = new HeldObserver();
        ObserverQueue queue = Start(observer);
        queue.Tell(each => each.Started("a", "b"));
        await observer.IsHeld;
        for (int done = 1; done <= Capacity + 500; done++)
        {
            queue.TellProgress(Step(done));
        }

        queue.Tell(each => each.Noted("the end"));
        observer.Release();
        (int dropped, string? fault) = await queue.EndAsync();

        Assert.Equal(500, dropped);
        Assert.Null(fault);
        Assert.Equal(Enumerable.Range(501, Capacity).Select(done => $"{done}").Append("the end"), observer.Heard);
    }

    [Fact]
    public async Task Tell_ObserverIsBlocked_KeepsAllNotes()
    {
        using var observer = new HeldObserver();
        ObserverQueue queue = Start(observer);
        queue.Tell(each => each.Started("a", "b"));
        await observer.IsHeld;
        string[] notes = [.. Enumerable.Range(1, 2 * Capacity).Select(number => $"note {number}")];
        foreach (string note in notes)
        {
            queue.Tell(each => each.Noted(note));
        }

        observer.Release();
        (int dropped, _) = await queue.EndAsync();

        Assert.Equal(0, dropped);
        Assert.Equal(notes, observer.Heard);
    }

    [Fact]
    public async Task EndAsync_ObserverNeverReturns_EndsAndSaysSo()
    {
        using var observer = new HeldObserver();
        ObserverQueue queue = Start(observer);
        queue.Tell(each => each.Started("a", "b"));
        await observer.IsHeld;

        (_, string? fault) = await queue.EndAsync();

        Assert.Equal("The observer of the run is blocked: it did not hear all within 5 s of the end of the run.", fault);
    }

    [Fact]
    public async Task EndAsync_ObserverThrew_TellsTheFirstAndHowOften()
    {
        ObserverQueue queue = Start(new ThrowingObserver());
        queue.TellProgress(Step(0));
        queue.TellProgress(Step(1));
        queue.TellProgress(Step(2));
        queue.Tell(each => each.Noted("x"));

        (_, string? fault) = await queue.EndAsync();

        Assert.Equal("The observer of the run failed 2 times, first with FormatException: no point 1", fault);
    }

    [Fact]
    public async Task TellProgress_PointAndWord_PointsAreToldOnce()
    {
        var observer = new CountingObserver();
        ObserverQueue queue = Start(observer);
        queue.TellProgress(Step(0));
        queue.TellProgress(Step(1));
        queue.TellProgress(Step(1) with { IsOnTheWay = true });
        queue.TellProgress(Step(2));

        await queue.EndAsync();

        Assert.Equal([1, 2], observer.Points);
        Assert.Equal(4, observer.Words);
    }

    private static ObserverQueue Start(IRunObserver observer) => ObserverQueue.Of(observer)!;

    private static RunProgress Step(int done) => new(done, 5000, $"{done}", Duration.FromSeconds(done), BenchTimeLeft: null);

    private sealed class HeldObserver : IRunObserver, IDisposable
    {
        private readonly TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim released = new();

        public Task IsHeld => held.Task;

        public List<string> Heard { get; } = [];

        public void Started(string run, string folder)
        {
            held.SetResult();
            released.Wait();
        }

        public void Progressed(RunProgress progress, Duration? timeLeft) => Heard.Add(progress.Message);

        public void Noted(string note) => Heard.Add(note);

        public void Release() => released.Set();

        public void Dispose() => released.Set();
    }

    private sealed class ThrowingObserver : IRunObserver
    {
        public void PointRecorded(RunProgress progress) => throw new FormatException($"no point {progress.Done}");
    }

    private sealed class CountingObserver : IRunObserver
    {
        public List<int> Points { get; } = [];

        public int Words { get; private set; }

        public void PointRecorded(RunProgress progress) => Points.Add(progress.Done);

        public void Progressed(RunProgress progress, Duration? timeLeft) => Words++;
    }
}
