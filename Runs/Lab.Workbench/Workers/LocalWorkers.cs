using System.Diagnostics;
using Lab.Runs;

namespace Lab.Workbench.Workers;

/// <summary>Workers as processes of this machine. They end with this process: their standard input does.</summary>
/// <param name="folder">The folder of the items.</param>
/// <param name="launch">How one is started.</param>
/// <param name="count">How many.</param>
/// <param name="items">The items that are not done.</param>
internal sealed class LocalWorkers(ItemFolder folder, WorkerLaunch launch, int count, OpenItems items) : IWorkerHost
{
    /// <summary>The word by which a worker ends with its standard input.</summary>
    public const string AttachedOption = "--attached";

    private const int KeptLines = 20;
    private const int DeathsOfEach = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<(Process Process, Queue<string> Lines)> workers = [];
    private int deaths;
    private int openAtDeath = -1;

    public TimeSpan LookTime { get; } = TimeSpan.FromMilliseconds(200);

    public Task<string> StartAsync()
    {
        for (int i = 0; i < count; i++)
        {
            Start();
        }

        return Task.FromResult($"The items are computed by {count} {(count == 1 ? "worker" : "workers")} on this machine.");
    }

    public Task LookAsync()
    {
        foreach ((Process process, Queue<string> lines) in workers.Where(worker => worker.Process.HasExited).ToArray())
        {
            workers.RemoveAll(worker => worker.Process == process);
            int exitCode = process.ExitCode;
            process.WaitForExit(); // for what it said last
            process.Dispose();

            int open = items.Count();
            if (exitCode == 0 && open == 0)
            {
                continue; // it found nothing left to take
            }

            if (folder.IsStopped)
            {
                throw new RunException(
                    $"The workers were told to end before all items were done: '{folder.StopFile}' is there, or the order beside "
                        + "it is not. 'lab resume' goes on with the items that are done.");
            }

            deaths = open == openAtDeath ? deaths + 1 : 1;
            openAtDeath = open;
            string said = string.Join(Environment.NewLine, Copy(lines));
            if (deaths > DeathsOfEach * count)
            {
                throw new RunException(
                    $"The workers end one after the other, the last with {exitCode}, and no item was done meanwhile. "
                        + (said.Length > 0 ? $"It said: {said}" : "It said nothing."));
            }

            Start();
        }

        return Task.CompletedTask;
    }

    public async Task EndAsync()
    {
        foreach ((Process process, _) in workers)
        {
            process.StandardInput.Close();
        }

        foreach ((Process process, _) in workers)
        {
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }

            process.Dispose();
        }

        workers.Clear();
    }

    private static string[] Copy(Queue<string> lines)
    {
        lock (lines)
        {
            return [.. lines];
        }
    }

    private void Start()
    {
        var start = new ProcessStartInfo(launch.Program, [.. launch.Arguments, folder.FullPath, AttachedOption])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start) ?? throw new RunException($"'{launch.Program}' did not start as a worker.");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new RunException($"No worker can be started: '{launch.Program}': {error.Message}", error);
        }

        var lines = new Queue<string>();
        process.ErrorDataReceived += (_, line) => Keep(lines, line.Data);
        process.OutputDataReceived += (_, line) => Keep(lines, line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        workers.Add((process, lines));
    }

    private static void Keep(Queue<string> lines, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > KeptLines)
            {
                lines.Dequeue();
            }
        }
    }
}
