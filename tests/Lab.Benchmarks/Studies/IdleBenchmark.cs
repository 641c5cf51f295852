using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Workbench.Workers;

namespace Lab.Benchmarks.Studies;

/// <summary>What idle workers cost while the last item of a study is computed elsewhere: how it grows with the items that are
/// done, and with the workers.</summary>
internal static class IdleBenchmark
{
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);
    private static readonly (int Items, int Workers)[] Sizes = [(1000, 1), (1000, 16), (10_000, 1), (10_000, 16)];

    public static async Task RunAsync(string folder)
    {
        Console.WriteLine();
        Console.WriteLine($"Idle workers in one process, {Watched.TotalSeconds} s from their first look, all items but one done");
        Console.WriteLine("items  workers  processor time of all (ms/s)");
        foreach ((int items, int workers) in Sizes)
        {
            double spent = await MeasureAsync(Path.Combine(folder, $"idle-{items}-{workers}"), items, workers);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{items,5}  {workers,7}  {spent,28:0.0}"));
        }
    }

    private static async Task<double> MeasureAsync(string path, int items, int workers)
    {
        const string Owner = "elsewhere";
        var folder = new ItemFolder(path);
        folder.Begin(new WorkOrder
        {
            Protocol = "idle",
            Settings = new Dictionary<string, string>(),
            Items = items,
            Workers = new WorkerPlan(WorkerPlace.Local, workers, []),
            Identity = new Dictionary<string, string>(),
            Hash = "hash",
        });
        for (int item = 0; item < items - 1; item++)
        {
            folder.TryClaim(item, 1, Owner);
            folder.Put(new ItemResult { Item = item, Hash = "hash", Worker = Owner, Outcome = JsonValue.Create(item) });
        }

        folder.TryClaim(items - 1, 1, Owner);
        folder.Put(new WorkerState(Owner, "another machine", 1, Beat: 1, HasEnded: false));
        using var stop = new CancellationTokenSource();
        Task[] idle =
        [
            .. Enumerable.Range(0, workers).Select(i => new ItemWorker(folder, TimeProvider.System, $"idle-{i}")
                .RunAsync(new NoWork(), folder.FilesOf($"idle-{i}"), stop.Token)),
        ];
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        await Task.Delay(Watched, TimeProvider.System);
        process.Refresh();
        double spent = (process.TotalProcessorTime - before).TotalMilliseconds / Watched.TotalSeconds;
        await stop.CancelAsync();
        await Task.WhenAll(idle);
        return spent;
    }

    private sealed class NoWork : IItemWork
    {
        public int StageOf(int item) => 0;

        public ValueTask<JsonNode> ComputeAsync(int item, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Nothing is left to compute.");
    }
}
