using System.Globalization;
using Lab.Instruments.Files;
using Lab.Runs;

namespace Lab.Workbench.Workers;

/// <summary>Workers as an array of Slurm jobs, which Slurm starts again where their node dies. They need nothing of this process,
/// and outlive it; a study that is taken up finds them.</summary>
/// <param name="folder">The folder of the items, which all nodes share.</param>
/// <param name="launch">How a worker is started on a node.</param>
/// <param name="plan">How many, and with which options.</param>
/// <param name="items">The items that are not done.</param>
/// <param name="call">Calls the programs of Slurm.</param>
/// <param name="told">Told what keeps the tasks from their work.</param>
internal sealed class SlurmWorkers(
    ItemFolder folder, WorkerLaunch launch, WorkerPlan plan, OpenItems items, SlurmCall call, Action<string> told) : IWorkerHost
{
    private const string Submit = "sbatch";
    private const string Queue = "squeue";
    private const string Cancel = "scancel";
    private const int ShownLogLength = 2000;
    private const long LongestLog = 16 << 20;

    // Slurm's controller may be restarted, which changes nothing for the workers.
    private static readonly TimeSpan SilenceWorthTelling = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(30);

    private readonly WorkerWatch watch = new(folder, TimeProvider.System);
    private SlurmJob? job;
    private int openAtSubmission;
    private int openBefore = -1;
    private long lastSign = TimeProvider.System.GetTimestamp();
    private string lastTold = string.Empty;

    public TimeSpan LookTime { get; } = TimeSpan.FromSeconds(5);

    public async Task<string> StartAsync()
    {
        if (ItemFolder.Read(folder.SlurmFile, WorkJson.Default.SlurmJob) is { } known)
        {
            (int? tasks, string trouble) = await CountTasksAsync(known).ConfigureAwait(false);
            if (tasks is null)
            {
                throw new RunException(
                    $"{trouble}. It may have this study still, so that no other is submitted. Go on when Slurm answers; where "
                        + $"the job is known to be gone, remove '{folder.SlurmFile}' first.");
            }

            if (tasks > 0)
            {
                job = known;
                openAtSubmission = known.Open ?? items.Count();
                return $"The items are computed by the Slurm job {job.Job}, of which {tasks} tasks are queued or running.";
            }
        }

        await SubmitAsync().ConfigureAwait(false);
        return $"The items are computed by {plan.Count} {(plan.Count == 1 ? "task" : "tasks")} of the Slurm job {job?.Job}.";
    }

    public async Task LookAsync()
    {
        if (job is null || folder.IsStopped)
        {
            return;
        }

        (int? tasks, string trouble) = await CountTasksAsync(job).ConfigureAwait(false);
        if (tasks is not null)
        {
            lastSign = TimeProvider.System.GetTimestamp();
        }
        else if (items.Count() is var left && left != openBefore)
        {
            (lastSign, openBefore) = (TimeProvider.System.GetTimestamp(), left);
        }

        TimeSpan silence = TimeProvider.System.GetElapsedTime(lastSign);
        if (silence > LongestSilence)
        {
            throw new RunException(
                $"Slurm has not told for {LongestSilence.TotalMinutes} minutes what becomes of the job {job.Job}, and no item "
                    + $"was done meanwhile: {trouble}");
        }

        if (trouble != lastTold && (tasks is not null || silence > SilenceWorthTelling))
        {
            lastTold = trouble;
            if (trouble.Length > 0)
            {
                told(trouble);
            }
        }

        if (tasks is not 0)
        {
            return;
        }

        int open = items.Count();
        if (open == 0)
        {
            return;
        }

        if (open < openAtSubmission)
        {
            await SubmitAsync().ConfigureAwait(false); // their time was over, as a rule
            return;
        }

        // Others may help that were started by hand.
        if (!folder.ListWorkers().Any(worker => !watch.IsGone(worker)))
        {
            throw new RunException($"The Slurm job {job.Job} has ended, and no item was done. {ReadLogs(job)}");
        }
    }

    public async Task EndAsync()
    {
        if (job is null)
        {
            return; // what the file says of a job of before is all that is known of it
        }

        (int exitCode, _, string error) = await call(Cancel, ["--quiet", .. job.OfCluster, job.Job]).ConfigureAwait(false);

        // Of a job that has ended already there is nothing to cancel.
        if (exitCode == 0 || (await CountTasksAsync(job).ConfigureAwait(false)).Tasks == 0)
        {
            File.Delete(folder.SlurmFile);
            return;
        }

        told($"The Slurm job {job.Job} is not cancelled: {Words(Cancel, exitCode, error)}. Its "
            + $"tasks that wait begin still, and end where nothing is left to do. End them with '{CancelByHand(job)}'.");
    }

    /// <summary>Where the tasks of a job write to, as sbatch reads it: it takes other signs behind a % for its own.</summary>
    internal static string LogOf(string folder) =>
        Path.Combine(folder.Replace("%", "%%", StringComparison.Ordinal), "slurm-%A-%a.log");

    /// <summary>The script of a task.</summary>
    internal static string Script(WorkerLaunch launch, string folder) =>
        $"#!/bin/sh\nexec {string.Join(' ', ((string[])[launch.Program, .. launch.Arguments, folder]).Select(Quoted))}\n";

    private static string Words(string program, int exitCode, string error) =>
        error.Length > 0 ? error : $"{program} ended with {exitCode}";

    private static string CancelByHand(SlurmJob job) => string.Join(' ', (string[])[Cancel, .. job.OfCluster, job.Job]);

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private async Task SubmitAsync()
    {
        string script = Path.Combine(folder.FullPath, "worker.sh");
        await File.WriteAllTextAsync(script, Script(launch, folder.FullPath)).ConfigureAwait(false);
        int open = items.Count(); // a quick item is done before sbatch has ended
        (int exitCode, string output, string error) = await call(
            Submit,
            [
                "--parsable",
                "--job-name=lab-study",
                string.Create(CultureInfo.InvariantCulture, $"--array=0-{plan.Count - 1}"),
                "--requeue",
                "--ntasks=1",
                "--cpus-per-task=1",
                "--open-mode=append",
                $"--output={LogOf(folder.Logs)}",
                .. plan.SlurmOptions,
                script,
            ]).ConfigureAwait(false);
        if (exitCode != 0)
        {
            throw new RunException(
                $"Slurm does not take the job: {Words(Submit, exitCode, error)}. "
                    + (error.Contains("job array", StringComparison.OrdinalIgnoreCase)
                        ? $"It takes arrays of less than {plan.Count} tasks, which is its MaxArraySize ('scontrol show config'): "
                            + "give fewer --workers."
                        : "Options of your site, such as partition, account or time, are given with --sbatch."));
        }

        job = SlurmJob.Parse(output) with { Open = open };
        openAtSubmission = open;
        ItemFolder.Put(folder.SlurmFile, job, WorkJson.Default.SlurmJob);
    }

    // null where Slurm cannot be asked now.
    private async Task<(int? Tasks, string Trouble)> CountTasksAsync(SlurmJob job)
    {
        (int exitCode, string output, string error) = await call(
            Queue, ["--noheader", "--array", "--format=%T %r", $"--jobs={job.Job}", .. job.OfCluster]).ConfigureAwait(false);
        if (exitCode != 0)
        {
            return error.Contains("Invalid job id", StringComparison.OrdinalIgnoreCase)
                ? (0, string.Empty)
                : (null, $"Slurm cannot be asked for the job {job.Job} now: {Words(Queue, exitCode, error)}");
        }

        // With several clusters it names each above its jobs.
        string[] tasks =
        [
            .. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith("CLUSTER:", StringComparison.Ordinal)),
        ];
        string? held = tasks.FirstOrDefault(task => task.Contains("held", StringComparison.OrdinalIgnoreCase));
        return (tasks.Length, held is null
            ? string.Empty
            : $"Tasks of the Slurm job {job.Job} are held ('{held.Trim()}'). 'scontrol release {job.Job}' lets them go on.");
    }

    private string ReadLogs(SlurmJob ended)
    {
        string text = string.Join('\n', Directory.EnumerateFiles(folder.Logs, $"slurm-{ended.Job}-*.log")
            .Order(StringComparer.Ordinal).Select(file => PlainFile.ReadText(file, LongestLog))).Trim();
        return text.Length > 0
            ? $"The workers said: {text[..Math.Min(text.Length, ShownLogLength)]}"
            : $"No worker wrote anything into '{folder.FullPath}': the nodes may not see this folder, or not the program "
                + $"'{launch.Program}'. Take a folder that all nodes share with --runs-dir; 'scontrol show job {ended.Job}' "
                + "tells more.";
    }
}
