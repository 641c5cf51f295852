using System.Globalization;
using System.Text.Json.Nodes;
using Lab.Runs;

namespace Lab.Workbench.Workers;

/// <summary>A worker: takes items of a study from their folder, computes them, and puts what comes of them there, until all are
/// done.</summary>
public sealed class ItemWorker
{
    /// <summary>An item that ended so many workers is not tried again.</summary>
    internal const int MostDeaths = 5;

    /// <summary>So many characters of a failure are written down: a page that reads the beginning of the file finds them all,
    /// however they are escaped.</summary>
    internal const int LongestFailure = 8000;

    private const int StepsAhead = 64;

    // To ask for so many items takes as long as to list the folder of a large study.
    private const int MostAskedFor = 64;

    // The wait of an idle worker grows with the time for which there was nothing to take.
    private const int WaitsOfIdleTime = 10;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    private readonly ItemFolder folder;
    private readonly TimeProvider time;
    private readonly WorkerWatch watch;
    private readonly string name;
    private readonly SortedDictionary<int, int> open = []; // of this stage, with the claims of each
    private string hash = string.Empty;
    private HashSet<int> kept = [];
    private int items;
    private int firstOpen;
    private int cursor;

    /// <summary>A worker of this process.</summary>
    /// <param name="path">The folder of the items.</param>
    public ItemWorker(string path)
        : this(new ItemFolder(path), TimeProvider.System, NewName())
    {
    }

    internal ItemWorker(ItemFolder folder, TimeProvider time, string name)
    {
        (this.folder, this.time, this.name) = (folder, time, name);
        watch = new WorkerWatch(folder, time);
    }

    /// <summary>How many items it has computed.</summary>
    public int Computed { get; private set; }

