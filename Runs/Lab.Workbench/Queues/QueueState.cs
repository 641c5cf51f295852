namespace Lab.Workbench.Queues;

/// <summary>The content of a queue: <c>queue.json</c>.</summary>
public sealed record QueueState
{
    /// <summary>The number of the run that is added next.</summary>
    public int NextNumber { get; init; } = 1;

    /// <summary>Whether no further run begins.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Why it is paused; <see langword="null"/> where a person paused it.</summary>
    public string? Reason { get; init; }

    /// <summary>The runs, in the order in which they are to be carried out; those that have ended among them.</summary>
    public IReadOnlyList<QueuedRun> Runs { get; init; } = [];

    /// <summary>The run of a number.</summary>
    /// <exception cref="WorkbenchException">There is none.</exception>
    public QueuedRun Get(int number) => Runs.FirstOrDefault(run => run.Number == number)
        ?? throw new WorkbenchException($"The queue has no run number {number}.", WorkbenchFault.Request);

    /// <summary>The state with one run changed; the same where it is gone meanwhile.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="change">Makes the new one.</param>
    public QueueState With(int number, Func<QueuedRun, QueuedRun> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Runs = [.. Runs.Select(run => run.Number == number ? change(run) : run)] };
    }
}
