using System.Text.Json.Nodes;
using Lab.Runs;
using Lab.Workbench.Validation;
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
        folder.Put(new WorkerState("dead", ProcessPlace.Here, ProcessId: int.MaxValue, Beat: 3, HasEnded: false));
        Assert.True(folder.TryClaim(2, 1, "dead"));

        await WorkAsync(new ScriptedItems(), "a");

        Assert.Equal("a", folder.TryRead(2)!.Worker);
        Assert.Equal(2, folder.ListClaims()[2]);
    }

    [Fact]
    public async Task Items_that_are_kept_elsewhere_are_not_computed()
    {
        WorkOrder order = NewOrder() with { Kept = [0, 3, 5] };
        folder.Begin(order);

        await WorkAsync(new ScriptedItems(), "a");

        Assert.Equal([1, 2, 4], folder.ListDone().Order());
        Assert.Equal(0, new OpenItems(folder, order).Count());
    }

    [Fact]
    public async Task Idle_worker_asks_for_open_items_alone_and_ever_more_rarely()
    {
        const int Away = 5;
        const int Back = 100;
        folder.Begin(NewOrder());
        var far = new WorkerState("far", "another-machine", ProcessId: 1, Beat: 1, HasEnded: false);
        folder.Put(far);
        Assert.True(folder.TryClaim(4, 1, "far"));
        string items = Path.Combine(folder.FullPath, "items");
        List<TimeSpan> waits = [];
        var time = new HurriedTime(wait =>
        {
            waits.Add(wait);
            if (waits.Count is Away or Back)
            {
                // A folder that is not there cannot be listed, and the worker would end.
                Directory.Move(waits.Count == Away ? items : items + ".away", waits.Count == Away ? items + ".away" : items);
            }

            folder.Put(far with { Beat = waits.Count, HasEnded = waits.Count > Back });
        });

        await new ItemWorker(folder, time, "a").RunAsync(new ScriptedItems(), folder.FilesOf("a"), CancellationToken.None);

        Assert.Equal("a", folder.TryRead(4)!.Worker);
        Assert.Equal(Back + 1, waits.Count);
        Assert.Equal(waits.Order(), waits);
        Assert.Equal(TimeSpan.FromSeconds(10), waits[^1]);
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
            folder.Put(new WorkerState($"dead{times}", ProcessPlace.Here, int.MaxValue, Beat: 1, HasEnded: false));
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
    public async Task Failure_with_many_words_is_told_by_its_beginning_and_is_no_result()
    {
        folder.Begin(NewOrder());
        var work = new ScriptedItems
        {
            Before = item => item == 1 ? throw new RunException(new string('<', 100_000)) : Task.CompletedTask,
        };
        folder.Put(new ItemResult { Item = 2, Hash = "hash", Worker = "b", Failure = new string('<', 100_000) });

        await WorkAsync(work, "a");

        Assert.Equal(new string('<', ItemWorker.LongestFailure), folder.TryRead(1)!.Failure);
        StudyProgress shown = new StudyWatch(folder.FullPath, TimeProvider.System).Look();
        Assert.Equal("dffddd", shown.Cells);
        Assert.Equal(
            [new string('<', 1000), "It failed, with more words than are shown here: see its file."],
            shown.Failures.Select(failure => failure.Reason));
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
    public async Task Stopped_worker_is_no_death_and_leaves_its_files_to_the_next()
    {
        folder.Begin(NewOrder());
        for (int times = 0; times <= ItemWorker.MostDeaths; times++)
        {
            using var stop = new CancellationTokenSource();
            string worker = $"stopped{times}";
            await WorkAsync(
                new ScriptedItems
                {
                    Before = async item =>
                    {
                        await File.AppendAllTextAsync(Path.Combine(folder.FilesOf(worker), "epochs"), "one more ");
                        await (item == 1 ? stop.CancelAsync() : Task.CompletedTask);
                    },
                },
                worker,
                stop.Token);
            Assert.DoesNotContain(1, folder.ListClaims().Keys);
        }

        await WorkAsync(new ScriptedItems(), "last");

        Assert.Null(folder.TryRead(1)!.Failure);
        Assert.Equal("epochs", Assert.Single(folder.TryRead(1)!.Files));
        string epochs = await File.ReadAllTextAsync(Path.Combine(folder.FilesOf(1, "last"), "epochs"));
        Assert.Equal(string.Concat(Enumerable.Repeat("one more ", ItemWorker.MostDeaths + 1)), epochs);
        Assert.Empty(folder.TryRead(2)!.Files);
    }

    [Fact]
    public async Task Files_of_a_dead_worker_are_taken_up_by_the_next()
    {
        folder.Begin(NewOrder());
        folder.Put(new WorkerState("dead", ProcessPlace.Here, int.MaxValue, Beat: 1, HasEnded: false));
        Assert.True(folder.TryClaim(2, 1, "dead"));
        Directory.CreateDirectory(folder.FilesOf("dead"));
        await File.WriteAllTextAsync(Path.Combine(folder.FilesOf("dead"), "state"), "3 epochs");

        await WorkAsync(new ScriptedItems(), "a");

        Assert.Equal("3 epochs", await File.ReadAllTextAsync(Path.Combine(folder.FilesOf(2, "a"), "state")));
    }

    [Fact]
    public async Task Fault_of_a_machine_ends_the_worker_and_not_the_item()
    {
        folder.Begin(NewOrder());
        var full = new ScriptedItems
        {
            Before = item => item == 1 ? throw new IOException("No space left on device.") : Task.CompletedTask,
        };

        RunException ended = await Assert.ThrowsAsync<RunException>(() => WorkAsync(full, "a"));
        Assert.Equal(
            $"The item 1 could not be computed on {Environment.MachineName}: No space left on device. This worker ends, and "
                + "another takes the item.",
            ended.Message);
        Assert.False(folder.IsDone(1));
        Assert.True(folder.FindWorker("a")!.HasEnded);

        await WorkAsync(new ScriptedItems(), "b");
        Assert.Equal(("b", null), (folder.TryRead(1)!.Worker, folder.TryRead(1)!.Failure));
        Assert.Equal(2, folder.ListClaims()[1]);
    }

    [Fact]
    public void Failure_never_takes_the_place_of_what_is_done()
    {
        folder.Begin(NewOrder());
        var good = new ItemResult { Item = 1, Hash = "hash", Worker = "a", Outcome = JsonValue.Create(1) };
        var failed = new ItemResult { Item = 1, Hash = "hash", Worker = "b", Failure = "It ended 5 workers." };

        folder.Put(good);
        folder.Put(failed);
        Assert.Equal("a", folder.TryRead(1)!.Worker);

        folder.Put(failed with { Item = 2 });
        folder.Put(good with { Item = 2 });
        Assert.Null(folder.TryRead(2)!.Failure);
        Assert.DoesNotContain(
            Directory.GetFiles(Path.Combine(folder.FullPath, "items")), file => file.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public void Process_number_of_another_machine_of_the_same_name_says_nothing()
    {
        var far = new WorkerState("far", $"{Environment.MachineName} another-start", int.MaxValue, Beat: 1, HasEnded: false);

        Assert.False(ItemFolder.HasGone(far));
        Assert.True(ItemFolder.HasGone(far with { Place = ProcessPlace.Here }));
    }

    [Fact]
    public async Task Copies_that_others_made_in_the_folder_are_skipped()
    {
        folder.Begin(NewOrder());
        foreach (string name in (string[])["items/000001 (copy).json", "items/._000002.json", "claims/000003.1 (copy).json"])
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullPath, name), "{}");
        }

        await WorkAsync(new ScriptedItems(), "a");

        Assert.Equal(Enumerable.Range(0, Items), folder.ListDone().Order());
    }

    [Fact]
    public void Name_of_a_worker_leads_nowhere_else() => Assert.Equal(
        "'../../report' is no name of a worker: letters, digits and '-' are, 100 at most.",
        Assert.Throws<RunException>(() => folder.FilesOf("../../report")).Message);

    [Theory]
    [InlineData("--wrap=rm -r /")]
    [InlineData("--wra=id")]
    [InlineData("--export=LD_PRELOAD=evil.so")]
    [InlineData("script.sh")]
    public void Folder_cannot_have_a_resumed_study_run_commands(string option)
    {
        RunException refused = Assert.Throws<RunException>(() => new WorkerPlan(WorkerPlace.Slurm, 2, [option]).AsRead());

        Assert.StartsWith($"The folder of the items has '{option}' for sbatch.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_may_ask_for_resources_and_for_no_more_workers_than_a_person_may()
    {
        var plan = new WorkerPlan(WorkerPlace.Slurm, 2, ["--partition=long", "--time=12:00:00", "--exclusive"]);

        Assert.Same(plan, plan.AsRead());
        Assert.Throws<RunException>(() => (plan with { Count = 1_000_000_000 }).AsRead());
    }

    [Fact]
    public void Device_that_is_named_twice_is_validated_once()
    {
        string[] names = [.. DeviceGrid.All.Take(2).Select(device => device.Name)];
        var order = new ValidationOrder(3, $"{names[0]};{names[0]};{names[1]}", "none");

        Assert.Equal(names, order.ReadPairs().Select(pair => pair.Device.Name));
        Assert.Equal(6, order.CountItems());
    }

    [Theory]
    [InlineData("run.json", true)]
    [InlineData("DATA.db-wal", true)]
    [InlineData("report.html", true)]
    [InlineData("network-1.npz", false)]
    public void Files_of_the_record_are_told_from_those_of_items(string name, bool isOfRecord) =>
        Assert.Equal(isOfRecord, Lab.Runs.Records.RunFolder.IsOfRecord(name));

    [Fact]
    public void Worker_on_a_machine_of_another_kind_is_refused_unless_mixed_machines_are_taken()
    {
        WorkOrder order = NewOrder();
        folder.Begin(order);
        folder.RequireMachine(order, "a", "X64");
        folder.RequireMachine(order, "b", "X64");

        Assert.Equal(
            $"{Environment.MachineName} is a machine of another kind than the one that computed the first items, and its results "
                + "may differ in the last digits. There: X64. Here: Arm64. Take machines of one kind, for Slurm with "
                + "--sbatch=--constraint=…, or go on with 'lab resume' and --mixed-machines.",
            Assert.Throws<RunException>(() => folder.RequireMachine(order, "c", "Arm64")).Message);
        folder.RequireMachine(order with { Workers = order.Workers with { HasMixedMachines = true } }, "c", "Arm64");
    }

    [Fact]
    public void Study_without_an_item_may_begin_again_on_another_kind_of_machine()
    {
        WorkOrder order = NewOrder();
        folder.Begin(order);
        folder.RequireMachine(order, "a", "X64");

        folder.Begin(order);
        folder.RequireMachine(order, "b", "Arm64");
        folder.Put(new ItemResult { Item = 0, Hash = "hash", Worker = "b", Outcome = JsonValue.Create(0) });

        folder.Begin(order);
        Assert.Throws<RunException>(() => folder.RequireMachine(order, "a", "X64"));
    }

    [Fact]
    public void Items_of_other_settings_are_refused()
    {
        folder.Begin(NewOrder());

        RunException refused = Assert.Throws<RunException>(() => folder.Begin(NewOrder("loops=2", "other")));

        Assert.Equal(
            $"The items in '{folder.FullPath}' are those of another study: 'settings' was 'loops=1' and is 'loops=2'. Put that "
                + "back as it was; or remove the folder and go on with --workers, and they are computed again.",
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

    [Theory]
    [InlineData("17", "17", null)]
    [InlineData("17;far", "17", "far")]
    public void Cluster_that_took_a_job_is_kept(string told, string job, string? cluster)
    {
        var parsed = SlurmJob.Parse(told);

        Assert.Equal(new SlurmJob(job, cluster), parsed);
        Assert.Equal(cluster is null ? [] : [$"--clusters={cluster}"], parsed.OfCluster);
    }

    [Fact]
    public void Log_of_a_task_lies_in_a_folder_with_a_percent_sign() =>
        Assert.Equal("/runs/50%%j/slurm-%A-%a.log", SlurmWorkers.LogOf("/runs/50%j"));

    [Fact]
    public async Task Program_of_Slurm_that_does_not_answer_is_ended()
    {
        (int exitCode, _, string error) = await SlurmCommand.RunAsync(TimeSpan.FromMilliseconds(50), "sleep", "1000000");

        Assert.Equal((-1, "'sleep' did not answer within 0.05 s"), (exitCode, error));
    }

    [Fact]
    public async Task Worker_whose_folder_goes_away_ends_without_a_word()
    {
        folder.Begin(NewOrder());
        var work = new ScriptedItems
        {
            Before = _ =>
            {
                Directory.Delete(folder.FullPath, recursive: true);
                return Task.CompletedTask;
            },
        };

        await WorkAsync(work, "a");

        Assert.False(Directory.Exists(folder.FullPath));
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

    /// <summary>A clock on which waits are over at once, but for the beats of the workers, which never come.</summary>
    private sealed class HurriedTime(Action<TimeSpan> waited) : TimeProvider
    {
        private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref now);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Look)
            {
                return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
            }

            Interlocked.Add(ref now, dueTime.Ticks);
            waited(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    private sealed class HeldTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
