using System.Diagnostics;
using Lab.Benchmarks.Engine;
using Lab.Benchmarks.Measuring;

namespace Lab.Benchmarks.Memory;

/// <summary>A run of a million points: the most memory it takes, and whether points get slower on the way.</summary>
internal static class MemoryBenchmark
{
    private const int Points = 1_000_000;

    public static async Task RunAsync()
    {
        using var scratch = new ScratchFolder();
        var protocol = new DummyProtocol();
        TimeSpan time = await EngineBenchmark.RunOnceAsync(protocol, new DummySettings { Points = Points }, scratch.FullPath);
        using var process = Process.GetCurrentProcess();
        DummyExperiment experiment = protocol.Last!;
        Console.WriteLine();
        Console.WriteLine("| a run of one million points of three numbers | |");
        Console.WriteLine("| --- | --- |");
        Console.WriteLine($"| peak working set, reading back and report included | {process.PeakWorkingSet64 / 1e6:F0} MB |");
        Console.WriteLine(
            $"| first 100,000 points | {experiment.TimeOf(0, 10).TotalMicroseconds / (Points / 10):F1} µs a point |");
        Console.WriteLine(
            $"| points 890,000 to 990,000 | {experiment.TimeOf(89, 99).TotalMicroseconds / (Points / 10):F1} µs a point |");
        Console.WriteLine(
            $"| slowest and fastest 10,000 points | {Extreme(experiment, Enumerable.Max):F1} and "
                + $"{Extreme(experiment, Enumerable.Min):F1} µs a point |");
        Console.WriteLine($"| whole run | {time.TotalSeconds:F1} s |");
    }

    private static double Extreme(DummyExperiment experiment, Func<IEnumerable<double>, double> of) =>
        of(Enumerable.Range(0, 99).Select(part => experiment.TimeOf(part, part + 1).TotalMicroseconds / (Points / 100)));
}
