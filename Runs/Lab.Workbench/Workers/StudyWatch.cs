using System.Globalization;
using System.Text.Json;
using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Runs.Locks;

namespace Lab.Workbench.Workers;

/// <summary>Watches the items of a study from outside, as a page does: it reads the folder through which the study and its
/// workers speak, writes nothing, and neither holds anything up nor follows a link.</summary>
/// <remarks>An item that is done is read once. The folder may come from elsewhere; what is read of it and kept is
/// bounded.</remarks>
/// <param name="path">The folder of the items.</param>
/// <param name="time">This machine's clock.</param>
public sealed class StudyWatch(string path, TimeProvider time)
{
    private const string Ending = ".json";
    private const int MostEntries = 200_000;
    private const int MostWorkers = 2_000;
    private const int MostUnderWay = 2_000;
    private const int MostShown = 100;
    private const int MostCells = 600;
    private const int MostNameBytes = 256;
    private const long MostOrderBytes = 16 << 20;

    private static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly string orderFile = Path.Combine(path, "order.json");
    private readonly Lock gate = new();
    private readonly Dictionary<int, ItemHead> heads = [];
    private readonly Dictionary<string, (long First, long Beat, long Since)> beats = [];
    private WorkOrder? order;
    private int[] kept = [];
    private DateTime orderWritten;

    /// <summary>The name of the folder in that of a run.</summary>
    public const string FolderName = ItemFolder.Name;

    /// <summary>The ending of the folder of a validation, after the name of its file of seeds.</summary>
    public const string ValidationEnding = ".items";

    /// <summary>Whether there is a study at a path.</summary>
    /// <param name="path">The folder of the items.</param>
    public static bool IsStudy(string path) =>
        new DirectoryInfo(path) is { Exists: true, LinkTarget: null } && File.Exists(Path.Combine(path, "order.json"));

    /// <summary>Looks how far the items are.</summary>
    /// <exception cref="RunException">It is no folder of items, or cannot be read.</exception>
    public StudyProgress Look()
    {
        lock (gate)
        {
            try
            {
                WorkOrder now = ReadOrder();
                ReadItems(now);
                return Tell(now, ReadWorkers(ReadClaims(now)));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
            {
                throw new RunException($"The items in '{path}' cannot be read: {error.Message}", error);
            }
        }
    }

    private WorkOrder ReadOrder()
    {
        DateTime written = File.GetLastWriteTimeUtc(orderFile);
        if (order is null || written != orderWritten)
        {
            RequirePlain(path);
            RequirePlain(orderFile);
            string? before = order?.Hash;
            order = JsonSerializer.Deserialize(PlainFile.ReadText(orderFile, MostOrderBytes), WorkJson.Default.WorkOrder)
                is { Items: >= 0 } read ? read : throw new JsonException("its order is none.");
            orderWritten = written;
            kept = [.. order.Kept.Where(item => item >= 0 && item < order.Items).Distinct()];
            if (order.Hash != before)
            {
                heads.Clear();
            }
        }

        return order;
    }

    private static void RequirePlain(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException($"'{path}' is a link, which is not followed.");
        }
    }

    private IEnumerable<string> NamesIn(string folder)
    {
        var place = new DirectoryInfo(Path.Combine(path, folder));
        return place is { Exists: true, LinkTarget: null }
            ? place.EnumerateFiles($"*{Ending}", NoLinks).Take(MostEntries).Select(file => file.Name)
            : [];
    }

