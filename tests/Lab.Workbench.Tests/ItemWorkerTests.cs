using System.Text.Json.Nodes;
using Lab.Runs;
using Lab.Workbench.Workers;

namespace Lab.Workbench.Tests;

/// <summary>Workers and the folder through which they share a study, with items that cost nothing.</summary>
public sealed class ItemWorkerTests : IDisposable
{
    private const int Items = 6;

    private readonly RunsPlace place = new();
    private readonly ItemFolder folder;

    public ItemWorkerTests() => folder = new ItemFolder(place.Join("workers"));

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task Two_workers_share_the_items_and_compute_none_twice()
    {
        folder.Begin(NewOrder());
        var both = new TaskCompletionSource();
        int begun = 0;
        var work = new ScriptedItems
        {
            Before = async _ =>
            {
                if (Interlocked.Increment(ref begun) == 2)
                {
                    both.SetResult();
                }

                await both.Task; // each has one before either goes on
            },
        };

        await Task.WhenAll(WorkAsync(work, "a"), WorkAsync(work, "b"));

        Assert.Equal(Items, begun);
        Assert.Equal(Enumerable.Range(0, Items), folder.ListDone().Order());
        Assert.Equal(2, Enumerable.Range(0, Items).Select(item => folder.TryRead(item)!.Worker).Distinct().Count());
    }

    [Fact]
    public async Task Later_stage_waits_for_the_one_before()
    {
        folder.Begin(NewOrder());
        var work = new ScriptedItems
        {
            Stage = item => item / 2,
            Before = item =>
            {
                Assert.All(Enumerable.Range(0, item / 2 * 2), before => Assert.True(folder.IsDone(before)));
                return Task.CompletedTask;
            },
        };

        await Task.WhenAll(WorkAsync(work, "a"), WorkAsync(work, "b"));

        Assert.All(Enumerable.Range(0, Items), item => Assert.Null(folder.TryRead(item)!.Failure));
    }

    [Fact]
    public async Task Item_of_a_worker_whose_process_is_gone_is_taken_at_once()
    {
        folder.Begin(NewOrder());
        folder.Put(new WorkerState("dead", Environment.MachineName, ProcessId: int.MaxValue, Beat: 3, HasEnded: false));
        Assert.True(folder.TryClaim(2, 1, "dead"));

        await WorkAsync(new ScriptedItems(), "a");

        Assert.Equal("a", folder.TryRead(2)!.Worker);
        Assert.Equal(2, folder.ListClaims()[2]);
    }

    [Fact]
    public void Worker_of_another_machine_is_gone_when_its_file_stays_as_it_is()
    {
        folder.Begin(NewOrder());
        var time = new HeldTime();
        var watch = new WorkerWatch(folder, time);
        var worker = new WorkerState("far", "another-machine", ProcessId: 1, Beat: 1, HasEnded: false);
        folder.Put(worker);

        Assert.False(watch.IsGone("far"));
        time.Now += WorkerWatch.Lease;
        folder.Put(worker with { Beat = 2 });
        Assert.False(watch.IsGone("far"));
        time.Now += WorkerWatch.Lease;
        Assert.False(watch.IsGone("far"));
        time.Now += TimeSpan.FromSeconds(1);
        Assert.True(watch.IsGone("far"));
        folder.Put(worker with { HasEnded = true });
        Assert.True(new WorkerWatch(folder, time).IsGone("far"));
    }

    [Fact]
    public async Task Item_that_ends_its_workers_is_given_up_and_tried_again_when_the_study_is_taken_up()
    {
        folder.Begin(NewOrder());
        for (int times = 1; times <= ItemWorker.MostDeaths; times++)
        {
            folder.Put(new WorkerState($"dead{times}", Environment.MachineName, int.MaxValue, Beat: 1, HasEnded: false));
            Assert.True(folder.TryClaim(1, times, $"dead{times}"));
        }

        await WorkAsync(new ScriptedItems(), "a");
        Assert.StartsWith("The item 1 ended 5 workers one after the other", folder.TryRead(1)!.Failure, StringComparison.Ordinal);

        folder.Begin(NewOrder());
        await WorkAsync(new ScriptedItems(), "b");
        Assert.Null(folder.TryRead(1)!.Failure);
        Assert.Equal("b", folder.TryRead(1)!.Worker);
        Assert.Equal("a", folder.TryRead(0)!.Worker);
    }

