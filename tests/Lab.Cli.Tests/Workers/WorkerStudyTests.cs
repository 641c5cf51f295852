using System.Text.Json.Nodes;
using Lab.Endurance.Kills;
using Lab.Runs.Records;
using Lab.Workbench.Workers;

namespace Lab.Cli.Tests.Workers;

/// <summary>Studies whose items workers compute, on this machine.</summary>
public sealed class WorkerStudyTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task Killed_worker_and_killed_controller_lose_no_item_and_change_no_bit()
    {
        RunFolder local = await SmallStudy.RunAsync(work);
        string[] study = ["study", "run", .. SmallStudy.Arguments, "--workers", "2", "--runs-dir", work.Runs];
        string folder;
        await using (var controller = LabProcess.Start(work.Folder, study))
        {
            await using HeldItem held = await SmallStudy.HoldLastItemAsync(work);
            folder = await SmallStudy.WaitForItemsAsync(work, 20);
            UnixSignal.Send(WorkersOf(folder)[0], "KILL");
            controller.Signal("KILL");
            await controller.ExitAsync();
            Assert.False(held.Folder.IsDone(SmallStudy.Items - 1));
            await held.ReleaseAsync();
        }

        RunFolder run = work.OnlyRun();
        Answer resumed = await LabProcess.RunAsync(
            work.Folder, "dotnet", LabProcess.Program, "resume", run.Name, "--runs-dir", work.Runs);

        resumed.Succeeds();
        Assert.Contains("The items are computed by 2 workers on this machine.", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(SmallStudy.Items, run.CountPoints());
        Assert.Equal(RecordedColumns.Of(local), RecordedColumns.Of(run));
        Assert.Equal(local.ReadInfo().Results, run.ReadInfo().Results);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Killed_worker_is_replaced_while_the_study_goes_on()
    {
        RunFolder local = await SmallStudy.RunAsync(work);
        await using var controller = LabProcess.Start(
            work.Folder, ["study", "run", .. SmallStudy.Arguments, "--workers", "1", "--runs-dir", work.Runs]);
        await using HeldItem held = await SmallStudy.HoldLastItemAsync(work);
        string folder = await SmallStudy.WaitForItemsAsync(work, 20);
        UnixSignal.Send(Assert.Single(WorkersOf(folder)), "KILL");
        await WaitForWorkersAsync(held.Folder, 2);
        await held.ReleaseAsync();

        Assert.Equal(0, await controller.ExitAsync());
        Assert.Equal(RecordedColumns.Of(local), RecordedColumns.Of(work.OnlyRun()));
    }

    [Fact]
    public async Task Worker_without_vector_instructions_is_refused_beside_one_with_them()
    {
        var withoutVectors = new Dictionary<string, string> { ["DOTNET_EnableHWIntrinsic"] = "0" };
        string[] study = [.. SmallStudy.Arguments, "--workers", "1", "--runs-dir", work.Runs];
        await using var controller = LabProcess.Start(work.Folder, ["study", "run", .. study]);
        await using HeldItem held = await SmallStudy.HoldLastItemAsync(work);
        string folder = await SmallStudy.WaitForItemsAsync(work, 1);
        Answer refused = await LabProcess.RunAsync(
            work.Folder, withoutVectors, "dotnet", LabProcess.Program, "study", "work", folder);
        await held.ReleaseAsync();

        Assert.Equal(2, refused.ExitCode);
        Assert.Matches("^.+ is a machine of another kind than the one that computed the first items, ", refused.Error);
        Assert.Equal(0, await controller.ExitAsync());
    }

    [Fact]
    public async Task Workers_that_somebody_stops_end_the_study_which_can_be_taken_up()
    {
        await using var controller = LabProcess.Start(
            work.Folder, ["study", "run", .. SmallStudy.Arguments, "--workers", "1", "--runs-dir", work.Runs]);
        await using HeldItem held = await SmallStudy.HoldLastItemAsync(work);
        string folder = await SmallStudy.WaitForItemsAsync(work, 20);
        await File.WriteAllTextAsync(Path.Combine(folder, "stop"), string.Empty);

        Assert.NotEqual(0, await controller.ExitAsync());
        Assert.Contains(
            controller.Lines,
            line => line.Contains("The workers were told to end before all items were done: ", StringComparison.Ordinal));
        RunFolder run = work.OnlyRun();
        await held.ReleaseAsync();
        (await LabProcess.RunAsync(
            work.Folder, "dotnet", LabProcess.Program, "resume", run.Name, "--runs-dir", work.Runs)).Succeeds();
        Assert.Equal(SmallStudy.Items, run.CountPoints());
    }

    [Fact]
    public async Task Training_of_a_killed_worker_goes_on_with_the_points_that_it_had()
    {
        string[] study =
        [
            "sequential-digits", "--epochs", "80", "--seeds", "1", "--threads", "1", "--width", "8",
        ];
        (await Workplace.LabAsync(["run", .. study, "--runs-dir", work.Join("local")])).Succeeds();
        await using var controller = LabProcess.Start(
            work.Folder, ["study", "run", .. study, "--workers", "1", "--runs-dir", work.Runs]);
        string folder = await SmallStudy.WaitForItemsAsync(work, 0);
        (string part, _) = await WaitForPointsAsync(folder, least: 3);
        int killed = Assert.Single(WorkersOf(folder));
        UnixSignal.Send(killed, "STOP");
        int points = File.ReadAllLines(part).Length;
        UnixSignal.Send(killed, "KILL");

        // The next worker has them when it begins.
        (_, int first) = await WaitForPointsAsync(folder, least: 1, otherThan: part);
        Assert.True(first >= points - 1, $"It went on with {first} of {points} points.");
        Assert.Equal(0, await controller.ExitAsync());
        Assert.Equal(
            RecordedColumns.Of(Assert.Single(RunFolder.List(work.Join("local")))), RecordedColumns.Of(work.OnlyRun()));
    }

    [Fact]
    public async Task Search_by_workers_is_that_of_one_process()
    {
        string[] search =
        [
            "hyperparameter-search", "--protocol", "kerr-loop-study", "--space", "missed_share=0..0.5; loops=4|8",
            "--fixed", "signal_to_noise=2; spot_offsets=0,1; bandwidths=2; threads=1", "--objective", "wrong_peaks", "--minimise",
            "on", "--watch", "none", "--trials", "6", "--parallel", "2", "--finalists", "2", "--confirmations", "2",
        ];
        (await Workplace.LabAsync(["run", .. search, "--runs-dir", work.Join("local")])).Succeeds();
        Answer answer = await LabProcess.RunAsync(
            work.Folder, "dotnet", [LabProcess.Program, "study", "run", .. search, "--workers", "2", "--runs-dir", work.Runs]);

        answer.Succeeds();
        Assert.Equal(
            RecordedColumns.Of(Assert.Single(RunFolder.List(work.Join("local")))), RecordedColumns.Of(work.OnlyRun()));
    }

    [Fact]
    public async Task Validation_by_workers_is_that_of_one_process()
    {
        string[] validation = ["validate", "field-line-calibration", "--seeds", "4", "--json"];
        Answer local = (await Workplace.LabAsync(validation)).Succeeds();
        Answer answer = await LabProcess.RunAsync(
            work.Folder, "dotnet", [LabProcess.Program, .. validation, "--workers", "2", "--progress", work.Join("seeds")]);

        answer.Succeeds();
        Assert.Equal(local.Output, answer.Output);
        Assert.False(Directory.Exists(work.Join("seeds.items")));
    }

    [Fact]
    public async Task Workers_leave_the_seeds_that_the_progress_file_has()
    {
        string[] validation = ["validate", "field-line-calibration", "--json", "--progress", work.Join("seeds")];
        (await Workplace.LabAsync([.. validation, "--seeds", "3"])).Succeeds();
        Answer whole = (await Workplace.LabAsync("validate", "field-line-calibration", "--json", "--seeds", "5")).Succeeds();

        await using var held = HeldItem.Take(work.Join("seeds.items"), 4);
        await using var controller = LabProcess.Start(work.Folder, [.. validation, "--seeds", "5", "--workers", "1"]);
        Assert.Equal([0, 1, 2], await ReadKeptAsync(held.Folder));
        await held.ReleaseAsync();
        Assert.Equal(0, await controller.ExitAsync());

        Answer again = (await Workplace.LabAsync([.. validation, "--seeds", "5"])).Succeeds();
        Assert.Equal(whole.Output, again.Output);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_before_anything_is_recorded()
    {
        (await StudyAsync("energy", "--on", "moon")).FailsWith(2, "--on: 'moon' is no place for workers; write local or slurm.");
        (await StudyAsync("energy", "--on", "slurm"))
            .FailsWith(2, "--workers: say how many tasks Slurm shall start, such as --workers 16.");
        (await StudyAsync("energy", "--workers", "0")).FailsWith(2, "--workers: 0 is not between 1 and 10000.");
        (await StudyAsync("energy", "--sbatch=--time=1")).FailsWith(
            2, "--sbatch is an option for Slurm; take --on slurm with it.");
        (await StudyAsync("spin-diode", "--workers", "2")).FailsWith(
            2, "spin-diode has no independent items that other processes could compute. Run it with 'lab run'.");
        (await Workplace.LabAsync("validate", "spin-diode", "--mixed-machines")).FailsWith(
            2, "--mixed-machines: say again how many workers there shall be, with --workers, and where, with --on.");
        (await Workplace.LabAsync("validate", "spin-diode", "--workers", "2")).FailsWith(
            2, "--progress: name a file for the seeds that are done; the items of the workers lie beside it, in FILE.items.");
        work.AssertNothingRecorded();
    }

    [Fact]
    public async Task Machine_without_Slurm_is_told_what_it_lacks()
    {
        string dotnet = Path.GetDirectoryName(Environment.ProcessPath) ?? string.Empty;
        await using var lab = LabProcess.Start(
            work.Folder, new Dictionary<string, string> { ["PATH"] = dotnet },
            "study", "run", "energy", "--on", "slurm", "--workers", "2", "--runs-dir", work.Runs);

        Assert.Equal(2, await lab.ExitAsync());
        Assert.Contains(
            lab.Lines, line => line.StartsWith("'sbatch' is not on the PATH of this machine: ", StringComparison.Ordinal));
        work.AssertNothingRecorded();
    }

    [Fact]
    public async Task Folder_that_is_none_of_items_is_no_work()
    {
        (await Workplace.LabAsync("study", "work", work.Folder)).FailsWith(
            2, $"'{work.Folder}' has no order.json: it is no folder of items, or this machine does not see it.");
    }

    // The points of a training that is under way, by another worker than the one whose file is named; what was left to nobody yet
    // lies in a folder with the item's number.
    private static async Task<(string File, int Points)> WaitForPointsAsync(string folder, int least, string? otherThan = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (true)
        {
            string[] parts = Directory.GetFiles(Path.Combine(folder, "files"), "points.part", SearchOption.AllDirectories);
            string? found = parts.FirstOrDefault(
                part => part != otherThan && !Path.GetFileName(Path.GetDirectoryName(part)!).All(char.IsAsciiDigit));
            if (found is not null
                && (await File.ReadAllLinesAsync(found)).Length is var points && points >= least)
            {
                return (found, points);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    private static async Task<IEnumerable<int>> ReadKeptAsync(ItemFolder folder)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (!folder.Exists)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }

        return folder.ReadOrder().Kept;
    }

    // Beside the holder of the last item.
    private static async Task WaitForWorkersAsync(ItemFolder folder, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (folder.ListWorkers().Count <= count)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    private static int[] WorkersOf(string folder) =>
    [
        .. Directory.GetFiles(Path.Combine(folder, "workers"), "*.json")
            .Where(file => Path.GetFileNameWithoutExtension(file) != HeldItem.Holder)
            .Select(file => (int)JsonNode.Parse(File.ReadAllText(file))!["processId"]!),
    ];

    private Task<Answer> StudyAsync(params string[] arguments) =>
        Workplace.LabAsync(["study", "run", .. arguments, "--runs-dir", work.Runs]);
}
