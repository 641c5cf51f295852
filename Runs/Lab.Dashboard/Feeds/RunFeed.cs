using Lab.Dashboard.Views;
using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Dashboard.Feeds;

/// <summary>Follows one run for all who watch it: one reader, whatever the number of viewers. A viewer takes what it lacks
/// when it is ready to; nothing is kept for it, so that one that is slow or frozen costs nothing.</summary>
internal sealed class RunFeed : IAsyncDisposable
{
    /// <summary>The most series that are followed at a time.</summary>
    public const int MostSeries = 64;

    // So many points are read before viewers are told: they see a long record grow.
    private const int PointsALook = 100_000;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(400);

    private readonly RunFolder run;
    private readonly Lock gate = new();
    private readonly Dictionary<SeriesKey, (FollowedSeries Series, int Holders)> series = [];
    private readonly TaskCompletionSource closed = NewSignal();
    private readonly Task looking;
    private TaskCompletionSource changed = NewSignal();
    private TaskCompletionSource wanted = NewSignal();
    private StateNow state;
    private volatile string? fault;

    /// <summary>Starts to follow a run.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="RunException">It cannot be read.</exception>
    public RunFeed(RunFolder run)
    {
        this.run = run;
        Log = new LogTail(run);
        state = new StateNow(RunStates.Read(run), 1);
        looking = Task.Run(LookAsync, CancellationToken.None);
    }

    /// <summary>The end of the run's log.</summary>
    public LogTail Log { get; }

    /// <summary>The run as it is now, and a number that rises when it changes.</summary>
    public StateNow State => Volatile.Read(ref state);

    /// <summary>Why the last look at the run failed; <see langword="null"/> where it did not.</summary>
    public string? Fault => fault;

    /// <summary>Whether the run has ended and all that viewers asked for was read.</summary>
    public bool IsComplete
    {
        get
        {
            lock (gate)
            {
                return State.State.IsEnded && series.Values.All(each => each.Series.IsCaughtUp);
            }
        }
    }

    /// <summary>Done when something has changed. Taken before one looks, it misses nothing.</summary>
    public Task WhenChanged()
    {
        lock (gate)
        {
            return changed.Task;
        }
    }

    /// <summary>Follows a series until <see cref="Leave"/> is called for it as often.</summary>
    /// <param name="key">The columns.</param>
    /// <exception cref="DashboardException">The run has no such columns of numbers, or too many series are followed.</exception>
    public FollowedSeries Follow(SeriesKey key)
    {
        IReadOnlyList<Column> columns = RecordedPoints.ReadColumns(run.FullPath);
        foreach (string name in key.Columns)
        {
            if (!columns.Any(column => column.Name == name && column.Kind == ColumnKind.Number))
            {
                throw new DashboardException(
                    404,
                    $"The run '{run.Name}' has no column of numbers '{name}'; it has "
                        + $"{string.Join(", ", columns.Select(column => column.Name))}.");
            }
        }

        lock (gate)
        {
            if (series.TryGetValue(key, out (FollowedSeries Series, int Holders) known))
            {
                series[key] = (known.Series, known.Holders + 1);
            }
            else
            {
                if (series.Count == MostSeries)
                {
                    throw new DashboardException(
                        429, $"The run '{run.Name}' is looked at in {MostSeries} ways already; close some of them.");
                }

                known = (new FollowedSeries(run.FullPath, key), 1);
                series[key] = known;
                wanted.TrySetResult();
            }

            return known.Series;
        }
    }

    /// <summary>Gives a series back: once nobody follows it, it is not read any more.</summary>
    /// <param name="key">The columns.</param>
    public void Leave(SeriesKey key)
    {
        lock (gate)
        {
            (FollowedSeries known, int holders) = series[key];
            if (holders == 1)
            {
                series.Remove(key);
            }
            else
            {
                series[key] = (known, holders - 1);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        closed.TrySetResult();
        await looking.ConfigureAwait(false);
    }

    private async Task LookAsync()
    {
        while (!closed.Task.IsCompleted)
        {
            bool isComplete;
            bool isBehind = false;
            try
            {
                (bool hasNew, isBehind) = Look();
                fault = null;
                isComplete = IsComplete;
                if (hasNew || isComplete)
                {
                    Tell();
                }
            }
            catch (Exception error)
            {
                // A record that another program holds, or a folder that was moved: viewers are told, and it is tried again.
                isComplete = false;
                fault = error is RunException or IOException or UnauthorizedAccessException
                    ? error.Message
                    : $"Bug in Lab: {error.GetType().Name}: {error.Message}";
                Put(State.State with { Reason = fault });
            }

            await WaitAsync(isComplete, isBehind).ConfigureAwait(false);
        }
    }

    // Of a run that has ended nothing changes; only a viewer who wants another series wakes its reader.
    private async Task WaitAsync(bool isComplete, bool isBehind)
    {
        if (isBehind)
        {
            await Task.Yield();
            return;
        }

        Task asked;
        lock (gate)
        {
            if (wanted.Task.IsCompleted)
            {
                wanted = NewSignal();
                return;
            }

            asked = wanted.Task;
        }

        Task[] reasons = isComplete
            ? [asked, closed.Task]
            : [asked, closed.Task, Task.Delay(LookInterval, TimeProvider.System)];
        await Task.WhenAny(reasons).ConfigureAwait(false);
    }

    private (bool HasNew, bool IsBehind) Look()
    {
        // The state first: points that come after it are seen by the next look, and none is missed at the end.
        RunState now = RunStates.Read(run);
        FollowedSeries[] followed;
        lock (gate)
        {
            followed = [.. series.Values.Select(each => each.Series)];
        }

        bool hasNew = Log.Read();
        foreach (FollowedSeries each in followed)
        {
            hasNew |= each.Read(PointsALook);
        }

        return (Put(now) | hasNew, followed.Any(each => !each.IsCaughtUp));
    }

    private bool Put(RunState now)
    {
        StateNow before = State;
        if (RunStates.AreEqual(before.State, now))
        {
            return false;
        }

        Volatile.Write(ref state, new StateNow(now, before.Version + 1));
        Tell();
        return true;
    }

    private void Tell()
    {
        TaskCompletionSource told;
        lock (gate)
        {
            told = changed;
            changed = NewSignal();
        }

        told.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The state of a run, as an event that all viewers share.</summary>
    internal sealed class StateNow(RunState state, int version)
    {
        private readonly Lazy<byte[]> bytes = new(() => ServerEvent.Of("state", state, DashboardJson.Default.RunState));

        /// <summary>The state.</summary>
        public RunState State { get; } = state;

        /// <summary>Rises with each change.</summary>
        public int Version { get; } = version;

        /// <summary>The event.</summary>
        public byte[] Event => bytes.Value;
    }
}
