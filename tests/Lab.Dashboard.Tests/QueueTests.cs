using System.Text.Json;
using Lab.Runs.Records;
using Lab.Workbench;
using Lab.Workbench.Queues;

namespace Lab.Dashboard.Tests;

/// <summary>The queue of runs, by its commands.</summary>
public sealed class QueueTests : IDisposable
{
    private static readonly string[] Short = ["--set", "frequencies=330..362 MHz step 1 MHz", "--set", "powers=10 uW"];

    private readonly Workplace place = new();

    private string Queue => place.Join("queue");

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task Ten_runs_with_a_planted_failure_and_a_killed_process_end_as_their_policies_say()
    {
        string wall = place.Join("served.yaml");
        await using LabProcess twins = await LabProcess.ServeAsync(place.Folder, "--write-bench", wall);
        string broken = BrokenBench();
        for (int i = 1; i <= 10; i++)
        {
            string[] words = i switch
            {
                // By the wall's clock, so that it is under way for a while.
                3 => ["sweep", "--bench", wall, "--set", "axes=rf.frequency 330..350 MHz step 1 MHz", "--set",
                    "read=voltmeter.voltage"],
                5 => ["spin-diode", .. Short, "--bench", broken, "--on-failure", "skip", "--repeat", "2"],
                6 => ["spin-diode", .. Short, "--after", "5"],
                7 => ["spin-diode", .. Short, "--after", "1"],
                _ => ["spin-diode", .. Short, "--seed", $"{i}"],
            };
            (await AddAsync(words)).Succeeds();
        }

        // Killed while the third is under way: what is done is done, and that one goes on.
        await using (LabProcess killed = Start())
        {
            await killed.WaitForAsync(line => line.StartsWith("Number 3 is ", StringComparison.Ordinal));
            killed.Signal("KILL");
            await killed.ExitAsync();
        }

        Assert.Equal(
            ["running"], (await ListAsync()).Where(run => Text(run, "number") == "3").Select(run => Text(run, "status")));
        await using LabProcess second = Start();
        int exit = await second.ExitAsync();

        Assert.True(exit == 0, string.Join('\n', second.Lines));
        Assert.Contains(
            second.Lines, line => line.StartsWith("Number 3: its process ended. It goes on with ", StringComparison.Ordinal));
        JsonElement[] runs = await ListAsync();
        Assert.Equal(
            ["done", "done", "done", "done", "failed", "skipped", "done", "done", "done", "done"],
            runs.OrderBy(run => run.GetProperty("number").GetInt32()).Select(run => Text(run, "status")));
        JsonElement failed = runs.Single(run => Text(run, "number") == "5");
        Assert.Equal(3, RunsOf(failed).Count); // once, and repeated twice
        JsonElement resumed = runs.Single(run => Text(run, "number") == "3");
        Assert.Single(RunsOf(resumed));

        // No run was lost, and none carried out twice.
        string[] statuses = [.. RunEntry.List(place.Runs).Select(run => run.Status)];
        Assert.Equal(8, statuses.Count(status => status == "done"));
        Assert.Equal(3, statuses.Count(status => status == "failed"));
        Assert.Equal(8 + 3, Directory.GetDirectories(place.Runs).Length);
    }

