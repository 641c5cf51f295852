using System.Diagnostics;
using Lab.Benchmarks.Measuring;
using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Benchmarks.Engine;

/// <summary>
/// The cost of the run engine for a point: whole runs of a dummy experiment, from the run's folder to its report, each point in
/// the write-ahead log before the next is measured.
/// </summary>
internal static class EngineBenchmark
{
    public static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine("| whole run, each point safe against SIGKILL | points | µs a point, median | quartiles | Lab is |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        await RunAsync(points: 20_000, rounds: 11);
        await RunAsync(points: 200_000, rounds: 5);
    }

    /// <summary>Carries out one run of the dummy experiment and returns the time of all of it.</summary>
    public static async Task<TimeSpan> RunOnceAsync(DummyProtocol protocol, DummySettings settings, string runsFolder)
    {
        await using var bench = new DummyBench();
        long started = Stopwatch.GetTimestamp();
        RunOutcome outcome = await RunEngine.RunAsync(new RunRequest(protocol, settings, bench, Seed: 1, runsFolder));
        TimeSpan time = Stopwatch.GetElapsedTime(started);
        return outcome.Info.Status == RunStatus.Done ? time : throw new InvalidOperationException(outcome.Info.Reason);
    }

    private static async Task RunAsync(int points, int rounds)
    {
        using var scratch = new ScratchFolder();
        await using var pymeasure = PeerProcess.Start("pymeasure_points.py");
        await using var sqlite = PeerProcess.Start("sqlite_points.py");
        var protocol = new DummyProtocol();
        var interleaving = new Interleaving(rounds);
        Samples numbers = interleaving.Add("Lab, three numbers", points, async count =>
        {
            scratch.Clear();
            return await RunOnceAsync(protocol, new DummySettings { Points = count }, scratch.FullPath);
        });
        Samples peer = interleaving.Add(
            "PyMeasure CSV, three numbers", points, count => pymeasure.MeasureAsync($"{count} {scratch.NewFile(".csv")}"));
        Samples floor = interleaving.Add(
            "Python sqlite3, three numbers", points, count => sqlite.MeasureAsync($"{count} 0 {scratch.NewFile(".db")}"));
        Samples arrays = interleaving.Add("Lab, three numbers and an array of 100", points, async count =>
        {
            scratch.Clear();
            return await RunOnceAsync(protocol, new DummySettings { Points = count, WithArray = true }, scratch.FullPath);
        });
        Samples arrayFloor = interleaving.Add(
            "Python sqlite3, three numbers and an array of 100",
            points,
            count => sqlite.MeasureAsync($"{count} 1 {scratch.NewFile(".db")}"));
        await interleaving.RunAsync();
        foreach ((Samples samples, Samples own) in new[]
        {
            (numbers, numbers),
            (peer, numbers),
            (floor, numbers),
            (arrays, arrays),
            (arrayFloor, arrays)
        })
        {
            string ratio = samples == own ? string.Empty : Ratio(samples.Median / own.Median);
            Console.WriteLine($"| {samples.Name} | {points} | {samples.Median:F1} | {samples.Quartiles} | {ratio} |");
        }
    }

    private static string Ratio(double ratio) => ratio >= 1 ? $"{ratio:F2} times as fast" : $"{1 / ratio:F2} times as slow";
}
