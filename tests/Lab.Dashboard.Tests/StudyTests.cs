using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Workbench.Workers;

namespace Lab.Dashboard.Tests;

/// <summary>Studies whose items workers compute, as the page shows them.</summary>
public sealed class StudyTests
{
    [Fact]
    public async Task Items_OfARun_TellWhatIsDoneFailedAndUnderWay()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        using var run = new RecordedRun(served.Place.Runs, "classifier");
        Assert.False((await served.GetAsync($"/api/runs/{run.Name}/state")).GetProperty("hasItems").GetBoolean());
        Plant(new ItemFolder(Path.Combine(run.Folder.FullPath, "workers")));

        JsonElement study = await served.GetAsync($"/api/runs/{run.Name}/items");

        Assert.Equal("running", study.GetProperty("status").GetString());
        JsonElement progress = study.GetProperty("progress");
        Assert.Equal("classifier", progress.GetProperty("protocol").GetString());
        Assert.Equal("dfuwwwwwdw", progress.GetProperty("cells").GetString());
        Assert.Equal(2, progress.GetProperty("done").GetInt32());
        Assert.Equal(1, progress.GetProperty("underWay").GetInt32());

        // Seven are left, 20 s each, for the one that lives and the one that may.
        Assert.Equal(7 * 20 / 2.0, progress.GetProperty("secondsLeft").GetDouble(), 1e-9);
        JsonElement failure = Assert.Single(progress.GetProperty("failures").EnumerateArray());
        Assert.Equal(1, failure.GetProperty("item").GetInt32());
        Assert.Equal("The loss is not a number.", failure.GetProperty("reason").GetString());
        Assert.Equal(
            ["mine alive 2", "far unheard ", "dead died ", "done ended "],
            progress.GetProperty("workers").EnumerateArray().Select(worker =>
                $"{worker.GetProperty("name")} {worker.GetProperty("status")} {worker.GetProperty("item")}"));
        Assert.True((await served.GetAsync($"/api/runs/{run.Name}/state")).GetProperty("hasItems").GetBoolean());
    }

    [Fact]
    public async Task Studies_AreThoseOfRunsAndValidationsBesideThem()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        Assert.Empty((await served.GetAsync("/api/studies")).EnumerateArray());
        using var run = new RecordedRun(served.Place.Runs, "classifier");
        Plant(new ItemFolder(Path.Combine(run.Folder.FullPath, "workers")));
        var validation = new ItemFolder(served.Place.Join("spread.jsonl.items"));
        validation.Begin(NewOrder() with { Items = 100_000, Validation = new ValidationOrder(100, null, null) });
        Directory.CreateDirectory(served.Place.Join("none.items"));

        JsonElement[] studies = [.. (await served.GetAsync("/api/studies")).EnumerateArray()];

        Assert.Equal([run.Name, "spread.jsonl"], studies.Select(study => study.GetProperty("name").GetString()));
        Assert.Equal(JsonValueKind.Null, studies[1].GetProperty("run").ValueKind);
        Assert.Equal("interrupted", studies[1].GetProperty("status").GetString()); // nobody is there
        JsonElement progress = studies[1].GetProperty("progress");
        Assert.True(progress.GetProperty("isValidation").GetBoolean());
        Assert.Equal(167, progress.GetProperty("itemsACell").GetInt32());
        Assert.Equal(new string('w', 599), progress.GetProperty("cells").GetString());
    }

    [Fact]
    public async Task Studies_OfAFolderWithASeparatorAtItsEnd_AreListedOnce()
    {
        await using ServedRuns served = await ServedRuns.StartAsync(
            options => options with { RunsFolder = options.RunsFolder + Path.DirectorySeparatorChar });
        new ItemFolder(served.Place.Join("beside.items")).Begin(NewOrder());
        new ItemFolder(Path.Combine(served.Place.Runs, "within.items")).Begin(NewOrder());

        JsonElement studies = await served.GetAsync("/api/studies");

        Assert.Equal(
            ["beside", "within"], studies.EnumerateArray().Select(study => study.GetProperty("name").GetString()).Order());
    }

    [Fact]
    public async Task Items_ThatAreOnRecordElsewhere_AreDoneAndTakeNoTime()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        var folder = new ItemFolder(served.Place.Join("spread.jsonl.items"));
        folder.Begin(NewOrder() with { Kept = [0, 1, 4], Validation = new ValidationOrder(10, null, null) });
        folder.Put(new WorkerState("mine", ProcessPlace.Here, Environment.ProcessId, Beat: 1, HasEnded: false));
        Put(4, 5); // one was computed here, and taken over since
        async Task<JsonElement> StudyAsync() => Assert.Single((await served.GetAsync("/api/studies")).EnumerateArray());

        JsonElement progress = (await StudyAsync()).GetProperty("progress");
        Assert.Equal("ddwwddwwww", progress.GetProperty("cells").GetString());
        Assert.Equal(4, progress.GetProperty("done").GetInt32());
        Assert.Equal(20, progress.GetProperty("secondsAnItem").GetDouble());
        Assert.Equal(6 * 20, progress.GetProperty("secondsLeft").GetDouble(), 1e-9);

        folder.Put(new WorkerState("mine", ProcessPlace.Here, Environment.ProcessId, Beat: 2, HasEnded: true));
        Put(2, 3, 6, 7, 8, 9);
        Assert.Equal("done", (await StudyAsync()).GetProperty("status").GetString());

        void Put(params int[] items)
        {
            foreach (int item in items)
            {
                folder.Put(new ItemResult { Item = item, Hash = "hash", Worker = "mine", Seconds = 20, Outcome = 1 });
            }
        }
    }

    [Fact]
    public void Worker_OnAnotherMachine_IsAliveWhileItsFileIsRenewed()
    {
        using var place = new Workplace();
        var folder = new ItemFolder(place.Join("workers"));
        folder.Begin(NewOrder());
        var worker = new WorkerState("far", "another-machine", ProcessId: 1, Beat: 1, HasEnded: false);
        folder.Put(worker);
        var time = new SetTime();
        var watch = new StudyWatch(folder.FullPath, time);
        string Status() => Assert.Single(watch.Look().Workers).Status;

        Assert.Equal("unheard", Status());
        folder.Put(worker with { Beat = 2 });
        Assert.Equal("alive", Status());
        time.Now += WorkerWatch.Lease;
        Assert.Equal("alive", Status());
        time.Now += TimeSpan.FromSeconds(1);
        Assert.Equal("silent", Status());
        folder.Put(worker with { Beat = 3, HasEnded = true });
        Assert.Equal("ended", Status());
    }

    [Fact]
    public void Failure_ThatIsTriedAgain_IsNoFailureAnyMore()
    {
        using var place = new Workplace();
        var folder = new ItemFolder(place.Join("workers"));
        Plant(folder);
        var watch = new StudyWatch(folder.FullPath, TimeProvider.System);
        Assert.Equal(1, watch.Look().Failed);

        folder.Begin(NewOrder()); // what failed is forgotten
        Assert.Equal(0, watch.Look().Failed);
        folder.Put(new ItemResult { Item = 1, Hash = "hash", Worker = "mine", Seconds = 1, Outcome = 1 });

        Assert.Equal(3, watch.Look().Done);
    }

    [Fact]
    public async Task Folder_FromElsewhere_ShowsNoOtherFileAndHidesNoOtherStudy()
    {
        await using ServedRuns served = await ServedRuns.StartAsync();
        string secret = served.Place.Write(
            "secret.json", $$"""{"item":3,"hash":"hash","worker":"{{ServedRuns.ControlToken}}"}""");
        using var run = new RecordedRun(served.Place.Runs, "classifier");
        var folder = new ItemFolder(Path.Combine(run.Folder.FullPath, "workers"));
        Plant(folder);
        foreach (string link in new[] { "claims/000003.1.json", "items/000004.json", "workers/far2.json", "slurm.json" })
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullPath, link), secret);
        }

        await File.WriteAllTextAsync(Path.Combine(folder.FullPath, "items", "000005.json"), "nonsense");
        var broken = new ItemFolder(served.Place.Join("runs/broken.items"));
        broken.Begin(NewOrder() with { Items = -1 });

        string answer = await served.Client.GetStringAsync("/api/studies");

        Assert.DoesNotContain(ServedRuns.ControlToken, answer, StringComparison.Ordinal);
        JsonElement[] studies = [.. JsonDocument.Parse(answer).RootElement.EnumerateArray()];
        Assert.Equal(["running", "unreadable"], studies.Select(study => study.GetProperty("status").GetString()));
        Assert.Equal("dfuwwfwwdw", studies[0].GetProperty("progress").GetProperty("cells").GetString());
    }

    /// <summary>Ten items: two done, one failed, one under way, one taken by a worker that is dead.</summary>
    internal static void Plant(ItemFolder folder)
    {
        folder.Begin(NewOrder());
        folder.Put(new WorkerState("mine", ProcessPlace.Here, Environment.ProcessId, Beat: 1, HasEnded: false));
        folder.Put(new WorkerState("dead", ProcessPlace.Here, int.MaxValue, Beat: 1, HasEnded: false));
        folder.Put(new WorkerState("far", "another-machine start numbers", 1, Beat: 1, HasEnded: false));
        folder.Put(new WorkerState("done", ProcessPlace.Here, 1, Beat: 9, HasEnded: true));
        folder.Put(new ItemResult { Item = 0, Hash = "hash", Worker = "done", Seconds = 10, Outcome = new JsonArray(1, 2) });
        folder.Put(new ItemResult { Item = 8, Hash = "hash", Worker = "done", Seconds = 30, Outcome = new string('x', 100_000) });
        folder.Put(new ItemResult { Item = 1, Hash = "hash", Worker = "done", Failure = "The loss is not a number." });
        Assert.True(folder.TryClaim(2, 1, "dead"));
        Assert.True(folder.TryClaim(2, 2, "mine"));
        Assert.True(folder.TryClaim(9, 1, "dead"));
    }

    private static WorkOrder NewOrder() => new()
    {
        Protocol = "classifier",
        Settings = new Dictionary<string, string>(),
        Items = 10,
        Workers = new WorkerPlan(WorkerPlace.Local, 2, []),
        Identity = new Dictionary<string, string>(),
        Hash = "hash",
    };

    private sealed class SetTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
