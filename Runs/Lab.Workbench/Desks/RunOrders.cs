using System.Text.Json;
using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Workbench.Desks;

/// <summary>The way to a run in another process: files in its folder, which work the same on every system and over a share. Each
/// order is a file in <c>orders/</c>; the run takes it away when it has done as told, and notes it in
/// <c>control.jsonl</c>.</summary>
public static class RunOrders
{
    /// <summary>The folder of orders in the run's folder.</summary>
    public const string FolderName = "orders";

    /// <summary>The file in the run's folder that says who ordered what, and when.</summary>
    public const string LogName = "control.jsonl";

    private const int LongestName = 200;
    private const long MostBytes = 4096;
    private const long MostLogBytes = 4 << 20;

    /// <summary>Gives a run an order.</summary>
    /// <param name="run">The run.</param>
    /// <param name="order">The order.</param>
    /// <returns>The file, which is gone as soon as the run has taken the order.</returns>
    /// <exception cref="RunException">The run is not under way, its folder cannot be written, or nobody is named.</exception>
    public static string Give(RunFolder run, RunOrder order)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(order);
        if (order.By.Length is 0 or > LongestName || order.By.Any(char.IsControl))
        {
            throw new RunException(
                $"An order names who gives it, in at most {LongestName} characters without line breaks.");
        }

        RunInfo info = run.ReadInfo();
        if (info.Status != RunStatus.Running || info.IsInterrupted())
        {
            throw new RunException(
                $"The run '{run.Name}' is not under way ({RunEntry.Of(run, info).Status}); there is nothing to order.");
        }

        string folder = Path.Combine(run.FullPath, FolderName);
        string file = Path.Combine(folder, $"{order.Given.UtcDateTime:yyyyMMdd-HHmmss-fffffff}-{Guid.NewGuid():N}.json");
        try
        {
            Directory.CreateDirectory(folder);
            WholeFile.WriteText(file, JsonSerializer.Serialize(order, DeskJson.Default.RunOrder));
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The order cannot be written to '{folder}': {error.Message}", error);
        }
    }

    /// <summary>What a run was told so far: the last 4 MiB of it. A line that is none, as one that a loss of power cut off, is
    /// passed over.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="RunException">The file cannot be read.</exception>
    public static IReadOnlyList<TakenOrder> Read(RunFolder run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string file = Path.Combine(run.FullPath, LogName);
        try
        {
            if (!File.Exists(file))
            {
                return [];
            }

            using FileStream log = PlainFile.Open(file);
            log.Position = Math.Max(0, log.Length - MostLogBytes);
            using var reader = new StreamReader(log);
            return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).OfType<TakenOrder>()];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{file}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The orders that wait, oldest first, each with its file.</summary>
    /// <param name="run">The run's folder.</param>
    /// <returns>The order is <see langword="null"/> for a file that is none.</returns>
    internal static IReadOnlyList<(string File, RunOrder? Order)> Waiting(string run)
    {
        string folder = Path.Combine(run, FolderName);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(file => (file, ReadOne(file)))]
            : [];
    }

    /// <summary>Takes orders away that were meant for an earlier process of the run.</summary>
    internal static void Clear(string run)
    {
        string folder = Path.Combine(run, FolderName);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Notes what came of an order.</summary>
    internal static void Note(string run, TakenOrder taken) => File.AppendAllText(
        Path.Combine(run, LogName), JsonSerializer.Serialize(taken, DeskJson.Default.TakenOrder) + "\n");

    private static TakenOrder? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, DeskJson.Default.TakenOrder) is { By: not null, Outcome: not null } taken
                ? taken
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Who takes it says that it is none; one bad file must not keep the others from being read.
    private static RunOrder? ReadOne(string file)
    {
        try
        {
            RunOrder? order = JsonSerializer.Deserialize(PlainFile.ReadText(file, MostBytes), DeskJson.Default.RunOrder);
            return order is { By.Length: <= LongestName } && Enum.IsDefined(order.Order) && !order.By.Any(char.IsControl)
                ? order
                : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
