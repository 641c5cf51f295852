using Lab.Benches.Safety;
using Lab.Instruments.Drivers;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Workbench.Desks;

/// <summary>Where a run meets people outside its process: it shows how far it is (<see cref="LiveState"/>), and takes orders
/// (<see cref="RunOrders"/>). The run itself neither waits for the desk nor hears of its troubles: all files are written and read
/// by a task beside it.</summary>
/// <param name="inner">Hears what the desk hears; <see langword="null"/> for nobody.</param>
/// <param name="pause">Holds the run; <see langword="null"/> where it cannot be held.</param>
/// <param name="stop">Ends the run after the point under way, from within the process.</param>
internal sealed class RunDesk(IRunObserver? inner, PauseSwitch? pause, CancellationToken stop) : IRunObserver, IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ShowInterval = TimeSpan.FromSeconds(1);

    private static readonly IReadOnlyList<LiveLimit> None = [];
    private static readonly IReadOnlyList<LiveSetting> NoneSet = [];

    private readonly TimeProvider clock = TimeProvider.System;
    private readonly CancellationTokenSource ordered = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private readonly CancellationTokenSource closing = new();
    private readonly Lock writing = new();
    private readonly HashSet<string> taken = []; // also those whose files cannot be taken away: an order is followed once
    private Progress latest = new(default, null);
    private Action<string> tell = _ => { };
    private OpenBench? bench;
    private Task serving = Task.CompletedTask;
    private long shownAt;
    private LiveState? shown;
    private string? trouble;

    /// <summary>Cancelled by an order to stop, or by the program itself.</summary>
    public CancellationToken Stop => ordered.Token;

    /// <summary>Lets the desk tell what the terminals of a bench are set to.</summary>
    /// <param name="open">The bench.</param>
    public void Follow(OpenBench open) => bench = open;

    /// <summary>Opens the desk of a run that begins.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="note">Tells the user of this process what others order.</param>
    public void Open(RunFolder folder, Action<string> note)
    {
        tell = note;
        serving = Task.Run(() => ServeAsync(folder.FullPath), CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Rehearsed(RunProgress progress, Duration? timeLeft) => inner?.Rehearsed(progress, timeLeft);

    /// <inheritdoc/>
    public void Started(string run, string folder) => inner?.Started(run, folder);

    /// <inheritdoc/>
    public void PointRecorded(RunProgress progress) => inner?.PointRecorded(progress);

    /// <inheritdoc/>
    public void Progressed(RunProgress progress, Duration? timeLeft)
    {
        Volatile.Write(ref latest, new Progress(progress, timeLeft));
        inner?.Progressed(progress, timeLeft);
    }

    /// <inheritdoc/>
    public void Noted(string note) => inner?.Noted(note);

    /// <inheritdoc/>
    public void NotSafe(IReadOnlyList<string> steps) => inner?.NotSafe(steps);

    /// <inheritdoc/>
    public void Finished(RunResult result) => inner?.Finished(result);

    /// <summary>Closes the desk: nothing is shown any more, and no order is taken.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        await serving.ConfigureAwait(false);
        ordered.Dispose();
        closing.Dispose();
    }

    private async Task ServeAsync(string folder)
    {
        using var ticks = new PeriodicTimer(Look, clock);

        // What lies there was meant for an earlier process of the run.
        Try(() => taken.UnionWith(RunOrders.Waiting(folder).Select(each => each.File)));
        Try(() => RunOrders.Clear(folder));
        try
        {
            while (await ticks.WaitForNextTickAsync(closing.Token).ConfigureAwait(false))
            {
                IReadOnlyList<(string File, RunOrder? Order)> waiting = [];
                Try(() => waiting = RunOrders.Waiting(folder));
                foreach ((string file, RunOrder? order) in waiting.Where(each => taken.Add(each.File)))
                {
                    await TakeAsync(folder, file, order).ConfigureAwait(false);
                }

                Try(() => Show(folder));
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            Try(() => RunOrders.Clear(folder));
        }
    }

    private async Task TakeAsync(string folder, string file, RunOrder? order)
    {
        if (order is null)
        {
            Try(() => tell($"An order in '{file}' is none of Lab's and was thrown away."));
            Try(() => File.Delete(file));
            return;
        }

        string outcome = Obey(order.Order);
        Try(() => RunOrders.Note(folder, new TakenOrder(clock.GetUtcNow(), order.Order, order.By, order.Given, outcome)));
        Try(() => File.Delete(file));
        shownAt = 0; // who ordered it waits to see it
        Try(() => tell($"{order.By} orders: {order.Order.ToString().ToLowerInvariant()}. {outcome}"));
        if (order.Order == OrderKind.Stop)
        {
            await ordered.CancelAsync().ConfigureAwait(false); // last: much of the run's end may be done in here
        }
    }

    private string Obey(OrderKind order)
    {
        switch (order)
        {
            case OrderKind.Stop:
                return "Stopping after the current point; the bench is made safe.";
            case OrderKind.Pause when pause is null:
            case OrderKind.Continue when pause is null:
                return $"{TakenOrder.Refused}the program that has the run cannot pause it.";
            case OrderKind.Pause:
                pause.Pause();
                return "Pausing after the current point; outputs stay as they are.";
            case OrderKind.Continue:
                pause.Continue();
                return "Going on.";
            default:
                throw new InvalidOperationException($"Bug in Lab: there is no order {order}.");
        }
    }

    /// <summary>Shows what the bench was left at, once it has been made safe.</summary>
    /// <param name="folder">The run's folder.</param>
    public void ShowLeft(string folder) => Try(() => Write(folder, StateNow()));

    private void Show(string folder)
    {
        if (shownAt != 0 && clock.GetElapsedTime(shownAt) < ShowInterval)
        {
            return;
        }

        shownAt = clock.GetTimestamp();
        LiveState state = StateNow();
        if (shown is null || !IsSame(state, shown))
        {
            Write(folder, state);
        }
    }

    private void Write(string folder, LiveState state)
    {
        lock (writing)
        {
            state.Write(folder);
            shown = state;
        }
    }

    private LiveState StateNow()
    {
        Progress now = Volatile.Read(ref latest);
        return new LiveState
        {
            Written = clock.GetUtcNow(),
            Done = now.Step.Done,
            Planned = now.Step.Planned,
            Step = now.Step.Message ?? string.Empty,
            BenchSeconds = now.Step.BenchTime.Seconds,
            SecondsLeft = now.Left?.Seconds,
            IsPaused = pause?.IsPaused ?? false,
            IsStopping = ordered.IsCancellationRequested,
            Limits = [.. (bench?.Approaches ?? []).Select(each => new LiveLimit(each.Limit, each.Nearest, each.Margin))],
            Settings =
            [
                .. (bench?.Settings ?? []).Select(each => new LiveSetting(each.Terminal.ToString(), each.Channel, each.Value)),
            ],
        };
    }

    // A run that waits, for days perhaps, writes nothing.
    private static bool IsSame(LiveState one, LiveState other) =>
        Bare(one) == Bare(other)
        && one.Limits.SequenceEqual(other.Limits) && one.Settings.SequenceEqual(other.Settings);

    // Lists are compared by what is in them; of a record they would be by where they are.
    private static LiveState Bare(LiveState state) => state with { Written = default, Limits = None, Settings = NoneSet };

    // A full disk or a folder that is gone is the record's matter; the desk says once that it cannot be seen. Nothing that goes
    // wrong here ends the desk, by which a run is stopped.
    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception error)
        {
            if (trouble is null)
            {
                trouble = error is IOException or UnauthorizedAccessException
                    ? error.Message
                    : $"Bug in Lab: {error.GetType().Name}: {error.Message}";
                tell($"The run can be neither watched nor ordered from outside for now: {trouble}");
            }
        }
    }

    private sealed record Progress(RunProgress Step, Duration? Left);
}