    private static int? NumberIn(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    // What failed is tried again by a study that is taken up; what is done stays so.
    private void ReadItems(WorkOrder now)
    {
        HashSet<int> there = [];
        foreach (string name in NamesIn("items"))
        {
            if (name.Split('.') is [var digits, _] && NumberIn(digits) is { } item && item < now.Items && there.Add(item)
                && heads.GetValueOrDefault(item) is null or { Failure: not null })
            {
                if (ItemHead.Read(Path.Combine(path, "items", name)) is { } head)
                {
                    heads[item] = head;
                }
                else
                {
                    there.Remove(item);
                }
            }
        }

        foreach (int item in heads.Keys.Where(item => !there.Contains(item)).ToArray())
        {
            heads.Remove(item);
        }
    }

    // The items that are taken and not done, by their workers.
    private Dictionary<string, int> ReadClaims(WorkOrder now)
    {
        Dictionary<int, (int Times, string Name)> last = [];
        foreach (string name in NamesIn("claims"))
        {
            if (name.Split('.') is [var digits, var again, _] && NumberIn(digits) is { } item && NumberIn(again) is { } times
                && item < now.Items && !heads.ContainsKey(item) && times >= last.GetValueOrDefault(item).Times)
            {
                last[item] = (times, name);
            }
        }

        Dictionary<string, int> owned = [];
        foreach ((int item, (_, string name)) in last.Take(MostUnderWay))
        {
            try
            {
                owned[PlainFile.ReadText(Path.Combine(path, "claims", name), MostNameBytes)] = item;
            }
            catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
            {
                // It was given back meanwhile.
            }
        }

        return owned;
    }

    private List<(StudyWorker Worker, StudyWorkerStatus Status)> ReadWorkers(Dictionary<string, int> owned)
    {
        List<(StudyWorker Worker, StudyWorkerStatus Status)> found = [];
        foreach (string name in NamesIn("workers").Take(MostWorkers))
        {
            WorkerState? state;
            try
            {
                state = JsonSerializer.Deserialize(
                    PlainFile.ReadText(Path.Combine(path, "workers", name), MostNameBytes * 8), WorkJson.Default.WorkerState);
            }
            catch (Exception error) when (error is IOException or JsonException)
            {
                continue; // it is being replaced, or is none of Lab's: who collects the items says so
            }

            if (state is null || name != state.Name + Ending)
            {
                continue;
            }

            StudyWorkerStatus status = StatusOf(state);
            bool mayLive = status is StudyWorkerStatus.Alive or StudyWorkerStatus.Unheard;
            int? item = mayLive && owned.TryGetValue(state.Name, out int of) ? of : null;
            found.Add((
                new StudyWorker(state.Name, state.Place.Split(' ')[0], status.ToString().ToLowerInvariant(), item), status));
        }

        return [.. found.OrderBy(each => each.Status).ThenBy(each => each.Worker.Name, StringComparer.Ordinal)];
    }

    // The clocks of other machines are not asked: a worker there lives while its beat grows.
    private StudyWorkerStatus StatusOf(WorkerState worker)
    {
        if (worker.HasEnded)
        {
            return StudyWorkerStatus.Ended;
        }

        if (worker.Place == ProcessPlace.Here)
        {
            return ProcessLife.IsAlive(worker.ProcessId) ? StudyWorkerStatus.Alive : StudyWorkerStatus.Died;
        }

        long now = time.GetTimestamp();
        (long first, long beat, long since) = beats.GetValueOrDefault(worker.Name, (worker.Beat, worker.Beat, now));
        since = beat == worker.Beat ? since : now;
        beats[worker.Name] = (first, worker.Beat, since);
        return time.GetElapsedTime(since, now) > WorkerWatch.Lease ? StudyWorkerStatus.Silent
            : worker.Beat == first ? StudyWorkerStatus.Unheard
            : StudyWorkerStatus.Alive;
    }

    private StudyProgress Tell(WorkOrder now, List<(StudyWorker Worker, StudyWorkerStatus Status)> workers)
    {
        int[] underWay = [.. workers.Select(each => each.Worker.Item).OfType<int>().Distinct()];
        (int Item, ItemHead Head)[] failed =
        [
            .. heads.Where(each => each.Value.Failure is not null).OrderBy(each => each.Key)
                .Select(each => (each.Key, each.Value)),
        ];
        int alive = workers.Count(each => each.Status is StudyWorkerStatus.Alive or StudyWorkerStatus.Unheard);
        int[] elsewhere = [.. kept.Where(item => !heads.ContainsKey(item))]; // nobody computes them here
        int left = now.Items - heads.Count - elsewhere.Length;
        double[] seconds = [.. heads.Values.Where(head => head.Failure is null).Select(head => head.Seconds)];
        double? mean = seconds.Length > 0 ? seconds.Average() : null;
        (string cells, int itemsACell) = Draw(now.Items, elsewhere, underWay);
        return new StudyProgress
        {
            Protocol = now.Protocol,
            IsValidation = now.Validation is not null,
            On = now.Workers.On.ToString().ToLowerInvariant(),
            Ordered = now.Workers.Count,
            SlurmJob = ReadSlurmJob(),
            Items = now.Items,
            Done = heads.Count - failed.Length + elsewhere.Length,
            Failed = failed.Length,
            UnderWay = underWay.Length,
            Alive = alive,
            IsStopped = File.Exists(Path.Combine(path, "stop")),
            SecondsAnItem = mean,
            SecondsLeft = mean is { } each && alive > 0 && left > 0 ? each * left / Math.Min(alive, left) : null,
            ItemsACell = itemsACell,
            Cells = cells,
            Workers = [.. workers.Take(MostShown).Select(worker => worker.Worker)],
            Failures =
            [
                .. failed.Take(MostShown).Select(
                    one => new StudyFailure(one.Item, one.Head.Worker, one.Head.Failure ?? string.Empty, one.Head.IsBug)),
            ],
        };
    }

    private string? ReadSlurmJob()
    {
        string file = Path.Combine(path, "slurm.json");
        return File.Exists(file) && new FileInfo(file).LinkTarget is null
            ? JsonSerializer.Deserialize(PlainFile.ReadText(file, MostNameBytes), WorkJson.Default.SlurmJob)?.Job
            : null;
    }

    private (string Cells, int ItemsACell) Draw(int items, int[] elsewhere, int[] underWay)
    {
        int each = Math.Max(1, (int)(((long)items + MostCells - 1) / MostCells));
        int count = (int)(((long)items + each - 1) / each);
        int[] done = new int[count];
        bool[] hasFailed = new bool[count];
        bool[] isUnderWay = new bool[count];
        foreach ((int item, ItemHead head) in heads)
        {
            done[item / each]++;
            hasFailed[item / each] |= head.Failure is not null;
        }

        foreach (int item in elsewhere)
        {
            done[item / each]++;
        }

        foreach (int item in underWay)
        {
            isUnderWay[item / each] = true;
        }

        return (string.Create(count, (items, each), (cells, size) =>
        {
            for (int i = 0; i < cells.Length; i++)
            {
                int whole = Math.Min(size.each, size.items - (i * size.each));
                cells[i] = hasFailed[i] ? 'f' : isUnderWay[i] ? 'u' : done[i] == whole ? 'd' : done[i] > 0 ? 'p' : 'w';
            }
        }), each);
    }
}