    [Fact]
    public async Task Failed_item_says_why_and_a_bug_that_it_is_one()
    {
        folder.Begin(NewOrder());
        var work = new ScriptedItems
        {
            Before = item => item switch
            {
                1 => throw new RunException("The training diverged."),
                2 => throw new ArgumentException("A slip."),
                _ => Task.CompletedTask,
            },
        };

        await WorkAsync(work, "a");

        Assert.Equal(("The training diverged.", false), (folder.TryRead(1)!.Failure, folder.TryRead(1)!.IsBug));
        Assert.Contains("A slip.", folder.TryRead(2)!.Failure, StringComparison.Ordinal);
        Assert.True(folder.TryRead(2)!.IsBug);
        Assert.Equal("5", folder.TryRead(5)!.Outcome!.ToJsonString());
    }

    [Fact]
    public async Task Stopped_worker_leaves_its_item_to_others()
    {
        folder.Begin(NewOrder());
        using var stop = new CancellationTokenSource();
        await WorkAsync(
            new ScriptedItems { Before = item => item == 1 ? stop.CancelAsync() : Task.CompletedTask }, "a", stop.Token);
        Assert.Equal(0, Assert.Single(folder.ListDone()));

        await WorkAsync(new ScriptedItems(), "b");

        Assert.Equal(Enumerable.Range(0, Items), folder.ListDone().Order());
        Assert.Equal("b", folder.TryRead(1)!.Worker);
    }

    [Fact]
    public void Items_of_other_settings_are_refused()
    {
        folder.Begin(NewOrder());

        RunException refused = Assert.Throws<RunException>(() => folder.Begin(NewOrder("loops=2", "other")));

        Assert.Equal(
            $"The items in '{folder.FullPath}' are those of another study: 'settings' was 'loops=1' and is 'loops=2'. Put that "
                + "back as it was, or remove the folder, and they are computed again.",
            refused.Message);
    }

    [Fact]
    public void Damaged_item_is_named()
    {
        folder.Begin(NewOrder());
        string file = Path.Combine(folder.FullPath, "items", "000003.json");
        File.WriteAllText(file, "{\"item\": 3, ");

        RunException refused = Assert.Throws<RunException>(() => folder.TryRead(3));

        Assert.StartsWith($"'{file}' cannot be read: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Script_of_a_task_survives_blanks_and_quotes() => Assert.Equal(
        "#!/bin/sh\nexec '/opt/my lab/lab' 'study' 'work' '/data/o'\\''brien/workers'\n",
        SlurmWorkers.Script(new WorkerLaunch("/opt/my lab/lab", ["study", "work"]), "/data/o'brien/workers"));

    private static WorkOrder NewOrder(string settings = "loops=1", string hash = "hash") => new()
    {
        Protocol = "scripted",
        Settings = new Dictionary<string, string>(),
        Items = Items,
        Workers = new WorkerPlan(WorkerPlace.Local, 2, []),
        Identity = new Dictionary<string, string> { ["settings"] = settings },
        Hash = hash,
    };

    private Task WorkAsync(ScriptedItems work, string name, CancellationToken stop = default) =>
        new ItemWorker(folder, TimeProvider.System, name).RunAsync(work, folder.FilesOf(name), stop);

    /// <summary>Item i comes to i.</summary>
    private sealed class ScriptedItems : IItemWork
    {
        public Func<int, int> Stage { get; init; } = _ => 0;

        public Func<int, Task> Before { get; init; } = _ => Task.CompletedTask;

        public int StageOf(int item) => Stage(item);

        public async ValueTask<JsonNode> ComputeAsync(int item, CancellationToken cancellationToken)
        {
            await Before(item);
            return JsonValue.Create(item);
        }
    }

    private sealed class HeldTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
