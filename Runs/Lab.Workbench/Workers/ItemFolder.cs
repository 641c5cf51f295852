using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Runs.Locks;
using Lab.Runs.Records;

namespace Lab.Workbench.Workers;

/// <summary>
/// The folder through which a study and its workers speak. <c>order.json</c> says what is computed; <c>claims/000012.1.json</c>
/// that a worker has taken item 12; <c>items/000012.json</c> is the item once it is done; <c>workers/</c> has a file of each
/// worker, which it renews while it lives. A file comes to its place whole, and a claim only where none is.
/// </summary>
/// <remarks>An item is what stands in the one file of its name. Claims only keep work from being done twice: where two workers
/// compute one item after all, both write the same.</remarks>
internal sealed class ItemFolder
{
    /// <summary>The name of the folder in that of a run.</summary>
    public const string Name = "workers";

    private const string OrderName = "order.json";
    private const string StopName = "stop";
    private const string MachineName = "machine.json";
    private const string Ending = ".json";
    private const string Draft = ".part";
    private const long MostBytes = 1L << 30;
    private const long MostBytesOfName = 256;
    private const int LongestName = 100;
    private const int MostTries = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string items;
    private readonly string claims;
    private readonly string workers;
    private readonly string files;

    /// <summary>The folder at a path, whether it is there or not.</summary>
    /// <param name="path">The path.</param>
    public ItemFolder(string path)
    {
        FullPath = Path.GetFullPath(path);
        (items, claims) = (Path.Combine(FullPath, "items"), Path.Combine(FullPath, "claims"));
        (workers, files) = (Path.Combine(FullPath, "workers"), Path.Combine(FullPath, "files"));
    }

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>Whether it has an order, as far as can be told: a server that does not answer for a moment has not lost
    /// it.</summary>
    public bool Exists
    {
        get
        {
            try
            {
                using FileStream order = PlainFile.Open(Path.Combine(FullPath, OrderName));
                return true;
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                return false;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return true;
            }
        }
    }

    /// <summary>Whether the workers are to end.</summary>
    public bool IsStopped => !Exists || File.Exists(StopFile);

    /// <summary>The file that tells the workers to end.</summary>
    public string StopFile => Path.Combine(FullPath, StopName);

