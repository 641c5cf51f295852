using System.Diagnostics;
using Lab.Benchmarks.Measuring;
using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Benchmarks.Engine;

/// <summary>
/// The cost of going on with a long record: the folder of a run is copied as it is at one million points, write-ahead log
/// included, which is what a killed process leaves; then it is resumed on a bench whose time is the computer's.
/// </summary>
internal static class ResumeBenchmark
{
    private const int Recorded = 1_000_000;
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        using var scratch = new ScratchFolder();
        string killed = Path.Combine(scratch.FullPath, "killed");
        await RecordAsync(Path.Combine(scratch.FullPath, "runs"), killed);
        long bytes = Directory.GetFiles(killed, $"{PointStore.FileName}*").Sum(file => new FileInfo(file).Length);
        double[] seconds = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            string copy = Path.Combine(scratch.FullPath, $"copy{round}");
            Copy(killed, copy);
            seconds[round] = (await ResumeAsync(copy)).TotalSeconds;
        }

        Array.Sort(seconds);
        Console.WriteLine();
        Console.WriteLine("| resuming a killed run of one million points of three numbers | |");
        Console.WriteLine("| --- | --- |");
        Console.WriteLine(
            $"| from the call to the next point on record | {seconds[Rounds / 2]:F3} s (slowest of {Rounds}: "
                + $"{seconds[^1]:F3} s) |");
        Console.WriteLine($"| size of the record | {bytes / 1e6:F0} MB, {bytes / (double)Recorded:F1} bytes a point |");
    }

    private static async Task RecordAsync(string runs, string killed)
    {
        await using var bench = new DummyBench();
        using var stop = new CancellationTokenSource();
        await RunEngine.RunAsync(new RunRequest(
            new DummyProtocol(), new DummySettings { Points = Recorded + 1000 }, bench, Seed: 1, runs)
        {
            Stop = stop.Token,
            Progress = progress =>
            {
                if (progress.Done == Recorded && !stop.IsCancellationRequested)
                {
                    Copy(Directory.GetDirectories(runs)[0], killed);
                    stop.Cancel();
                }
            },
        });
    }

    private static async Task<TimeSpan> ResumeAsync(string run)
    {
        await using var bench = new DummyBench();
        using var stop = new CancellationTokenSource();
        TimeSpan time = default;
        long started = Stopwatch.GetTimestamp();
        await RunEngine.ResumeAsync(
            new RunRequest(new DummyProtocol(), new DummySettings { Points = Recorded + 1000 }, bench, Seed: 1, string.Empty)
            {
                Stop = stop.Token,
                Progress = progress =>
                {
                    if (progress.Done == Recorded + 1)
                    {
                        time = Stopwatch.GetElapsedTime(started);
                        stop.Cancel();
                    }
                },
            },
            RunFolder.Open(string.Empty, run));
        return time;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using FileStream source = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using FileStream target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
        }
    }
}
