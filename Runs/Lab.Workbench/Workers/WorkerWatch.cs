namespace Lab.Workbench.Workers;

/// <summary>Tells which workers are gone: those that said so, those whose process on this machine has ended, and those that
/// have not renewed their file for a while. Clocks of other machines are not asked.</summary>
/// <param name="folder">The folder of the items.</param>
/// <param name="time">This machine's clock.</param>
internal sealed class WorkerWatch(ItemFolder folder, TimeProvider time)
{
    /// <summary>How often a worker renews its file.</summary>
    public static readonly TimeSpan BeatTime = TimeSpan.FromSeconds(5);

    /// <summary>How long the file of a living worker may stay as it is: an overloaded file server is slow.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, (long Beat, long Since)> seen = [];

    /// <summary>Whether a worker is gone.</summary>
    /// <param name="name">Its name.</param>
    public bool IsGone(string name)
    {
        WorkerState? worker = folder.FindWorker(name);
        if (worker is not null && ItemFolder.HasGone(worker))
        {
            return true;
        }

        long beat = worker?.Beat ?? -1;
        if (!seen.TryGetValue(name, out (long Beat, long Since) last) || last.Beat != beat)
        {
            seen[name] = (beat, time.GetTimestamp());
            return false;
        }

        return time.GetElapsedTime(last.Since) > Lease;
    }
}
