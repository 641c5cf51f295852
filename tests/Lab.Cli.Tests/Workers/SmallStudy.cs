using Lab.Runs.Records;
using Lab.Workbench.Workers;

namespace Lab.Cli.Tests.Workers;

/// <summary>A study of 200 items that costs little: readings of Kerr loops.</summary>
internal static class SmallStudy
{
    public const int Items = 200;

    /// <summary>Its protocol and settings.</summary>
    public static string[] Arguments { get; } =
    [
        "kerr-loop-study",
        "--signal-to-noise", "2,3,4,5,6,7,8,9,10,11",
        "--spot-offsets", "0,0.5,1,1.5",
        "--bandwidths", "1,2,5,10,20",
        "--loops", "6",
    ];

    /// <summary>Runs it in this process.</summary>
    public static async Task<RunFolder> RunAsync(Workplace work)
    {
        string runs = work.Join("local");
        (await Workplace.LabAsync(["run", .. Arguments, "--runs-dir", runs])).Succeeds();
        return Assert.Single(RunFolder.List(runs));
    }

    /// <summary>Keeps the last item from the workers of a study that has just been started.</summary>
    public static async Task<HeldItem> HoldLastItemAsync(Workplace work)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (true)
        {
            if (RunFolder.List(work.Runs) is [var run])
            {
                return HeldItem.Take(Path.Combine(run.FullPath, ItemFolder.Name), Items - 1);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }

    /// <summary>Waits until a run has ordered its items and has so many of them in the folder of its workers.</summary>
    /// <returns>The folder of the items.</returns>
    public static async Task<string> WaitForItemsAsync(Workplace work, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        while (true)
        {
            string? folder = RunFolder.List(work.Runs).Select(run => Path.Combine(run.FullPath, "workers")).FirstOrDefault();
            string items = Path.Combine(folder ?? string.Empty, "items");
            if (folder is not null && new ItemFolder(folder).Exists && Directory.GetFiles(items, "*.json").Length >= count)
            {
                return folder;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, patience.Token);
        }
    }
}