    /// <summary>Makes the folder, or takes it up: what failed is forgotten, and what belongs to workers that are gone is free
    /// again.</summary>
    /// <param name="order">The order.</param>
    /// <exception cref="RunException">It has items of another study, or cannot be written.</exception>
    public void Begin(WorkOrder order)
    {
        try
        {
            foreach (string folder in (string[])[items, claims, workers, files])
            {
                Directory.CreateDirectory(folder);
            }

            if (Exists && ReadOrder() is var before && before.Hash != order.Hash)
            {
                throw new RunException(
                    $"The items in '{FullPath}' are those of another study: {before.DifferenceFrom(order.Identity)}. Put that "
                        + "back as it was; or remove the folder and go on with --workers, and they are computed again.");
            }

            Put(Path.Combine(FullPath, OrderName), order, WorkJson.Default.WorkOrder);
            File.Delete(StopFile);
            foreach (int item in ListDone())
            {
                if (Read(ItemFile(item), WorkJson.Default.ItemFailure) is { Failure: not null })
                {
                    File.Delete(ItemFile(item));
                    Release(item, claim => true);
                }
            }

            var done = ListDone().ToHashSet();
            foreach ((int item, _) in ListClaims().Where(claim => !done.Contains(claim.Key)))
            {
                Release(item, owner =>
                {
                    bool hasGone = FindWorker(owner) is not { } worker || HasGone(worker);
                    if (hasGone)
                    {
                        LeaveFiles(item, owner);
                    }

                    return hasGone;
                });
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(error);
        }

        if (ListDone().Count == 0 && ListClaims().Count == 0)
        {
            File.Delete(Path.Combine(FullPath, MachineName)); // the next worker is the first
        }
    }

    /// <summary>Refuses a worker on a machine of another kind than the first worker's, unless the order has mixed
    /// machines.</summary>
    /// <param name="order">The order.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="kind">The kind of its machine (<see cref="MachineKind.Here"/>).</param>
    /// <exception cref="RunException">It is another one.</exception>
    public void RequireMachine(WorkOrder order, string worker, string kind)
    {
        string file = Path.Combine(FullPath, MachineName);
        if (!File.Exists(file))
        {
            string draft = $"{file}.{Checked(worker)}{Draft}";
            WholeFile.WriteText(draft, JsonSerializer.Serialize(new WorkerMachine(kind), WorkJson.Default.WorkerMachine) + "\n");
            IsFirst(draft, file);
            File.Delete(draft);
        }

        if (!order.Workers.HasMixedMachines
            && Read(file, WorkJson.Default.WorkerMachine) is { } first && first.Kind != kind)
        {
            throw new RunException(
                $"{Environment.MachineName} is a machine of another kind than the one that computed the first items, and its "
                    + $"results may differ in the last digits. There: {first.Kind}. Here: {kind}. Take machines of one kind, for "
                    + "Slurm with --sbatch=--constraint=…, or go on with 'lab resume' and --mixed-machines.");
        }
    }

    /// <summary>Reads the order.</summary>
    /// <exception cref="RunException">There is none, or it is not one of Lab's.</exception>
    public WorkOrder ReadOrder() => Read(Path.Combine(FullPath, OrderName), WorkJson.Default.WorkOrder)
        ?? throw new RunException($"'{FullPath}' has no {OrderName}: it is no folder of items, or this machine does not see it.");

    /// <summary>Tells the workers to end.</summary>
    public void Stop()
    {
        if (Exists)
        {
            File.WriteAllText(StopFile, string.Empty);
        }
    }

    /// <summary>Removes the folder: all items are on record.</summary>
    /// <returns>What is left to do, in a sentence; <see langword="null"/> where it is gone.</returns>
    public async Task<string?> RemoveAsync()
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                // Workers on other machines look for the order first, and end without it; one may be writing its last word.
                File.Delete(Path.Combine(FullPath, OrderName));
                Directory.Delete(FullPath, recursive: true);
                return null;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                if (tries == MostTries)
                {
                    return $"'{FullPath}' is of no use any more, and cannot be removed: {error.Message}";
                }
            }

