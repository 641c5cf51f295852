using System.Diagnostics.CodeAnalysis;
using Lab.Quantities;
using Lab.Runs.Engine;

namespace Lab.Workbench.Observers;

/// <summary>Stands between a run and its observer: the run leaves its words here without waiting, and a thread of the queue's
/// own hands them
/// on.</summary>
/// <remarks>A pool thread that an observer blocks for ever would be missing elsewhere; a background thread keeps no program from
/// its
/// end.</remarks>
internal sealed class ObserverQueue
{
    /// <summary>Reports of progress that wait for a slow observer; older ones are dropped.</summary>
    private const int MostProgress = 1000;

    /// <summary>Time for which a run that has ended, and whose bench is closed, waits for its observer to hear of it.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);

    private readonly IRunObserver observer;
    private readonly object gate = new();
    private readonly LinkedList<Action<IRunObserver>> waiting = new();
    private readonly Queue<LinkedListNode<Action<IRunObserver>>> progress = new();
    private readonly TaskCompletionSource delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RemainingTime rehearsalTime = new(TimeProvider.System);
    private readonly RemainingTime runTime = new(TimeProvider.System);
    private int? recorded;
    private int dropped;
    private int failures;
    private Exception? firstFailure;
    private bool isEnded;

    private ObserverQueue(IRunObserver observer)
    {
        this.observer = observer;
        new Thread(Deliver) { IsBackground = true, Name = "Observer of a run" }.Start();
    }

    /// <summary>Starts the queue of an observer; <see langword="null"/> where there is none.</summary>
    /// <param name="observer">The observer.</param>
    [return: NotNullIfNotNull(nameof(observer))]
    public static ObserverQueue? Of(IRunObserver? observer) => observer is null ? null : new ObserverQueue(observer);

    /// <summary>Leaves a word that is never dropped.</summary>
    /// <param name="tell">Tells it.</param>
    public void Tell(Action<IRunObserver> tell) => Add(tell, isProgress: false);

    /// <summary>Leaves the progress of the rehearsal.</summary>
    /// <param name="step">How far it is.</param>
    public void TellRehearsal(RunProgress step)
    {
        Duration? left = LeftAfter(step, rehearsalTime);
        Add(each => each.Rehearsed(step, left), isProgress: true);
    }

    /// <summary>Leaves the progress of the run.</summary>
    /// <param name="step">How far it is.</param>
    public void TellProgress(RunProgress step)
    {
        Duration? left = LeftAfter(step, runTime);
        // The first word comes before the preparation, of a resumed run with its points of before.
        bool isPoint = step.Done > recorded;
        recorded = step.Done;
        Add(
            each =>
            {
                if (isPoint)
                {
                    each.PointRecorded(step);
                }

                each.Progressed(step, left);
            },
            isProgress: true);
    }

    /// <summary>Ends the queue: no word follows. Waits for the observer, but not for long.</summary>
    /// <returns>How much was dropped, and what was wrong with the observer.</returns>
    public async Task<(int Dropped, string? Fault)> EndAsync()
    {
        lock (gate)
        {
            isEnded = true;
            Monitor.Pulse(gate);
        }

        await Task.WhenAny(delivered.Task, Task.Delay(EndPatience, TimeProvider.System)).ConfigureAwait(false);
        lock (gate)
        {
            string? fault = !delivered.Task.IsCompleted
                ? $"The observer of the run is blocked: it did not hear all within {EndPatience.TotalSeconds:0} s of the end of "
                    + "the run."
                : firstFailure is null ? null
                : $"The observer of the run failed {failures} times, first with {firstFailure.GetType().Name}: "
                    + $"{firstFailure.Message}";
            return (dropped, fault);
        }
    }

    private static Duration? LeftAfter(RunProgress step, RemainingTime remaining)
    {
        remaining.Pass(step);
        return remaining.Left(step);
    }

    private void Add(Action<IRunObserver> tell, bool isProgress)
    {
        lock (gate)
        {
            LinkedListNode<Action<IRunObserver>> node = waiting.AddLast(tell);
            if (isProgress)
            {
                progress.Enqueue(node);
                if (progress.Count > MostProgress)
                {
                    waiting.Remove(progress.Dequeue());
                    dropped++;
                }
            }

            Monitor.Pulse(gate);
        }
    }

    private void Deliver()
    {
        while (Next() is { } tell)
        {
            try
            {
                tell(observer);
            }
            catch (Exception error) // whatever an observer does wrong is no matter of the run, and is told in its result
            {
                lock (gate)
                {
                    failures++;
                    firstFailure ??= error;
                }
            }
        }

        delivered.SetResult();
    }

    private Action<IRunObserver>? Next()
    {
        lock (gate)
        {
            while (waiting.First is null)
            {
                if (isEnded)
                {
                    return null;
                }

                Monitor.Wait(gate);
            }

            LinkedListNode<Action<IRunObserver>> first = waiting.First;
            waiting.RemoveFirst();
            if (progress.TryPeek(out LinkedListNode<Action<IRunObserver>>? oldest) && oldest == first)
            {
                progress.Dequeue();
            }

            return first.Value;
        }
    }
}
