using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Workbench.Observers;

/// <summary>Tells an observer that the run begins, where its guard is told.</summary>
/// <param name="guard">The guard behind it; <see langword="null"/> where nobody watches over the bench.</param>
/// <param name="told">The observer.</param>
internal sealed class ObservedGuard(IRunGuard? guard, ObserverQueue told) : IRunGuard
{
    /// <inheritdoc/>
    public void Begin(RunFolder folder)
    {
        guard?.Begin(folder);
        told.Tell(observer => observer.Started(folder.Name, folder.FullPath));
    }

    /// <inheritdoc/>
    public string? FindFault() => guard?.FindFault();

    /// <inheritdoc/>
    public void End() => guard?.End();
}
