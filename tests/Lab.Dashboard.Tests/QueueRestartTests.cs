using Lab.Runs.Records;
using Lab.Workbench.Queues;

namespace Lab.Dashboard.Tests;

/// <summary>What a queue makes of runs whose process died under way.</summary>
public sealed class QueueRestartTests : IDisposable
{
    private readonly Workplace place = new();
    private readonly List<string> told = [];

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task A_bench_that_was_left_unsafe_pauses_the_queue_though_the_run_is_done()
    {
        QueueState state = await RestartAsync(info => info with
        {
            Status = RunStatus.Done,
            Ended = Now,
            Unsafe = ["magnet: the field is not off."],
        });

        Assert.True(state.IsPaused);
        Assert.Equal("Number 1 failed: The bench is not safe: magnet: the field is not off.", state.Reason);
        Assert.Equal(QueuedStatus.Failed, state.Runs[0].Status);
        Assert.Contains(told, line => line.StartsWith("The queue is paused: Number 1 failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(RunStatus.Done, QueuedStatus.Done, false)]
    [InlineData(RunStatus.Aborted, QueuedStatus.Aborted, false)]
    [InlineData(RunStatus.Failed, QueuedStatus.Failed, true)]
    public async Task A_run_that_had_ended_is_settled_and_not_gone_on_with(RunStatus run, QueuedStatus status, bool isPaused)
    {
        QueueState state = await RestartAsync(info => info with
        {
            Status = run,
            Ended = Now,
            Reason = run == RunStatus.Done ? null : "as it was",
        });

        Assert.Equal(status, state.Runs[0].Status);
        Assert.Null(state.Runs[0].GoesOnWith);
        Assert.NotNull(state.Runs[0].Attempts[0].Ended);
        Assert.Equal(isPaused, state.IsPaused);
    }

    [Fact]
    public async Task A_run_whose_process_dies_each_time_is_not_gone_on_with_for_ever()
    {
        QueueState state = await RestartAsync(info => info, deaths: 3);

        Assert.Equal(QueuedStatus.Failed, state.Runs[0].Status);
        Assert.True(state.IsPaused);
        Assert.StartsWith("Its process died 3 times", state.Runs[0].Reason, StringComparison.Ordinal);
    }

    /// <summary>The run with the queue's number goes on, of two runs of one process that are alike.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(null, true)] // as earlier versions recorded it
    public async Task A_run_that_had_not_written_its_name_down_is_known_by_its_number(int? number, bool isOf)
    {
        using var run = new RecordedRun(place.Runs);
        run.Dispose();
        run.Folder.WriteInfo(run.Info with { ProcessId = int.MaxValue, QueueNumber = number });
        RunInfo info = run.Folder.ReadInfo();

        QueueState state = await ServeAsync(Left(run: null, deaths: 1) with
        {
            Protocol = info.Protocol,
            Settings = info.Settings,
            Seed = info.Seed,
            FrozenBench = info.BenchFile,
        });

        Assert.Equal(isOf ? run.Name : null, state.Runs[0].GoesOnWith);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_fails_its_run_and_not_the_queue()
    {
        using var run = new RecordedRun(place.Runs);
        run.Dispose();
        await File.WriteAllTextAsync(Path.Combine(run.Folder.FullPath, "run.json"), "{");
        File.Delete(Path.Combine(run.Folder.FullPath, "data.db"));

        QueueState state = await ServeAsync(Left(run.Name, deaths: 1));

        Assert.Equal(QueuedStatus.Failed, state.Runs[0].Status);
        Assert.Contains("is not the description of a run", state.Runs[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_whose_run_died_before_anything_was_recorded_is_taken_away()
    {
        var unbegun = RunFolder.Create(place.Runs, "sweep", Now);
        string info = Path.Combine(unbegun.FullPath, "run.json");
        File.SetLastWriteTimeUtc(info, Now.UtcDateTime.AddHours(-1)); // before the process of this test began
        using var other = new RecordedRun(place.Runs);

        QueueState state = await ServeAsync(Left(run: null, deaths: 1) with { Terms = new QueueTerms { At = Now.AddDays(1) } });

        Assert.False(Directory.Exists(unbegun.FullPath));
        Assert.True(Directory.Exists(other.Folder.FullPath));
        Assert.Equal(QueuedStatus.Waiting, state.Runs[0].Status);
    }

    [Fact]
    public async Task Who_looks_at_the_queue_does_not_keep_a_process_from_working_it_off()
    {
        var queue = new RunQueue(place.Join("queue"));
        Assert.True(await new QueueServer(queue, new QueueServerOptions()).ServeAsync());
        FileStream look = new(
            Path.Combine(queue.Folder, "server.lock"), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.None);

        Assert.False(queue.IsServed); // two that look do not take one another for a server
        Task<bool> serving = new QueueServer(queue, new QueueServerOptions()).ServeAsync();
        await look.DisposeAsync();

        Assert.True(await serving);
    }

    [Fact]
    public async Task A_run_that_was_removed_meanwhile_is_no_fault()
    {
        var queue = new RunQueue(place.Join("queue"));

        QueueState state = await queue.ChangeAsync(now => now.With(7, run => run with { Reason = "the interlock is open" }));

        Assert.Empty(state.Runs);
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private async Task<QueueState> RestartAsync(Func<RunInfo, RunInfo> left, int deaths = 1)
    {
        using var run = new RecordedRun(place.Runs);
        run.Dispose();
        run.Folder.WriteInfo(left(run.Info));
        return await ServeAsync(Left(run.Name, deaths));
    }

    private QueuedRun Left(string? run, int deaths) => new()
    {
        Number = 1,
        Command = "lab run sweep",
        Protocol = "sweep",
        Settings = new Dictionary<string, string>(),
        Bench = "test",
        RunsFolder = place.Runs,
        Status = QueuedStatus.Running,
        Attempts = [.. Enumerable.Repeat(new QueueAttempt(int.MaxValue, Now.AddHours(-2)) { Run = run }, deaths)],
    };

    // With a stop from the beginning: what was under way is judged, and nothing begins.
    private async Task<QueueState> ServeAsync(QueuedRun run)
    {
        var queue = new RunQueue(place.Join("queue"));
        await queue.ChangeAsync(state => state with { NextNumber = 2, Runs = [run] });
        Assert.True(await new QueueServer(queue, new QueueServerOptions
        {
            Stop = new CancellationToken(canceled: true),
            Tell = told.Add,
        }).ServeAsync());
        return queue.Read();
    }
}
