using Lab.Runs;
using Lab.Workbench.Workers;

namespace Lab.Workbench.Tests;

/// <summary>The array of Slurm jobs of a study, where Slurm says what a test lets it say.</summary>
public sealed class SlurmWorkersTests : IDisposable
{
    private const int Items = 6;

    private readonly RunsPlace place = new();
    private readonly ItemFolder folder;
    private readonly List<string> called = [];
    private readonly List<string> told = [];
    private readonly Dictionary<string, (int ExitCode, string Output, string Error)> answers = new()
    {
        ["sbatch"] = (0, "17", string.Empty),
        ["squeue"] = (0, "RUNNING None\nPENDING Priority", string.Empty),
        ["scancel"] = (0, string.Empty, string.Empty),
    };

    public SlurmWorkersTests()
    {
        folder = new ItemFolder(place.Join("workers"));
        folder.Begin(Order);
    }

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task Job_of_before_is_kept_and_no_other_submitted_where_Slurm_does_not_answer()
    {
        await NewWorkers().StartAsync();
        answers["squeue"] = (1, string.Empty, "Unable to contact slurm controller");
        called.Clear();
        SlurmWorkers resumed = NewWorkers();

        RunException refused = await Assert.ThrowsAsync<RunException>(resumed.StartAsync);
        await resumed.EndAsync();

        Assert.Equal(
            "Slurm cannot be asked for the job 17 now: Unable to contact slurm controller. It may have this study still, so that "
                + "no other is submitted. Go on when Slurm answers; where the job is known to be gone, remove "
                + $"'{folder.SlurmFile}' first.",
            refused.Message);
        Assert.Equal(["squeue"], called);
        Assert.True(File.Exists(folder.SlurmFile));
    }

    [Fact]
    public async Task Job_that_cannot_be_cancelled_is_told_and_found_again()
    {
        SlurmWorkers workers = NewWorkers();
        await workers.StartAsync();
        answers["scancel"] = (-1, string.Empty, "'scancel' did not answer within 60 s");

        await workers.EndAsync();

        Assert.Equal(
            ["The Slurm job 17 is not cancelled: 'scancel' did not answer within 60 s. Its tasks that wait begin still, and "
                + "end where nothing is left to do. End them with 'scancel 17'."],
            told);
        Assert.Equal(
            "The items are computed by the Slurm job 17, of which 2 tasks are queued or running.",
            await NewWorkers().StartAsync());
    }

    [Theory]
    [InlineData(0)] // it was cancelled
    [InlineData(1)] // nothing was there to cancel
    public async Task Job_that_has_ended_is_forgotten_without_a_word(int exitCode)
    {
        SlurmWorkers workers = NewWorkers();
        await workers.StartAsync();
        answers["scancel"] = (exitCode, string.Empty, string.Empty);
        answers["squeue"] = (1, string.Empty, "slurm_load_jobs error: Invalid job id specified");

        await workers.EndAsync();

        Assert.Empty(told);
        Assert.False(File.Exists(folder.SlurmFile));
    }

    [Fact]
    public async Task Job_whose_item_was_done_before_sbatch_had_ended_is_followed_by_another()
    {
        SlurmWorkers workers = NewWorkers(program => PutItem(program == "sbatch" && called.Count == 1 ? 0 : null));
        await workers.StartAsync();
        answers["squeue"] = (0, string.Empty, string.Empty); // its time was over

        await workers.LookAsync();

        Assert.Equal(["sbatch", "squeue", "sbatch"], called);
    }

    [Fact]
    public async Task Job_whose_item_was_done_before_the_study_was_taken_up_is_followed_by_another()
    {
        await NewWorkers().StartAsync();
        PutItem(0);
        SlurmWorkers resumed = NewWorkers();
        await resumed.StartAsync();
        answers["squeue"] = (0, string.Empty, string.Empty);

        await resumed.LookAsync();

        Assert.Equal(["sbatch", "squeue", "squeue", "sbatch"], called);
    }

    [Fact]
    public async Task Job_that_ended_without_an_item_is_followed_by_none()
    {
        SlurmWorkers workers = NewWorkers();
        await workers.StartAsync();
        answers["squeue"] = (0, string.Empty, string.Empty);

        RunException ended = await Assert.ThrowsAsync<RunException>(workers.LookAsync);

        Assert.StartsWith(
            "The Slurm job 17 has ended, and no item was done. No worker wrote", ended.Message, StringComparison.Ordinal);
        Assert.Equal(["sbatch", "squeue"], called);
    }

    private static WorkOrder Order => new()
    {
        Protocol = "scripted",
        Settings = new Dictionary<string, string>(),
        Items = Items,
        Workers = new WorkerPlan(WorkerPlace.Slurm, 2, []),
        Identity = new Dictionary<string, string>(),
        Hash = "hash",
    };

    private void PutItem(int? item)
    {
        if (item is { } done)
        {
            folder.Put(new ItemResult { Item = done, Hash = "hash", Worker = "a", Outcome = 1 });
        }
    }

    private SlurmWorkers NewWorkers(Action<string>? beforeAnswer = null) => new(
        folder,
        new WorkerLaunch("lab", ["study", "work"]),
        Order.Workers,
        new OpenItems(folder, Order),
        (program, _) =>
        {
            called.Add(program);
            beforeAnswer?.Invoke(program);
            return Task.FromResult(answers[program]);
        },
        told.Add);
}
