using System.Diagnostics;
using Lab.Benchmarks.Engine;
using Lab.Benchmarks.Measuring;
using Lab.Runs.Engine;
using Lab.Runs.Exports;
using Lab.Runs.Records;

namespace Lab.Benchmarks.Arrays;

/// <summary>A run of 100,000 points with a trace of 2,000 samples each: recorded, analysed, and exported; how long that takes,
/// and the most memory that the process ever had.</summary>
internal static class ArrayBenchmark
{
    private const int Points = 100_000;
    private const int MegabytesGoal = 500;

    public static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine("| 100,000 points with 2,000 samples each | data | record and analyse | µs a point | analyse again | "
            + "HDF5 | Parquet | NPZ | CSV | peak working set |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        await RunAsync(ElementType.Int16, "int16", withCsv: true);
        await RunAsync(ElementType.Float64, "float64", withCsv: false);
    }

    private static async Task RunAsync(ElementType type, string name, bool withCsv)
    {
        using var scratch = new ScratchFolder();
        var settings = new ArraySettings { Points = Points, Type = type };
        await using var bench = new DummyBench();
        long began = Stopwatch.GetTimestamp();
        RunOutcome outcome = await RunEngine.RunAsync(
            new RunRequest(new ArrayProtocol(), settings, bench, Seed: 1, scratch.FullPath));
        TimeSpan recorded = Stopwatch.GetElapsedTime(began);
        if (outcome.Info.Status != RunStatus.Done || outcome.Info.Reason is not null)
        {
            throw new InvalidOperationException(outcome.Info.Reason);
        }

        TimeSpan analysed = Time(() => RunAnalysis.Of(new ArrayExperiment(settings), outcome.Folder.ReadData()));
        TimeSpan hdf5 = await ExportAsync(ExportFormat.Hdf5);
        TimeSpan parquet = await ExportAsync(ExportFormat.Parquet);
        TimeSpan npz = await ExportAsync(ExportFormat.Npz);
        TimeSpan csv = withCsv ? await ExportAsync(ExportFormat.Csv) : TimeSpan.Zero;
        long bytes = new FileInfo(Path.Combine(outcome.Folder.FullPath, "arrays.bin")).Length;
        using var process = Process.GetCurrentProcess();
        double peak = process.PeakWorkingSet64 / 1e6;
        Console.WriteLine(
            $"| {name} | {bytes / 1e6:F0} MB | {recorded.TotalSeconds:F1} s | {recorded.TotalMicroseconds / Points:F0} | "
                + $"{analysed.TotalSeconds:F1} s | "
            + $"{hdf5.TotalSeconds:F1} s | {parquet.TotalSeconds:F1} s | {npz.TotalSeconds:F1} s | "
            + $"{(withCsv ? $"{csv.TotalSeconds:F1} s" : "-")} | {peak:F0} "
            + $"MB{(peak < MegabytesGoal ? string.Empty : $" (goal: {MegabytesGoal} MB)")} |");

        async Task<TimeSpan> ExportAsync(ExportFormat format)
        {
            string file = scratch.NewFile(RunExport.EndingOf(format));
            long start = Stopwatch.GetTimestamp();
            await RunExport.WriteAsync(file, format, outcome.Info, outcome.Folder.ReadData(), CancellationToken.None);
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            File.Delete(file); // a file for each form would fill a small disk
            return taken;
        }
    }

    private static TimeSpan Time(Action act)
    {
        long began = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(began);
    }
}
