using System.Text.Json;
using System.Text.Json.Nodes;
using Lab.Instruments.Files;
using Lab.Runs.Records;

namespace Lab.Workbench.Queues;

/// <summary>A queue of runs: a folder with <c>queue.json</c>, which is replaced as a whole, and a folder for what each run was
/// frozen with. It outlives every process, and the machine.</summary>
/// <param name="folder">The folder; made with the first run.</param>
public sealed class RunQueue(string folder)
{
    private const string FileName = "queue.json";
    private const string NotesName = "control.jsonl";
    private const string LockName = "queue.lock";
    private const string ServerLockName = "server.lock";
    private const long MostBytes = 64 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ServePatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>The folder, with its full path.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <summary>Whether a process works the queue off.</summary>
    public bool IsServed
    {
        get
        {
            if (!File.Exists(Path.Combine(Folder, ServerLockName)))
            {
                return false;
            }

            // Shared: those who look do not take one another for the process that works the queue off.
            using FileStream? seen = TryLock(ServerLockName, isLook: true);
            return seen is null;
        }
    }

    /// <summary>Reads the queue; an empty one where there is none.</summary>
    /// <exception cref="WorkbenchException">The file is not one of Lab's.</exception>
    public QueueState Read()
    {
        string file = Path.Combine(Folder, FileName);
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(
                    PlainFile.ReadText(file, MostBytes), QueueJson.Default.QueueState) ?? new QueueState()
                : new QueueState();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new WorkbenchException(
                $"'{file}' cannot be read as a queue: {error.Message} Mend it, or move it away.", WorkbenchFault.Request);
        }
    }

    /// <summary>Changes the queue. Several processes may do so at a time; none loses another's change.</summary>
    /// <param name="change">Makes the new state of the present one.</param>
    /// <returns>The new state.</returns>
    /// <exception cref="WorkbenchException">The queue cannot be written, or it does not allow the change.</exception>
    public async Task<QueueState> ChangeAsync(Func<QueueState, QueueState> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        try
        {
            Directory.CreateDirectory(Folder);
            long began = TimeProvider.System.GetTimestamp();
            FileStream? turn;
            while ((turn = TryLock(LockName)) is null)
            {
                if (TimeProvider.System.GetElapsedTime(began) > Patience)
                {
                    throw new WorkbenchException(
                        $"Another process changes the queue '{Folder}' for longer than {Patience.TotalSeconds:0} s; try again.",
                        WorkbenchFault.Refused);
                }

                await Task.Delay(Look, TimeProvider.System).ConfigureAwait(false);
            }

            await using (turn.ConfigureAwait(false))
            {
                QueueState changed = change(Read());
                WholeFile.WriteText(
                    Path.Combine(Folder, FileName), JsonSerializer.Serialize(changed, QueueJson.Default.QueueState) + "\n");
                return changed;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbenchException($"The queue '{Folder}' cannot be written: {error.Message}", WorkbenchFault.Refused);
        }
    }

    /// <summary>Lets no further run begin; one that is under way goes on.</summary>
    public Task PauseAsync() => ChangeAsync(state => state with { IsPaused = true, Reason = null });

    /// <summary>Lets runs begin again.</summary>
    public Task ContinueAsync() => ChangeAsync(state => state with { IsPaused = false, Reason = null });

    /// <summary>Moves a waiting run to another place.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="places">How many waiting runs it passes: negative towards the beginning.</param>
    /// <exception cref="WorkbenchException">There is none, or it does not wait.</exception>
    public Task MoveAsync(int number, int places) => ChangeAsync(state =>
    {
        QueuedRun moved = RequireWaiting(state, number);
        List<QueuedRun> waiting = [.. state.Runs.Where(run => run.Status == QueuedStatus.Waiting)];
        int place = waiting.IndexOf(moved);
        waiting.RemoveAt(place);
        waiting.Insert((int)Math.Clamp((long)place + places, 0, waiting.Count), moved);
        return state with { Runs = [.. state.Runs.Where(run => run.Status != QueuedStatus.Waiting), .. waiting] };
    });

    /// <summary>Takes a waiting run out of the queue, with what it was frozen with.</summary>
    /// <param name="number">Its number.</param>
    /// <exception cref="WorkbenchException">There is none, it does not wait, or another waits for it.</exception>
    public async Task RemoveAsync(int number)
    {
        await ChangeAsync(state =>
        {
            QueuedRun removed = RequireWaiting(state, number);
            return state.Runs.FirstOrDefault(run => run.Status == QueuedStatus.Waiting && run.Terms.After == number) is { } after
                ? throw new WorkbenchException(
                    $"Number {after.Number} waits for number {number}; remove that first.", WorkbenchFault.Request)
                : state with { Runs = [.. state.Runs.Where(run => run != removed)] };
        }).ConfigureAwait(false);
        DeleteFrozen(number);
    }

    /// <summary>Takes the runs that have ended out of the queue, save those that another waits for. What a run was frozen with
    /// goes too where there is no record of it: a record names its bench file there, by which it is resumed and queued
    /// again.</summary>
    /// <returns>How many were taken out.</returns>
    /// <exception cref="WorkbenchException">The queue cannot be written.</exception>
    public async Task<int> ClearAsync()
    {
        QueuedRun[] cleared = [];
        await ChangeAsync(state =>
        {
            var awaited = state.Runs.Where(run => run.Status == QueuedStatus.Waiting).Select(run => run.Terms.After).ToHashSet();
            cleared =
            [
                .. state.Runs.Where(run => run.Status is not (QueuedStatus.Waiting or QueuedStatus.Running)
                    && !awaited.Contains(run.Number)),
            ];
            return state with { Runs = [.. state.Runs.Except(cleared)] };
        }).ConfigureAwait(false);
        foreach (QueuedRun run in cleared.Where(run =>
            run.Status is QueuedStatus.Done or QueuedStatus.Skipped && !run.Attempts.Any(attempt => IsRecorded(run, attempt))))
        {
            DeleteFrozen(run.Number);
        }

        return cleared.Length;
    }

    /// <summary>Notes in <c>control.jsonl</c> who did what to the queue from a page, and when.</summary>
    /// <param name="time">When.</param>
    /// <param name="by">Who.</param>
    /// <param name="what">What, in words.</param>
    /// <exception cref="WorkbenchException">The file cannot be written.</exception>
    public void Note(DateTimeOffset time, string by, string what)
    {
        var line = new JsonObject { ["time"] = time, ["by"] = by, ["what"] = what };
        try
        {
            File.AppendAllText(Path.Combine(Folder, NotesName), line.ToJsonString() + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbenchException($"The queue '{Folder}' cannot be written: {error.Message}", WorkbenchFault.Refused);
        }
    }

    /// <summary>Where a queued run keeps what it was frozen with.</summary>
    internal string FolderOf(int number) => Path.Combine(Folder, "frozen", $"{number:0000}");

    /// <summary>Takes the queue for this process, which works it off; <see langword="null"/> where another does. Who looks
    /// whether one does is in the way for a moment, which this waits for.</summary>
    /// <exception cref="WorkbenchException">The folder cannot be written.</exception>
    internal async Task<FileStream?> TryServeAsync()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            long began = TimeProvider.System.GetTimestamp();
            while (true)
            {
                FileStream? taken = TryLock(ServerLockName);
                if (taken is not null || TimeProvider.System.GetElapsedTime(began) > ServePatience)
                {
                    return taken;
                }

                await Task.Delay(Look, TimeProvider.System).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbenchException($"The queue '{Folder}' cannot be written: {error.Message}", WorkbenchFault.Refused);
        }
    }

    private static bool IsRecorded(QueuedRun run, QueueAttempt attempt) =>
        attempt.Run is { } name && Directory.Exists(Path.Combine(run.RunsFolder, name));

    private void DeleteFrozen(int number)
    {
        string frozen = FolderOf(number);
        try
        {
            if (Directory.Exists(frozen))
            {
                Directory.Delete(frozen, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbenchException(
                $"Number {number} is out of the queue, but '{frozen}' cannot be removed: {error.Message} Remove it by hand.",
                WorkbenchFault.Refused);
        }
    }

    private static QueuedRun RequireWaiting(QueueState state, int number) =>
        state.Get(number) is { Status: QueuedStatus.Waiting } waiting
            ? waiting
            : throw new WorkbenchException(
                $"Number {number} does not wait: it is {state.Get(number).Status.ToString().ToLowerInvariant()}.",
                WorkbenchFault.Request);

    // A lock goes with its process, however that ends.
    private FileStream? TryLock(string name, bool isLook = false)
    {
        string file = Path.Combine(Folder, name);
        try
        {
            return isLook
                ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.None)
                : new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None);
        }
        catch (IOException) when (Directory.Exists(Folder))
        {
            return null;
        }
    }
}
