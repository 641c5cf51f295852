using System.Diagnostics;
using System.Globalization;
using Lab.Endurance.Slurm;

namespace Lab.Benchmarks.Studies;

/// <summary>What workers cost: the same study by <c>lab run</c>, by workers of this machine, and by tasks of Slurm. Programs are
/// started and all is recorded, as a user does.</summary>
internal static class StudyBenchmark
{
    // About 5 s of one core for an item.
    private const int LongLoops = 6800;
    private const int LongItems = 20;
    private const int Turns = 2;

    private static readonly int[] WorkerCounts = [1, 2, 4];

    private static string Program { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory,
        "..",
        "..",
        "Lab.Cli",
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
        "lab.dll"));

    public static async Task RunAsync()
    {
        // Sockets of Slurm lie in it, whose paths have to be short.
        string folder = Directory.CreateTempSubdirectory("lab-studies-").FullName;
        try
        {
            await IdleBenchmark.RunAsync(folder);
            await MeasureShortAsync(folder);
            await MeasureLongAsync(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureShortAsync(string folder)
    {
        Console.WriteLine();
        Console.WriteLine("Items that cost next to nothing, so that only the machinery takes time");
        Console.WriteLine("(kerr-loop-study with one loop an item)");
        Console.WriteLine("items  by                 wall (s)  for each item (ms)");
        foreach ((int ratios, int offsets, int bandwidths) in ((int, int, int)[])[(10, 4, 5), (20, 10, 10)])
        {
            int items = ratios * offsets * bandwidths;
            string[] study =
            [
                "kerr-loop-study", "--signal-to-noise", List(ratios, 2, 1), "--spot-offsets", List(offsets, 0, 0.1),
                "--bandwidths", List(bandwidths, 2, 1), "--loops", "1",
            ];
            Show(items, "lab run, 1 thread", await TimeAsync(folder, ["run", .. study, "--threads", "1"]));
            foreach (int workers in WorkerCounts)
            {
                string[] byWorkers = ["study", "run", .. study, "--workers", $"{workers}"];
                Show(items, $"{workers} workers", await TimeAsync(folder, byWorkers));
            }
        }
    }

    private static async Task MeasureLongAsync(string folder)
    {
        Console.WriteLine();
        Console.WriteLine($"{LongItems} items of about 5 s of a core each (kerr-loop-study, {LongLoops} loops), two at a time,");
        Console.WriteLine("in turns; Slurm with two nodes of a core each, which is started before");
        Console.WriteLine("items  by                 wall (s)  for each item (ms)");
        string[] study =
        [
            "kerr-loop-study", "--signal-to-noise", List(LongItems, 2, 1), "--spot-offsets", "0", "--bandwidths", "10",
            "--loops", $"{LongLoops}",
        ];
        string place = Directory.CreateDirectory(Path.Combine(folder, "s")).FullName;
        await using SlurmCluster slurm = await SlurmCluster.StartAsync(place);
        List<double> local = [];
        List<double> bySlurm = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            local.Add(await TimeAsync(folder, ["study", "run", .. study, "--workers", "2"]));
            Show(LongItems, "2 local workers", local[^1]);
            bySlurm.Add(await TimeAsync(
                folder, ["study", "run", .. study, "--on", "slurm", "--workers", "2"], slurm.Variables));
            Show(LongItems, "2 tasks of Slurm", bySlurm[^1]);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Items per core and second of whole commands, Slurm to local: {local.Sum() / bySlurm.Sum():0.00} (goal: 0.9)"));
    }

    private static string List(int count, double first, double step) => string.Join(
        ',', Enumerable.Range(0, count).Select(i => (first + (i * step)).ToString("0.###", CultureInfo.InvariantCulture)));

    private static void Show(int items, string by, double seconds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{items,5}  {by,-18} {seconds,8:0.0}  {1000 * seconds / items,18:0.0}"));

    private static async Task<double> TimeAsync(
        string folder, string[] arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Program, .. arguments, "--json", "--runs-dir", Path.Combine(folder, "runs")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("'dotnet' did not start.");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"'lab {string.Join(' ', arguments)}' ended with {process.ExitCode}: {error}");
    }
}