            await Task.Delay(Pause, TimeProvider.System).ConfigureAwait(false);
        }
    }

    /// <summary>Whether an item is done.</summary>
    public bool IsDone(int item) => File.Exists(ItemFile(item));

    /// <summary>The items that are done, in no order.</summary>
    public IReadOnlyList<int> ListDone() => Patiently<int[]>(() =>
    [
        .. Directory.EnumerateFiles(items, $"*{Ending}")
            .Select(file => Path.GetFileName(file).Split('.'))
            .Where(parts => parts.Length == 2 && IsNumber(parts[0]))
            .Select(parts => int.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture)),
    ]);

    /// <summary>How often each item was taken that was taken at all.</summary>
    public IReadOnlyDictionary<int, int> ListClaims()
    {
        Dictionary<int, int> found = [];
        foreach (string[] parts in Patiently<string[]>(() => [.. Directory.EnumerateFiles(claims, $"*{Ending}")])
            .Select(file => Path.GetFileName(file).Split('.'))
            .Where(parts => parts.Length == 3 && IsNumber(parts[0]) && IsNumber(parts[1])))
        {
            int item = int.Parse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture);
            int times = int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture);
            found[item] = Math.Max(times, found.GetValueOrDefault(item));
        }

        return found;
    }

    /// <summary>How often an item was taken. It asks for the claims of this item and for no other.</summary>
    /// <param name="item">The item.</param>
    /// <param name="before">How often it was taken when it was asked before.</param>
    public int CountClaims(int item, int before)
    {
        int times = before;
        while (File.Exists(ClaimFile(item, times + 1)))
        {
            times++;
        }

        while (times > 0 && !File.Exists(ClaimFile(item, times)))
        {
            times--; // it was given back
        }

        return times;
    }

    /// <summary>The item, where it is done.</summary>
    /// <exception cref="RunException">The file is not one of Lab's.</exception>
    public ItemResult? TryRead(int item) => Read(ItemFile(item), WorkJson.Default.ItemResult);

    /// <summary>The name of the worker that took an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="times">How often it has been taken.</param>
    public string? OwnerOf(int item, int times)
    {
        try
        {
            return Patiently(() => NameIn(ClaimFile(item, times)));
        }
        catch (FileNotFoundException)
        {
            return null; // it was free again meanwhile
        }
    }

    /// <summary>Gives a claim back: its worker ends in good order, and the item is free as if it had not been taken.</summary>
    /// <param name="item">The item.</param>
    /// <param name="times">How often it has been taken.</param>
    public void GiveBack(int item, int times) => File.Delete(ClaimFile(item, times));

    /// <summary>Takes an item for a worker.</summary>
    /// <param name="item">The item.</param>
    /// <param name="times">How often it has been taken with this time.</param>
    /// <param name="worker">The worker.</param>
    /// <returns>Whether it has it now; another was faster where it has not.</returns>
    public bool TryClaim(int item, int times, string worker)
    {
        string claim = ClaimFile(item, times);
        if (File.Exists(claim))
        {
            return false;
        }

        string draft = Path.Combine(claims, worker + Draft);
        return Patiently(() =>
        {
            File.WriteAllText(draft, worker);
            return IsFirst(draft, claim);
        });
    }

    /// <summary>Puts an item in its place. A failure never takes that of what is done.</summary>
    public void Put(ItemResult result) => Patiently(() =>
    {
        if (result.Failure is null)
        {
            Put(ItemFile(result.Item), result, WorkJson.Default.ItemResult, result.Worker);
            return true;
        }

        string draft = $"{ItemFile(result.Item)}.{result.Worker}{Draft}";
        WholeFile.WriteText(draft, JsonSerializer.Serialize(result, WorkJson.Default.ItemResult) + "\n");
        bool isFirst = IsFirst(draft, ItemFile(result.Item));
        File.Delete(draft);
        return isFirst;
    });

    /// <summary>Shows a worker.</summary>
    public void Put(WorkerState worker) =>
        Put(Path.Combine(workers, worker.Name + Ending), worker, WorkJson.Default.WorkerState);

    /// <summary>The names of all workers that showed themselves, those included that are gone.</summary>
    public IReadOnlyList<string> ListWorkers() => Patiently<string[]>(() =>
    [
        .. Directory.EnumerateFiles(workers, $"*{Ending}").Select(file => Path.GetFileNameWithoutExtension(file)).Where(IsName),
    ]);

    /// <summary>Finds a worker by its name.</summary>
    public WorkerState? FindWorker(string name) =>
        Read(Path.Combine(workers, Checked(name) + Ending), WorkJson.Default.WorkerState);

    /// <summary>Whether a worker ended, as far as can be told at once: it said so, or its process on this machine is
    /// gone.</summary>
    public static bool HasGone(WorkerState worker) => worker.HasEnded
        || (worker.Place == ProcessPlace.Here && !ProcessLife.IsAlive(worker.ProcessId));

    /// <summary>The folder in which a worker computes, for files that belong beside the record.</summary>
    /// <exception cref="RunException">The name is none of a worker.</exception>
    public string FilesOf(string worker) => Path.Combine(files, Checked(worker));

    /// <summary>The folder of the files that belong to an item beside its points.</summary>
    /// <param name="item">The item.</param>
    /// <param name="worker">The worker that computed it.</param>
    public string FilesOf(int item, string worker) =>
        Path.Combine(FilesOf(worker), string.Create(CultureInfo.InvariantCulture, $"{item:D6}"));

    /// <summary>Leaves what a worker has of an item that it does not end, such as the state of a training, to the next one that
    /// takes the item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="worker">The worker, which is gone or has stopped.</param>
    public void LeaveFiles(int item, string worker) => MoveFiles(FilesOf(worker), LeftFilesOf(item));

    /// <summary>Takes up what was left of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="worker">The worker, whose folder then has that and nothing else.</param>
    public void TakeFiles(int item, string worker)
    {
        ForgetFiles(worker);
        MoveFiles(LeftFilesOf(item), FilesOf(worker));
    }

    /// <summary>Forgets what a worker has of an item that came to nothing.</summary>
    /// <param name="worker">The worker.</param>
    public void ForgetFiles(string worker)
    {
        foreach (string file in Directory.GetFiles(FilesOf(worker)))
        {
            File.Delete(file);
        }
    }

    /// <summary>The file with what a Slurm job of the study is known by.</summary>
    public string SlurmFile => Path.Combine(FullPath, "slurm.json");

    /// <summary>The folder for the outputs of the workers.</summary>
    public string Logs => workers;

    /// <summary>Reads a file of the folder; <see langword="null"/> where there is none.</summary>
    /// <exception cref="RunException">It is not one of Lab's, or stays unreadable.</exception>
    public static T? Read<T>(string file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return File.Exists(file)
                ? Patiently(() => JsonSerializer.Deserialize(PlainFile.ReadText(file, MostBytes), type))
                : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // it went away meanwhile
        }
        catch (JsonException error)
        {
            throw new RunException(
                $"'{file}' cannot be read: {error.Message} Remove it: what it held is computed again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException(
                $"'{file}' cannot be read: {error.Message} Look at the disk: what lies there is good as a rule.", error);
        }
    }

    /// <summary>Writes a file of the folder as a whole.</summary>
    public static void Put<T>(string file, T content, JsonTypeInfo<T> type, string? by = null)
    {
        string draft = $"{file}.{by ?? string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}")}{Draft}";
        WholeFile.WriteText(draft, JsonSerializer.Serialize(content, type) + "\n");
        Replacement.Move(draft, file);
    }

    /// <summary>Moves the files of a folder, and leaves its folders.</summary>
    /// <param name="from">The folder; it need not be there.</param>
    /// <param name="to">Where they go; made where there are files.</param>
    /// <returns>Their names.</returns>
    internal static IReadOnlyList<string> MoveFiles(string from, string to)
    {
        List<string> moved = [];
        foreach (string file in Directory.Exists(from) ? Directory.GetFiles(from) : [])
        {
            string name = Path.GetFileName(file);
            Directory.CreateDirectory(to);
            try
            {
                File.Move(file, Path.Combine(to, name), overwrite: true);
                moved.Add(name);
            }
            catch (FileNotFoundException)
            {
                // Its worker lives after all, and took it away.
            }
        }

        return moved;
    }

    private string LeftFilesOf(int item) =>
        Path.Combine(files, string.Create(CultureInfo.InvariantCulture, $"{item:D6}"));

    // Another program sees the one file or the other, and never half of one.
    private static bool IsFirst(string draft, string place)
    {
        try
        {
            File.Move(draft, place, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(place))
        {
            return false;
        }
    }

    // A server that does not answer for a moment is asked again.
    private static T Patiently<T>(Func<T> act)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return act();
            }
            catch (Exception error) when (tries < MostTries
                && error is (IOException and not (FileNotFoundException or DirectoryNotFoundException))
                    or UnauthorizedAccessException)
            {
                Task.Delay(Pause, TimeProvider.System).GetAwaiter().GetResult();
            }
        }
    }

    // What others put there is skipped, such as copies that a file manager made.
    private static bool IsNumber(string text) => text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit);

    private static string NameIn(string claim) => PlainFile.ReadText(claim, MostBytesOfName);

    // Names come from files, and become parts of paths.
    private static string Checked(string name) => IsName(name)
        ? name
        : throw new RunException($"'{name}' is no name of a worker: letters, digits and '-' are, {LongestName} at most.");

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private RunException Unwritable(Exception error) =>
        new($"The folder of the items '{FullPath}' cannot be written: {error.Message}", error);

    private void Release(int item, Func<string, bool> isFree)
    {
        foreach (string claim in Directory.EnumerateFiles(
            claims, string.Create(CultureInfo.InvariantCulture, $"{item:D6}.*{Ending}")))
        {
            if (isFree(NameIn(claim)))
            {
                File.Delete(claim);
            }
        }
    }

    private string ItemFile(int item) =>
        Path.Combine(items, string.Create(CultureInfo.InvariantCulture, $"{item:D6}{Ending}"));

    private string ClaimFile(int item, int times) =>
        Path.Combine(claims, string.Create(CultureInfo.InvariantCulture, $"{item:D6}.{times}{Ending}"));
}