    [Fact]
    public async Task A_failure_pauses_the_queue_and_tells_a_person()
    {
        string told = place.Join("told.txt");
        string hook = place.Write(
            "hook.sh", $"#!/bin/sh\necho \"$LAB_EVENT $LAB_STATUS\" >> '{told}'\ncat >> '{told}'\necho >> '{told}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string bench = BrokenBench();
        (await AddAsync(["spin-diode", .. Short, "--bench", bench])).Succeeds();
        File.Move(place.WriteBench(), bench, overwrite: true); // mended for the second run, which has to wait for the first
        (await AddAsync(["spin-diode", .. Short, "--bench", bench])).Succeeds();

        Answer answer = await Workplace.LabAsync("queue", "start", "--queue-dir", Queue, "--hook", hook);

        Assert.Equal(1, answer.ExitCode);
        Assert.StartsWith("The queue is paused: Number 1 failed: ", answer.Error, StringComparison.Ordinal);
        Assert.Equal(["failed", "waiting"], (await ListAsync()).Select(run => Text(run, "status")));
        string[] lines = await File.ReadAllLinesAsync(told);
        Assert.Equal(["ended failed", "needs-a-person failed"], lines.Where(line => line.Length > 0 && line[0] != '{'));
        JsonElement document = JsonDocument.Parse(lines.First(line => line.StartsWith('{'))).RootElement;
        Assert.Equal(1, document.GetProperty("number").GetInt32());

        // The process of the queue starts anew, as with the machine: nothing begins.
        Answer again = await Workplace.LabAsync("queue", "start", "--queue-dir", Queue);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("The queue is paused: Number 1 failed: ", again.Output, StringComparison.Ordinal);
        Assert.Equal(["failed", "waiting"], (await ListAsync()).Select(run => Text(run, "status")));

        // A person lets it go on.
        (await Workplace.LabAsync("queue", "continue", "--queue-dir", Queue)).Succeeds();
        (await Workplace.LabAsync("queue", "start", "--queue-dir", Queue)).Succeeds();
        Assert.Equal(["failed", "done"], (await ListAsync()).Select(run => Text(run, "status")));
    }

    [Fact]
    public async Task A_run_is_carried_out_as_it_was_when_it_was_queued()
    {
        string bench = place.WriteBench();
        (await AddAsync(["spin-diode", .. Short, "--bench", bench])).Succeeds();
        await File.WriteAllTextAsync(bench, "nonsense: true\n");

        (await Workplace.LabAsync("queue", "start", "--queue-dir", Queue)).Succeeds();

        RunInfo info = place.OnlyRun().ReadInfo();
        Assert.Equal(RunStatus.Done, info.Status);
        Assert.Equal(1, info.QueueNumber);
        Assert.Equal("330..362 MHz step 1 MHz", info.Settings["frequencies"]);
    }

    /// <summary>A queue is worked off from any folder.</summary>
    [Fact]
    public void A_folder_of_a_setting_is_frozen_with_its_full_path()
    {
        string file = place.Write("t10k-images", "data");
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, place.Folder);
        Assert.False(Path.IsPathRooted(relative));

        Assert.Equal(place.Folder, QueueAdmission.FullFolder(relative, file));
        Assert.Equal("mnist", QueueAdmission.FullFolder("mnist", file));
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("elsewhere")]
    public async Task A_run_whose_files_have_changed_does_not_begin(string which)
    {
        string bench = place.WriteBench();
        (await AddAsync(["spin-diode", .. Short, "--bench", bench])).Succeeds();
        var queue = new RunQueue(Queue);
        string changed = Assert.IsType<string>(queue.Read().Runs[0].FrozenBench);
        if (which == "elsewhere")
        {
            changed = place.Write("device.txt", "before");
            await queue.ChangeAsync(state => state.With(1, run => run with
            {
                Sums = new Dictionary<string, string> { [changed] = RunFiles.SumOf(changed)! },
            }));
        }

        await File.AppendAllTextAsync(changed, "# changed\n");

        Answer answer = await Workplace.LabAsync("queue", "start", "--queue-dir", Queue);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains($"The file '{changed}' has changed since the run was queued.", answer.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.Runs));
    }

    [Fact]
    public async Task What_the_rehearsal_refuses_is_not_queued()
    {
        Answer answer = await AddAsync(["spin-diode", .. Short, "--limit", "rf.power.max=1 uW"]);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("The rehearsal on twins failed", answer.Error, StringComparison.Ordinal);
        Assert.Empty(await ListAsync());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Queue, "frozen")));
    }

    [Fact]
    public async Task Runs_are_moved_and_removed()
    {
        for (int i = 0; i < 3; i++)
        {
            (await AddAsync(["spin-diode", .. Short])).Succeeds();
        }

        (await Workplace.LabAsync("queue", "move", "3", "-2", "--queue-dir", Queue)).Succeeds();
        (await Workplace.LabAsync("queue", "remove", "1", "--queue-dir", Queue)).Succeeds();

        Assert.Equal(["3", "2"], (await ListAsync()).Select(run => Text(run, "number")));
        Answer gone = await Workplace.LabAsync("queue", "remove", "1", "--queue-dir", Queue);
        gone.FailsWith(2, "The queue has no run number 1.");
    }

    [Fact]
    public async Task Runs_that_have_ended_are_cleared_away()
    {
        for (int i = 0; i < 3; i++)
        {
            (await AddAsync(["spin-diode", .. Short])).Succeeds();
        }

        var queue = new RunQueue(Queue);
        await queue.ChangeAsync(state => state
            .With(1, run => run with { Status = QueuedStatus.Done })
            .With(2, run => run with { Status = QueuedStatus.Failed }));

        Answer answer = await Workplace.LabAsync("queue", "clear", "--queue-dir", Queue);

        Assert.Equal("2 runs are out of the list.\n", answer.Succeeds().Output);
        Assert.Equal(["3"], (await ListAsync()).Select(run => Text(run, "number")));
        Assert.False(Directory.Exists(queue.FolderOf(1)));
        Assert.True(Directory.Exists(queue.FolderOf(3)));
    }

    /// <summary>A record names the bench file that it was frozen with, by which it is queued again.</summary>
    [Fact]
    public async Task A_run_that_was_cleared_away_is_queued_again()
    {
        await using ServedRuns served = await ServedRuns.StartAsync(options => options with
        {
            RunsFolder = place.Runs,
            QueueFolder = Queue,
        });
        string bench = place.WriteBench();
        (await AddAsync(["spin-diode", .. Short, "--bench", bench])).Succeeds();
        (await Workplace.LabAsync("queue", "start", "--queue-dir", Queue)).Succeeds();
        (await Workplace.LabAsync("queue", "clear", "--queue-dir", Queue)).Succeeds();
        Assert.Empty(await ListAsync());
        string run = place.OnlyRun().Name;

        using HttpResponseMessage again = await served.PostAsync("/api/queue", new { run, by = "alice", confirm = run });

        Assert.True(again.IsSuccessStatusCode, await again.Content.ReadAsStringAsync());
        Assert.Equal(["waiting"], (await ListAsync()).Select(queued => Text(queued, "status")));
    }

    [Fact]
    public async Task A_paused_queue_begins_nothing_until_it_is_let_go_on()
    {
        (await AddAsync(["spin-diode", .. Short])).Succeeds();
        (await Workplace.LabAsync("queue", "pause", "--queue-dir", Queue)).Succeeds();

        Answer paused = await Workplace.LabAsync("queue", "start", "--queue-dir", Queue);

        Assert.Equal(1, paused.ExitCode);
        Assert.Equal(["waiting"], (await ListAsync()).Select(run => Text(run, "status")));
        Assert.False(Directory.Exists(place.Runs));
        await using LabProcess server = Start("--stay");
        await server.WaitForAsync(line => line == "The queue is paused. 'lab queue continue' lets it go on.");
        Answer again = await Workplace.LabAsync("queue", "start", "--queue-dir", Queue); // beside the one that works it off
        Assert.Equal("Another process works the queue off; it goes on.\n", again.Output);
        Answer answer = await Workplace.LabAsync("queue", "continue", "--queue-dir", Queue);
        Assert.Equal("The queue goes on.\n", answer.Succeeds().Output);
        await server.WaitForAsync(line => line.StartsWith("Number 1 is done", StringComparison.Ordinal));
        server.Signal("TERM");
        Assert.Equal(130, await server.ExitAsync());
    }

    [Fact]
    public async Task A_run_whose_bench_a_person_has_waits_for_it()
    {
        string bench = place.Join("served.yaml");
        await using LabProcess twins = await LabProcess.ServeAsync(place.Folder, "--write-bench", bench);
        (await AddAsync(["spin-diode", .. Short, "--bench", bench])).Succeeds();
        await using LabProcess byHand = LabProcess.Start(
            place.Folder, "run", "spin-diode", "--bench", bench, "--set", "frequencies=330..400 MHz step 0.1 MHz", "--runs-dir",
            place.Join("by-hand"));
        await WaitUntilAsync(() => RunFolder.List(place.Join("by-hand")).Count == 1);

        await using LabProcess server = Start();
        await server.WaitForAsync(
            line => line.StartsWith("Number 1 waits: Bench 'spin-diode' is in use", StringComparison.Ordinal));
        await WaitForAsync(list => Text(list[0], "reason").StartsWith("Bench 'spin-diode' is in use", StringComparison.Ordinal));

        Assert.Equal("waiting", Text((await ListAsync())[0], "status"));
        Assert.Empty(new RunQueue(Queue).Read().Runs[0].Attempts);
        server.Signal("TERM");
        Assert.Equal(130, await server.ExitAsync());
        byHand.Signal("TERM");
        Assert.Equal(130, await byHand.ExitAsync());
    }

    [Fact]
    public async Task A_run_waits_for_its_interlock()
    {
        (await AddAsync(["spin-diode", .. Short, "--when-interlock", "door"])).FailsWith(
            2, "Bench 'spin-diode' has no interlock 'door'; it has none.");
        string bench = place.WriteBench(
            ("wiring:\n", "interlocks:\n  weak: { instrument: magnet, reading: field, max: 700 mT }\nwiring:\n"));
        Answer added = await AddAsync(
            ["spin-diode", .. Short, "--bench", bench, "--when-interlock", "weak"]);
        Assert.True(added.ExitCode == 0, added.Error);

        // Its window is where the magnet does not stand now: the run does not begin.
        var queue = new RunQueue(Queue);
        string frozen = Assert.IsType<string>(queue.Read().Runs[0].FrozenBench);
        string asQueued = await File.ReadAllTextAsync(frozen);
        await PutAsync(asQueued.Replace("max: 700 mT", "min: 690 mT, max: 700 mT", StringComparison.Ordinal));
        await using (LabProcess waiting = Start())
        {
            await WaitForAsync(list => Text(list[0], "reason").StartsWith("interlock 'weak': ", StringComparison.Ordinal));
            waiting.Signal("TERM");
            Assert.Equal(130, await waiting.ExitAsync());
        }

        Assert.Equal(["waiting"], (await ListAsync()).Select(run => Text(run, "status")));
        Assert.Empty(queue.Read().Runs[0].Attempts);
        Assert.False(Directory.Exists(place.Runs));

        // Where it reads within its window, the run begins.
        await PutAsync(asQueued);
        (await Workplace.LabAsync("queue", "start", "--queue-dir", Queue)).Succeeds();

        Assert.Equal(["done"], (await ListAsync()).Select(run => Text(run, "status")));

        async Task PutAsync(string text)
        {
            await File.WriteAllTextAsync(frozen, text);
            await queue.ChangeAsync(state => state.With(1, run => run with
            {
                Sums = new Dictionary<string, string> { [frozen] = RunFiles.SumOf(frozen) ?? string.Empty },
            }));
        }
    }

    private static async Task WaitUntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!isSo())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    private static HashSet<string> RunsOf(JsonElement queued) =>
        [.. queued.GetProperty("runs").EnumerateArray().Select(run => run.GetString()).OfType<string>()];

    private static string Text(JsonElement run, string key) => $"{run.GetProperty(key)}";

    private Task<Answer> AddAsync(string[] words) =>
        Workplace.LabAsync(["queue", "add", "run", .. words, "--queue-dir", Queue, "--runs-dir", place.Runs]);

    private LabProcess Start(params string[] words) =>
        LabProcess.Start(place.Folder, ["queue", "start", "--queue-dir", Queue, .. words]);

    private async Task<JsonElement[]> ListAsync()
    {
        Answer answer = await Workplace.LabAsync("queue", "list", "--json", "--queue-dir", Queue);
        return [.. answer.Succeeds().Json.GetProperty("runs").EnumerateArray()];
    }

    private async Task WaitForAsync(Func<JsonElement[], bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!isSo(await ListAsync()))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, patience.Token);
        }
    }

    // A meter that stops answering, which the rehearsal cannot know.
    private string BrokenBench()
    {
        string bench = place.WriteBench(("wiring:\n", "faults:\n  voltmeter: { hang: { at: 15 } }\nwiring:\n"));
        string broken = place.Join("broken.yaml");
        File.Move(bench, broken);
        return broken;
    }
}
