namespace Lab.Workbench.Queues;

/// <summary>Hears for a queue what its run is called, and what a person should know.</summary>
/// <param name="number">The number of the queued run.</param>
/// <param name="started">Told the run's name.</param>
/// <param name="tell">Told what a person should know.</param>
internal sealed class QueueObserver(int number, Action<int, string> started, Action<string> tell) : IRunObserver
{
    /// <inheritdoc/>
    public void Started(string run, string folder)
    {
        tell($"Number {number} is {run}.");
        started(number, run);
    }

    /// <inheritdoc/>
    public void Noted(string note) => tell($"Number {number}: {note}");

    /// <inheritdoc/>
    public void NotSafe(IReadOnlyList<string> steps)
    {
        foreach (string step in steps)
        {
            tell($"Number {number}: NOT SAFE: {step} Bring it to its safe state by hand.");
        }
    }
}
