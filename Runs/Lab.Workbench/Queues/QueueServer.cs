using System.Collections.Concurrent;
using Lab.Runs;
using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Workbench.Queues;

/// <summary>Works a queue off: one run at a time on each bench, each as its terms say. What a process that died has left
/// under way is resumed.</summary>
/// <param name="queue">The queue.</param>
/// <param name="options">How.</param>
public sealed class QueueServer(RunQueue queue, QueueServerOptions options)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    // A disk that is full or a share that is gone may come back; runs under way have their own records meanwhile.
    private const int MostWrites = 300;

    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<int, Task> active = [];
    private readonly ConcurrentDictionary<int, (long Since, TimeSpan For)> rests = new();
    private CancellationToken stop;
    private string? trouble;

    /// <summary>Works the queue off until it is empty, or until it is stopped.</summary>
    /// <returns>Whether this process did so; false where another one does.</returns>
    /// <exception cref="WorkbenchException">The queue cannot be read or written.</exception>
    public async Task<bool> ServeAsync()
    {
        await using FileStream? served = await queue.TryServeAsync().ConfigureAwait(false);
        if (served is null)
        {
            return false;
        }

        QueueState state = await queue.ChangeAsync(TakeOver).ConfigureAwait(false);
        if (state.IsPaused)
        {
            options.Tell($"The queue is paused{(state.Reason is { } reason ? $": {reason}" : string.Empty)}. "
                + "'lab queue continue' lets it go on.");
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(options.Stop);
        stop = stopping.Token;
        try
        {
            await WorkOffAsync().ConfigureAwait(false);
        }
        finally
        {
            // Whatever ended the work: runs under way end after their current points, with their benches safe.
            await stopping.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(active.Values).ConfigureAwait(false);
        }

        return true;
    }

    private async Task WorkOffAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                QueueState state = await SkipAsync(queue.Read()).ConfigureAwait(false);
                trouble = null;
                bool isLeft = state.Runs.Any(run => run.Status == QueuedStatus.Waiting);
                if (active.Count == 0 && !options.Stays && (!isLeft || state.IsPaused))
                {
                    return;
                }

                if (!state.IsPaused)
                {
                    await BeginAsync(state).ConfigureAwait(false);
                }
            }
            catch (WorkbenchException error)
            {
                TellTrouble(error); // the file of the queue; it is looked at again
            }

            await WaitAsync().ConfigureAwait(false);
        }
    }

    private void TellTrouble(WorkbenchException error)
    {
        if (Interlocked.Exchange(ref trouble, error.Message) != error.Message)
        {
            options.Tell($"The queue waits: {error.Message}");
        }
    }

    // What this finds under way has lost its process.
    private QueueState TakeOver(QueueState state)
    {
        var taken = state.Runs.SelectMany(run => run.Attempts).Select(attempt => attempt.Run).OfType<string>().ToHashSet();
        foreach (QueuedRun run in state.Runs.Where(run => run.Status == QueuedStatus.Running))
        {
            (QueuedRun after, string? pause) = AfterDeath(run, taken);
            state = state.With(run.Number, _ => after);
            if (pause is not null)
            {
                state = state with { IsPaused = true, Reason = pause };
            }
        }

        return state;
    }

    private (QueuedRun Run, string? Pause) AfterDeath(QueuedRun run, HashSet<string> taken)
    {
        LeftRun left = LeftRun.Of(run, taken);
        QueuedRun known = WithLast(run, last => last with { Run = left.Folder?.Name ?? last.Run });
        QueueVerdict verdict = left.Judge(known);
        options.Tell($"Number {run.Number}: its process ended. {verdict.Told}");
        if (left.Folder is { } folder)
        {
            taken.Add(folder.Name);
        }

        return (
            WithLast(known, last => last with { Ended = left.Ended, Reason = verdict.Reason }) with
            {
                Status = verdict.Status,
                Reason = verdict.Status == QueuedStatus.Done ? null : verdict.Reason,
                GoesOnWith = verdict.GoesOn ? left.Folder?.Name : null,
            },
            verdict.NeedsPerson ? verdict.PauseOf(run) : null);
    }

    // Those that wait for a run that did not come to its end never run.
    private async Task<QueueState> SkipAsync(QueueState state)
    {
        QueuedRun[] lost =
        [
            .. state.Runs.Where(run => run is { Status: QueuedStatus.Waiting, Terms.After: { } after }
                && state.Runs.FirstOrDefault(other => other.Number == after)
                    is null or { Status: QueuedStatus.Failed or QueuedStatus.Aborted or QueuedStatus.Skipped }),
        ];
        foreach (QueuedRun run in lost)
        {
            string reason = $"Number {run.Terms.After} did not come to its end.";
            options.Tell($"Number {run.Number} is skipped: {reason}");
            state = await queue.ChangeAsync(now => now.With(
                run.Number, each => each with { Status = QueuedStatus.Skipped, Reason = reason })).ConfigureAwait(false);
        }

        return lost.Length > 0 ? await SkipAsync(state).ConfigureAwait(false) : state;
    }

    private async Task BeginAsync(QueueState state)
    {
        foreach (QueuedRun run in state.Runs.Where(run => run.Status == QueuedStatus.Waiting))
        {
            bool isTurn = !state.Runs.Any(other => active.ContainsKey(other.Number) && other.SharesBenchWith(run));
            if (!isTurn || stop.IsCancellationRequested || !await IsDueAsync(state, run).ConfigureAwait(false))
            {
                continue;
            }

            // It may have been moved or removed meanwhile.
            bool isTaken = false;
            state = await queue.ChangeAsync(now =>
            {
                isTaken = !now.IsPaused
                    && now.Runs.FirstOrDefault(each => each.Number == run.Number) is { Status: QueuedStatus.Waiting };
                return isTaken
                    ? now.With(run.Number, each => each with
                    {
                        Status = QueuedStatus.Running,
                        Reason = null,
                        Attempts = [.. each.Attempts, new QueueAttempt(Environment.ProcessId, options.Clock.GetUtcNow())],
                    })
                    : now;
            }).ConfigureAwait(false);
            if (isTaken)
            {
                active[run.Number] = Task.Run(() => CarryOutAsync(run), CancellationToken.None);
            }
        }
    }

    private async Task<bool> IsDueAsync(QueueState state, QueuedRun run)
    {
        QueueTerms terms = run.Terms;
        if (terms.At > options.Clock.GetUtcNow()
            || (terms.After is { } after
                && !state.Runs.Any(other => other.Status == QueuedStatus.Done && other.Number == after))
            || (rests.TryGetValue(run.Number, out (long Since, TimeSpan For) rest)
                && options.Clock.GetElapsedTime(rest.Since) < rest.For))
        {
            return false;
        }

        if (terms.Interlock is not { } interlock)
        {
            return true;
        }

        Rest(run, LookAgain);
        string? fault;
        try
        {
            fault = await QueuedExperiment.FindInterlockFaultAsync(run, interlock, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception error) when (error is WorkbenchException or RunException)
        {
            fault = error.Message; // the bench may be in use by a person; it is looked at again
        }

        if (fault != run.Reason)
        {
            await queue.ChangeAsync(now => now.With(run.Number, each => each with { Reason = fault })).ConfigureAwait(false);
        }

        return fault is null;
    }

    private void Rest(QueuedRun run, TimeSpan time) => rests[run.Number] = (options.Clock.GetTimestamp(), time);

    // Whatever goes wrong with one run is settled as its failure, and no other run hears of it.
    private async Task CarryOutAsync(QueuedRun run)
    {
        options.Tell($"Number {run.Number} begins: {run.Command}");
        RunResult? result = null;
        string? refusal = null;
        try
        {
            LabWorkbench workbench = await QueuedExperiment.OpenAsync(run).ConfigureAwait(false);
            var controls = new RunControls
            {
                QueueNumber = run.Number,
                Observer = new QueueObserver(run.Number, NoteRun, options.Tell),
                Stop = stop,
                StopNow = options.StopNow,
                Pause = new PauseSwitch(),
                WatchdogProgram = options.WatchdogProgram,
            };
            result = run.GoesOnWith is { } left
                ? await workbench.ResumeAsync(left, acceptsChanges: false, controls).ConfigureAwait(false)
                : await workbench.RunAsync(run.Protocol, run.Settings, run.Seed, controls).ConfigureAwait(false);
            if (result.ObserverFault is { } fault)
            {
                options.Tell($"Number {run.Number}: {fault}");
            }
        }
        catch (WorkbenchException error) when (error.Fault == WorkbenchFault.InUse)
        {
            await WaitForBenchAsync(run, error.Message).ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            refusal = QueueVerdict.WithQueue;
        }
        catch (Exception error) when (error is WorkbenchException or RunException)
        {
            refusal = error.Message;
        }
        catch (Exception bug)
        {
            refusal = $"Bug in Lab: {bug.GetType().Name}: {bug.Message}";
        }

        await SettleAsync(run, result, refusal).ConfigureAwait(false);
    }

    // A person has the bench. That is no failure of the run, and no try at it: it waits.
    private async Task WaitForBenchAsync(QueuedRun run, string reason)
    {
        Rest(run, LookAgain);
        options.Tell($"Number {run.Number} waits: {reason}");
        await ChangeInTimeAsync(state => state.With(run.Number, each => each with
        {
            Status = QueuedStatus.Waiting,
            Reason = reason,
            Attempts = [.. each.Attempts.SkipLast(1)],
        })).ConfigureAwait(false);
    }

    private void NoteRun(int number, string name) => queue.ChangeAsync(state => state.With(
        number, run => WithLast(run, last => last with { Run = name }))).GetAwaiter().GetResult();

    private async Task SettleAsync(QueuedRun run, RunResult? result, string? refusal)
    {
        bool wasStopped = stop.IsCancellationRequested
            && result is null or { Info: { Status: RunStatus.Aborted, Unsafe.Count: 0 } };
        QueueVerdict verdict = wasStopped
            ? new QueueVerdict(QueuedStatus.Waiting, refusal ?? result?.Info.Reason, false, "It waits.")
            : QueueVerdict.Of(run, result?.Info, refusal);
        await ChangeInTimeAsync(state =>
        {
            QueueState settled = state.With(run.Number, each => WithLast(each, last => last with
            {
                Run = result?.Folder.Name ?? last.Run,
                Ended = options.Clock.GetUtcNow(),
                Reason = wasStopped ? QueueVerdict.WithQueue : verdict.Reason,
            }) with
            {
                Status = verdict.Status,
                Reason = verdict.Status == QueuedStatus.Done ? null : verdict.Reason,
                GoesOnWith = wasStopped ? result?.Folder.Name ?? run.GoesOnWith : null,
            });
            return verdict.NeedsPerson ? settled with { IsPaused = true, Reason = verdict.PauseOf(run) } : settled;
        }).ConfigureAwait(false);
        string how = wasStopped ? "is stopped and waits" : $"is {verdict.Status.ToString().ToLowerInvariant()}";
        options.Tell(
            $"Number {run.Number} {how}{(result is null ? string.Empty : $" ({result.Folder.Name})")}"
                + $"{(verdict.Reason is { } reason ? $": {reason}" : ".")}");
        if (verdict.Status == QueuedStatus.Waiting)
        {
            // Doubled with each failure: what refuses at once must not be asked a thousand times a minute.
            int failures = QueueVerdict.FailuresOf(run);
            Rest(run, TimeSpan.FromSeconds(Math.Min(LongestRest.TotalSeconds, Math.Pow(2, Math.Min(failures, 10)))));
        }

        if (!wasStopped)
        {
            await TellOthersAsync(run, result, verdict).ConfigureAwait(false);
        }
    }

    // The end of a run must come to be written, also where the file or the disk is not to be had at the moment.
    private async Task ChangeInTimeAsync(Func<QueueState, QueueState> change)
    {
        for (int write = 1; ; write++)
        {
            try
            {
                await queue.ChangeAsync(change).ConfigureAwait(false);
                return;
            }
            catch (WorkbenchException error) when (write < MostWrites)
            {
                TellTrouble(error);
                await Task.Delay(WriteInterval, options.Clock).ConfigureAwait(false);
            }
        }
    }

    private async Task TellOthersAsync(QueuedRun run, RunResult? result, QueueVerdict verdict)
    {
        var told = new QueueEvent(
            QueueEvent.Ended,
            options.Clock.GetUtcNow(),
            run.Number,
            run.Protocol,
            result?.Folder.Name,
            verdict.Status == QueuedStatus.Waiting ? "repeated" : verdict.Status.ToString().ToLowerInvariant(),
            verdict.Reason ?? "All points are measured.");
        IEnumerable<QueueEvent> events = verdict.NeedsPerson ? [told, told with { Event = QueueEvent.NeedsPerson }] : [told];
        foreach (QueueEvent each in events)
        {
            foreach (string fault in await options.Hooks.TellAsync(each).ConfigureAwait(false))
            {
                options.Tell(fault);
            }
        }
    }

    private static QueuedRun WithLast(QueuedRun run, Func<QueueAttempt, QueueAttempt> change) =>
        run with { Attempts = [.. run.Attempts.SkipLast(1), change(run.Attempts[^1])] };

    private async Task WaitAsync()
    {
        Task pause = Task.Delay(Look, options.Clock, stop);
        await Task.WhenAny([pause, .. active.Values]).ConfigureAwait(false);
        foreach ((int number, Task task) in active.Where(each => each.Value.IsCompleted).ToArray())
        {
            active.Remove(number);
            await task.ConfigureAwait(false); // a bug of the queue itself ends it
        }
    }
}
