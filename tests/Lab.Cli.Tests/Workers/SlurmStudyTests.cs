using Lab.Endurance.Slurm;
using Lab.Runs.Records;
using Lab.Workbench.Workers;

namespace Lab.Cli.Tests.Workers;

/// <summary>A study on two nodes of Slurm.</summary>
public sealed class SlurmStudyTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    // One Slurm for all, since it takes seconds to start.
    [Fact]
    public async Task Killed_controller_and_killed_node_lose_no_item_and_change_no_bit()
    {
        RunFolder local = await SmallStudy.RunAsync(work);
        string place = Directory.CreateTempSubdirectory("slurm-").FullName;
        try
        {
            await using SlurmCluster slurm = await SlurmCluster.StartAsync(place);
            Answer refused = await LabProcess.RunAsync(
                work.Folder, slurm.Variables, "dotnet",
                [LabProcess.Program, "study", "run", .. SmallStudy.Arguments, "--on", "slurm", "--workers", "2",
                    "--sbatch=--partition=none", "--runs-dir", work.Runs]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains("Slurm does not take the job: sbatch: error: ", refused.Error, StringComparison.Ordinal);
            Answer tooMany = await LabProcess.RunAsync(
                work.Folder, slurm.Variables, "dotnet",
                [LabProcess.Program, "study", "run", .. SmallStudy.Arguments, "--on", "slurm", "--workers", "52",
                    "--runs-dir", work.Runs]);
            Assert.Equal(2, tooMany.ExitCode);
            Assert.Contains("It takes arrays of less than 52 tasks", tooMany.Error, StringComparison.Ordinal);
            work.AssertNothingRecorded();
            HeldItem held;
            await using (var controller = LabProcess.Start(
                work.Folder, slurm.Variables,
                ["study", "run", .. SmallStudy.Arguments, "--on", "slurm", "--workers", "2", "--runs-dir", work.Runs]))
            {
                // Killed when the job is known and nothing is done: the workers go on by themselves.
                held = await SmallStudy.HoldLastItemAsync(work);
                await controller.WaitForAsync(line => line.Contains("2 tasks of the Slurm job", StringComparison.Ordinal));
                controller.Signal("KILL");
                await controller.ExitAsync();
            }

            await using (held)
            {
                await SmallStudy.WaitForItemsAsync(work, 20);
                await slurm.KillAsync(SlurmCluster.SecondNode);
                Assert.False(held.Folder.IsDone(SmallStudy.Items - 1));
                await held.ReleaseAsync();
            }

            RunFolder run = work.OnlyRun();
            Answer resumed = await LabProcess.RunAsync(
                work.Folder, slurm.Variables, "dotnet", LabProcess.Program, "resume", run.Name, "--runs-dir", work.Runs);

            resumed.Succeeds();
            Assert.Equal(SmallStudy.Items, run.CountPoints());
            Assert.Equal(RecordedColumns.Of(local), RecordedColumns.Of(run));
            Assert.Equal(local.ReadInfo().Results, run.ReadInfo().Results);
            Assert.Equal(string.Empty, await slurm.AskAsync("squeue", "--noheader", "--states=pending,running"));

            // sbatch takes %j for the number of the job.
            Answer elsewhere = await LabProcess.RunAsync(
                work.Folder, slurm.Variables, "dotnet",
                [LabProcess.Program, "study", "run", .. SmallStudy.Arguments, "--on", "slurm", "--workers", "1",
                    "--runs-dir", work.Join("50%job")]);
            elsewhere.Succeeds();
            Assert.Equal(RecordedColumns.Of(local), RecordedColumns.Of(Assert.Single(RunFolder.List(work.Join("50%job")))));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }
}