    /// <summary>Works until all items are done, or until it is told to end.</summary>
    /// <param name="stop">Ends it at once; the item that is under way is free for others.</param>
    /// <exception cref="WorkbenchException">The study is another one on this machine, or cannot be read here.</exception>
    /// <exception cref="RunException">The folder is not one of items, or cannot be written, or this machine is of another kind
    /// than the others.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        WorkOrder order = folder.ReadOrder();
        Experiment experiment = await order.OpenAsync().ConfigureAwait(false);
        folder.RequireMachine(order, name, MachineKind.Here);
        string files = folder.FilesOf(name);
        IItemWork work = order.Validation is { } validation
            ? new SeedItems(experiment, validation)
            : new PointItems(experiment, folder, files);
        await RunAsync(work, files, stop).ConfigureAwait(false);
    }

    /// <summary>Does the same with some work.</summary>
    internal async Task RunAsync(IItemWork work, string files, CancellationToken stop)
    {
        WorkOrder order = folder.ReadOrder();
        (hash, items, kept) = (order.Hash, order.Items, [.. order.Kept]);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var idle = new CancellationTokenSource();
        Task beating = Task.CompletedTask;
        try
        {
            Show(0, hasEnded: false);
            Directory.CreateDirectory(files);
            beating = BeatAsync(ended, idle.Token);
            await WorkAsync(work, files, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Its file says that it has ended, and other workers take what it leaves.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!folder.IsStopped)
            {
                throw new RunException($"The folder of the items '{folder.FullPath}' cannot be used: {error.Message}", error);
            }

            // All is done and on record, and the folder went away.
        }
        finally
        {
            await idle.CancelAsync().ConfigureAwait(false);
            await beating.ConfigureAwait(false);
            if (folder.Exists)
            {
                TryShow(long.MaxValue, hasEnded: true); // others need not wait for it
            }
        }
    }

    // Machines may have the same name and the same numbers of processes, as containers have.
    private static string NewName()
    {
        string host = string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit));
        return string.Create(CultureInfo.InvariantCulture, $"{host}-{Environment.ProcessId}-{$"{Guid.NewGuid():N}"[..8]}");
    }

    private async Task WorkAsync(IItemWork work, string files, CancellationToken stop)
    {
        long? idleSince = null;
        while (!folder.IsStopped)
        {
            stop.ThrowIfCancellationRequested();
            if (Take(work) is { } item)
            {
                idleSince = null;
                await ComputeAsync(work, item.Item, item.Times, files, stop).ConfigureAwait(false);
                continue;
            }

            if (firstOpen >= items)
            {
                return;
            }

            // Others have what is left; one of them may yet be gone.
            idleSince ??= time.GetTimestamp();
            await Task.Delay(WaitAfter(time.GetElapsedTime(idleSince.Value)), time, stop).ConfigureAwait(false);
        }
    }

    // The next one as a rule, without a look at the whole folder.
    private (int Item, int Times)? Take(IItemWork work)
    {
        for (int step = 0; step < StepsAhead && cursor < items && firstOpen < items; step++, cursor++)
        {
            if (work.StageOf(cursor) != work.StageOf(firstOpen))
            {
                break;
            }

            if (!IsDone(cursor) && folder.TryClaim(cursor, 1, name))
            {
                return (cursor++, 1);
            }
        }

        if (open.Count <= MostAskedFor)
        {
            AskForOpen();
        }

        if (open.Count is 0 or > MostAskedFor)
        {
            ListOpen(work);
        }

        foreach ((int item, int times) in open)
        {
            if (TryTake(item, times))
            {
                cursor = item + 1;
                return (item, times + 1);
            }
        }

        return null;
    }

    /// <summary>How long a worker waits that has had nothing to take for a while: a tenth of that, so that a stage that others
    /// end keeps it waiting for little of its time.</summary>
    internal static TimeSpan WaitAfter(TimeSpan idle) =>
        TimeSpan.FromTicks(Math.Clamp(idle.Ticks / WaitsOfIdleTime, ShortestWait.Ticks, LongestWait.Ticks));

    private bool IsDone(int item) => kept.Contains(item) || folder.IsDone(item);

    private void AskForOpen()
    {
        foreach ((int item, int times) in open.ToArray())
        {
            if (IsDone(item))
            {
                open.Remove(item);
            }
            else
            {
                open[item] = folder.CountClaims(item, times);
            }
        }
    }

    private void ListOpen(IItemWork work)
    {
        open.Clear();
        HashSet<int> done = [.. kept, .. folder.ListDone()];
        while (firstOpen < items && done.Contains(firstOpen))
        {
            firstOpen++;
        }

        if (firstOpen == items)
        {
            return;
        }

        int stage = work.StageOf(firstOpen);
        IReadOnlyDictionary<int, int> claims = folder.ListClaims();
        for (int item = firstOpen; item < items && work.StageOf(item) == stage; item++)
        {
            if (!done.Contains(item))
            {
                open[item] = claims.GetValueOrDefault(item);
            }
        }
    }

    private bool TryTake(int item, int times)
    {
        string? owner = times > 0 ? folder.OwnerOf(item, times) : null;
        if (owner is not null && owner != name && !watch.IsGone(owner))
        {
            return false;
        }

        if (times < MostDeaths)
        {
            if (!folder.TryClaim(item, times + 1, name) || folder.IsDone(item))
            {
                return false;
            }

            if (owner is not null && owner != name)
            {
                folder.LeaveFiles(item, owner);
            }

            return true;
        }

        folder.Put(new ItemResult
        {
            Item = item,
            Hash = hash,
            Worker = name,
            Failure = $"The item {item} ended {times} workers one after the other: it may need more memory than they have, or "
                + "their machines lack something.",
        });
        return false;
    }

    private async Task ComputeAsync(IItemWork work, int item, int times, string files, CancellationToken stop)
    {
        folder.TakeFiles(item, name);
        long began = time.GetTimestamp();
        JsonNode? outcome = null;
        (string? failure, bool isBug) = (null, false);
        try
        {
            // A study computes as long as an item takes.
            outcome = await Task.Run(async () => await work.ComputeAsync(item, stop).ConfigureAwait(false), stop)
                .ConfigureAwait(false);
        }
        catch (RunException error)
        {
            failure = error.Message;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What it has of the item is left to others.
        }
        catch (Exception fault) when (IsOfMachine(fault))
        {
            throw new RunException(
                $"The item {item} could not be computed on {Environment.MachineName}: {fault.Message} This worker ends, and "
                    + "another takes the item.",
                fault);
        }
        catch (Exception bug)
        {
            (failure, isBug) = (bug.ToString(), true);
        }

        if (stop.IsCancellationRequested)
        {
            GiveBack(item, times);
            stop.ThrowIfCancellationRequested();
        }

        IReadOnlyList<string> kept = [];
        if (failure is null)
        {
            kept = ItemFolder.MoveFiles(files, folder.FilesOf(item, name));
        }
        else
        {
            folder.ForgetFiles(name); // so that no other item takes them up
        }

        folder.Put(new ItemResult
        {
            Item = item,
            Hash = hash,
            Worker = name,
            Seconds = time.GetElapsedTime(began).TotalSeconds,
            Outcome = outcome,
            Files = kept,
            Failure = failure?[..Math.Min(failure.Length, LongestFailure)],
            IsBug = isBug,
        });
        Computed++;
    }

    private async Task BeatAsync(CancellationTokenSource ended, CancellationToken idle)
    {
        long beat = 0;
        long last = time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(Look, time, idle).ConfigureAwait(false);
                if (folder.IsStopped)
                {
                    await ended.CancelAsync().ConfigureAwait(false);
                    return;
                }

                if (time.GetElapsedTime(last) >= WorkerWatch.BeatTime)
                {
                    last = time.GetTimestamp();
                    TryShow(++beat, hasEnded: false);
                }
            }
        }
        catch (OperationCanceledException) when (idle.IsCancellationRequested)
        {
            // The work has ended.
        }
    }

    // A server that does not answer for a moment is asked again; one that stays away is told of by the item.
    private void TryShow(long beat, bool hasEnded)
    {
        try
        {
            Show(beat, hasEnded);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next beat is another try.
        }
    }

    // A worker that is told to end is no death: the item is as free as before.
    private void GiveBack(int item, int times)
    {
        if (folder.Exists)
        {
            folder.LeaveFiles(item, name);
            folder.GiveBack(item, times);
        }
    }

    // Another machine may well compute the item.
    private static bool IsOfMachine(Exception fault) => fault switch
    {
        IOException or UnauthorizedAccessException or OutOfMemoryException or DllNotFoundException => true,
        TypeInitializationException { InnerException: { } inner } => IsOfMachine(inner),
        AggregateException many => many.InnerExceptions.Any(IsOfMachine),
        _ => false,
    };

    private void Show(long beat, bool hasEnded) =>
        folder.Put(new WorkerState(name, ProcessPlace.Here, Environment.ProcessId, beat, hasEnded));
}
