using Lab.Dashboard.Views;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Workbench;
using Lab.Workbench.Desks;

namespace Lab.Dashboard.Pages;

/// <summary>The benches, as their last runs found and left them.</summary>
internal static class BenchPages
{
    // Benches that nobody has used for so many runs are found in the list of runs.
    private const int MostRuns = 500;

    /// <summary>All benches that recent runs used, the last used first.</summary>
    /// <param name="folders">The folder of all runs.</param>
    /// <param name="calibrations">The calibrations of all benches.</param>
    /// <exception cref="RunException">A calibration cannot be read.</exception>
    public static IReadOnlyList<BenchView> List(RunFolders folders, CalibrationStore calibrations)
    {
        IReadOnlyList<(string Id, CalibrationRecord Record)> all = calibrations.List();
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        CalibrationRecord[] inForce =
            [.. all.Where(entry => CalibrationStore.StateOf(entry.Id, all, now) == "in force").Select(entry => entry.Record)];
        var benches = new Dictionary<(string Bench, string? File), BenchView>();
        foreach (RunFolder run in RunFolder.List(folders.Root).Reverse().Take(MostRuns))
        {
            if (Read(run) is { Bench.Length: > 0 } info && !benches.ContainsKey((info.Bench, info.BenchFile)))
            {
                benches.Add((info.Bench, info.BenchFile), Of(run, info, inForce));
            }
        }

        return [.. benches.Values];
    }

    private static BenchView Of(RunFolder run, RunInfo info, CalibrationRecord[] inForce)
    {
        LiveState? live = LiveState.Read(run.FullPath);
        return new BenchView(
            info.Bench,
            info.BenchFile,
            info.Simulated,
            info.Run,
            new RunEntry(run, info) { IsInterrupted = info.IsInterrupted() }.Status,
            RunPages.InstrumentsOf(info),
            live?.Settings ?? [],
            live?.Written,
            info.Limits,
            [.. inForce.Where(record => record.Bench == info.Bench && record.Simulated == info.Simulated).Select(RunPages.Of)]);
    }

    // The list of runs says what is wrong with one that cannot be read.
    private static RunInfo? Read(RunFolder run)
    {
        try
        {
            return run.ReadInfo();
        }
        catch (RunException)
        {
            return null;
        }
    }
}
