using Lab.Runs;
using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Workbench.Queues;

/// <summary>Works a queue off: one run at a time on each bench, each as its terms say. What a process that died has left
/// under way is gone on with.</summary>
/// <param name="queue">The queue.</param>
/// <param name="options">How.</param>
public sealed class QueueServer(RunQueue queue, QueueServerOptions options)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan InterlockInterval = TimeSpan.FromSeconds(30);

    private const string WithQueue = "stopped with the queue";

    private readonly Dictionary<int, Task> active = [];
    private readonly Dictionary<int, long> interlockReadAt = [];

    /// <summary>Works the queue off until it is empty, or until it is stopped.</summary>
    /// <returns>Whether this process did so; false where another one does.</returns>
    /// <exception cref="WorkbenchException">The queue cannot be read or written.</exception>
    public async Task<bool> ServeAsync()
    {
        await using FileStream? served = queue.TryServe();
        if (served is null)
        {
            return false;
        }

        await queue.ChangeAsync(TakeOver).ConfigureAwait(false);
        while (!options.Stop.IsCancellationRequested)
        {
            QueueState state = await SkipAsync(queue.Read()).ConfigureAwait(false);
            bool isLeft = state.Runs.Any(run => run.Status == QueuedStatus.Waiting);
            if (active.Count == 0 && !options.Stays && (!isLeft || state.IsPaused))
            {
                return true;
            }

            if (!state.IsPaused)
            {
                await BeginAsync(state).ConfigureAwait(false);
            }

            await WaitAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(active.Values).ConfigureAwait(false);
        return true;
    }

    // What this finds under way has lost its process.
    private QueueState TakeOver(QueueState state) => state with
    {
        Runs = [.. state.Runs.Select(run => run.Status == QueuedStatus.Running ? AfterDeath(run) : run)],
    };

    private QueuedRun AfterDeath(QueuedRun run)
    {
        QueuedRun waiting = run with { Status = QueuedStatus.Waiting };
        RunFolder? folder = FindLeft(run);
        if (folder is null)
        {
            options.Tell($"Number {run.Number} had not begun when its process ended; it begins anew.");
            return waiting;
        }

        RunInfo info = folder.ReadInfo();
        QueuedRun known = WithLast(waiting, last => last with { Run = folder.Name });
        if (info is { Status: RunStatus.Done, Ended: not null })
        {
            options.Tell($"Number {run.Number} was done when its process ended: {folder.Name}.");
            return WithLast(known with { Status = QueuedStatus.Done }, last => last with { Ended = info.Ended });
        }

        options.Tell($"Number {run.Number} goes on with {folder.Name}, whose process ended before it did.");
        return known with { GoesOnWith = folder.Name };
    }

    private static RunFolder? FindLeft(QueuedRun run)
    {
        QueueAttempt last = run.Attempts[^1];
        return RunFolder.List(run.RunsFolder).LastOrDefault(folder => last.Run is { } name ? folder.Name == name : IsOf(folder));

        // A process may have died between making the run's folder and writing down its name.
        bool IsOf(RunFolder folder)
        {
            try
            {
                RunInfo info = folder.ReadInfo();
                return info.ProcessId == last.ProcessId && info.Started >= last.Began && info.Protocol == run.Protocol
                    && info.BenchFile == run.FrozenBench && info.Seed == run.Seed
                    && info.Settings.OrderBy(each => each.Key).SequenceEqual(run.Settings.OrderBy(each => each.Key));
            }
            catch (RunException)
            {
                return false;
            }
        }
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
            if (!isTurn || options.Stop.IsCancellationRequested || !await IsDueAsync(state, run).ConfigureAwait(false))
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
            || (terms.After is { } after && state.Get(after).Status != QueuedStatus.Done))
        {
            return false;
        }

        if (terms.Interlock is not { } interlock)
        {
            return true;
        }

        if (interlockReadAt.TryGetValue(run.Number, out long at) && options.Clock.GetElapsedTime(at) < InterlockInterval)
        {
            return false;
        }

        interlockReadAt[run.Number] = options.Clock.GetTimestamp();
        string? fault;
        try
        {
            fault = await QueuedExperiment.FindInterlockFaultAsync(run, interlock, options.Stop).ConfigureAwait(false);
        }
        catch (WorkbenchException error)
        {
            fault = error.Message; // the bench may be in use by a person; it is looked at again
        }

        if (fault != run.Reason)
        {
            await queue.ChangeAsync(now => now.With(run.Number, each => each with { Reason = fault })).ConfigureAwait(false);
        }

        return fault is null;
    }

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
                Observer = new QueueObserver(run.Number, NoteRun, options.Tell),
                Stop = options.Stop,
                StopNow = options.StopNow,
                Pause = new PauseSwitch(),
                WatchdogProgram = options.WatchdogProgram,
            };
            result = run.GoesOnWith is { } left
                ? await workbench.ResumeAsync(left, acceptsChanges: false, controls).ConfigureAwait(false)
                : await workbench.RunAsync(run.Protocol, run.Settings, run.Seed, controls).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WorkbenchException or RunException)
        {
            refusal = error.Message;
        }

        await SettleAsync(run, result, refusal).ConfigureAwait(false);
    }

    private void NoteRun(int number, string name) => queue.ChangeAsync(state => state.With(
        number, run => WithLast(run, last => last with { Run = name }))).GetAwaiter().GetResult();

    private async Task SettleAsync(QueuedRun run, RunResult? result, string? refusal)
    {
        bool isUnsafe = result is { Info.Unsafe.Count: > 0 };
        bool wasStopped = !isUnsafe && (result is { Info.Status: RunStatus.Aborted } || result is null)
            && options.Stop.IsCancellationRequested;
        string? reason = refusal ?? result?.Info.Reason;
        QueuedStatus status = result switch
        {
            { IsDone: true } => QueuedStatus.Done,
            _ when wasStopped => QueuedStatus.Waiting,
            { Info.Status: RunStatus.Aborted } when !isUnsafe => QueuedStatus.Aborted,
            _ when !isUnsafe && Failures(run) < run.Terms.Repeats => QueuedStatus.Waiting,
            _ => QueuedStatus.Failed,
        };
        bool needsPerson = isUnsafe || (status == QueuedStatus.Failed && run.Terms.OnFailure == FailurePolicy.Stop);
        await queue.ChangeAsync(state =>
        {
            QueueState settled = state.With(run.Number, each => WithLast(each, last => last with
            {
                Run = result?.Folder.Name ?? last.Run,
                Ended = options.Clock.GetUtcNow(),
                Reason = wasStopped ? WithQueue : reason,
            }) with
            {
                Status = status,
                Reason = status == QueuedStatus.Done ? null : reason,
                GoesOnWith = wasStopped ? result?.Folder.Name ?? run.GoesOnWith : null,
            });
            return needsPerson
                ? settled with { IsPaused = true, Reason = $"Number {run.Number} failed: {reason ?? "the bench is not safe"}" }
                : settled;
        }).ConfigureAwait(false);
        options.Tell(
            $"Number {run.Number} {(wasStopped ? "is stopped and waits" : $"is {status.ToString().ToLowerInvariant()}")}"
                + $"{(result is null ? string.Empty : $" ({result.Folder.Name})")}"
                + $"{(reason is null ? "." : $": {reason}")}");
        if (!wasStopped)
        {
            await TellOthersAsync(run, result, status, reason, needsPerson).ConfigureAwait(false);
        }
    }

    private async Task TellOthersAsync(QueuedRun run, RunResult? result, QueuedStatus status, string? reason, bool needsPerson)
    {
        var told = new QueueEvent(
            QueueEvent.Ended,
            options.Clock.GetUtcNow(),
            run.Number,
            run.Protocol,
            result?.Folder.Name,
            status == QueuedStatus.Waiting ? "repeated" : status.ToString().ToLowerInvariant(),
            reason ?? "All points are measured.");
        IEnumerable<QueueEvent> events = needsPerson ? [told, told with { Event = QueueEvent.NeedsPerson }] : [told];
        foreach (QueueEvent each in events)
        {
            foreach (string fault in await options.Hooks.TellAsync(each).ConfigureAwait(false))
            {
                options.Tell(fault);
            }
        }
    }

    // Tries that failed; those that were stopped with their process are gone on with, and count for nothing.
    private static int Failures(QueuedRun run) =>
        run.Attempts.Count(attempt => attempt is { Ended: not null, Reason: not (null or WithQueue) });

    private static QueuedRun WithLast(QueuedRun run, Func<QueueAttempt, QueueAttempt> change) =>
        run with { Attempts = [.. run.Attempts.SkipLast(1), change(run.Attempts[^1])] };

    private async Task WaitAsync()
    {
        Task pause = Task.Delay(Look, options.Clock, options.Stop);
        await Task.WhenAny([pause, .. active.Values]).ConfigureAwait(false);
        foreach ((int number, Task task) in active.Where(each => each.Value.IsCompleted).ToArray())
        {
            active.Remove(number);
            await task.ConfigureAwait(false); // a bug of the queue itself ends it
        }
    }
}
