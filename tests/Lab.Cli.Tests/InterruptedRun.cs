using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>A run that got a signal before it was done.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Runs">The folder of its runs, which has no other.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Lines">All lines that it wrote.</param>
internal sealed record InterruptedRun(RunFolder Folder, string Runs, int ExitCode, IReadOnlyList<string> Lines)
{
    // A busy machine may be late with a signal.
    private const int MostTries = 20;

    /// <summary>Starts a run and sends it a signal once it has begun; again where it was done by then.</summary>
    /// <param name="work">Where it runs.</param>
    /// <param name="name">The name of the folder of its runs.</param>
    /// <param name="arguments">The words of the command.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="pause">The time between the beginning and the signal.</param>
    public static async Task<InterruptedRun> TakeAsync(
        Workplace work, string name, string[] arguments, string signal, TimeSpan pause = default)
    {
        for (int tries = 0; tries < MostTries; tries++)
        {
            string runs = work.Join($"{name}{tries}");
            await using LabProcess run = LabProcess.Start(work.Folder, [.. arguments, "--runs-dir", runs]);
            await run.WaitForAsync(line => LabProcess.PointsDone(line) >= 0);
            await Task.Delay(pause, TimeProvider.System);
            run.Signal(signal);
            int exitCode = await run.ExitAsync();
            RunFolder folder = Assert.Single(RunFolder.List(runs));
            if (folder.ReadInfo().Status != RunStatus.Done)
            {
                return new InterruptedRun(folder, runs, exitCode, run.Lines);
            }
        }

        throw new InvalidOperationException("Each run was done before the signal came.");
    }
}
