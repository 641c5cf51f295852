using Lab.Benchmarks.Engine;
using Lab.Benchmarks.Measuring;

namespace Lab.Benchmarks.Dashboards;

/// <summary>What a run pays for being watched: the cost of a point with nobody, and with a hundred viewers of whom one is frozen,
/// in turns; and the memory of the page's server at a tenth of the points and at all of them.</summary>
internal static class DashboardBenchmark
{
    private const int Points = 1_000_000;
    private const int Rounds = 3;

    public static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine("| viewers | points | µs a point | server, peak MiB | server, s of processor | bytes a viewer |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        await WatchedAsync(Points / 10);
        for (int round = 0; round < Rounds; round++)
        {
            await AloneAsync(Points);
            await WatchedAsync(Points);
        }
    }

    private static async Task AloneAsync(int points)
    {
        using var scratch = new ScratchFolder();
        TimeSpan time = await EngineBenchmark.RunOnceAsync(
            new DummyProtocol(), new DummySettings { Points = points }, scratch.FullPath);
        Console.WriteLine($"| none | {points} | {time.TotalMicroseconds / points:F2} | | | |");
    }

    private static async Task WatchedAsync(int points)
    {
        using var scratch = new ScratchFolder();
        using var server = DashboardProcess.Start(DashboardProcess.ServerArgument, scratch.FullPath);
        string address = await server.ReadAsync();
        using var viewers = DashboardProcess.Start(DashboardProcess.ViewersArgument, address);
        await viewers.ReadAsync();
        TimeSpan time = await EngineBenchmark.RunOnceAsync(
            new DummyProtocol(), new DummySettings { Points = points }, scratch.FullPath);
        string bytes = await viewers.ReadAsync();
        Console.WriteLine(
            $"| 100 | {points} | {time.TotalMicroseconds / points:F2} | {server.PeakMebibytes:F0} | "
                + $"{server.ProcessorTime.TotalSeconds:F1} | {bytes} |");
    }
}
