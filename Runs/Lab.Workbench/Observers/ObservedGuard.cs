using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Workbench.Desks;

namespace Lab.Workbench.Observers;

/// <summary>Tells an observer that the run begins, where its guard is told.</summary>
/// <param name="guard">The guard behind it; <see langword="null"/> where nobody watches over the bench.</param>
/// <param name="told">The observer.</param>
/// <param name="desk">The desk of the run, which opens with it.</param>
internal sealed class ObservedGuard(IRunGuard? guard, ObserverQueue told, RunDesk desk) : IRunGuard
{
    private string? place;

    /// <inheritdoc/>
    public void Begin(RunFolder folder)
    {
        place = folder.FullPath;
        guard?.Begin(folder);
        desk.Open(folder, note => told.Tell(observer => observer.Noted(note)));
        told.Tell(observer => observer.Started(folder.Name, folder.FullPath));
    }

    /// <inheritdoc/>
    public string? FindFault() => guard?.FindFault();

    /// <inheritdoc/>
    public void End()
    {
        guard?.End();
        if (place is not null)
        {
            desk.ShowLeft(place); // before the record says that the run has ended
        }
    }
}
