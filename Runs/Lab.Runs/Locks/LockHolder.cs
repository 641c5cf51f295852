namespace Lab.Runs.Locks;

/// <summary>Who has a bench.</summary>
/// <param name="ProcessId">The process that works with the bench.</param>
/// <param name="Program">The work of the process, as its command line says: <c>lab run spin-diode</c>.</param>
/// <param name="Bench">The name of the bench.</param>
/// <param name="Since">When it took the bench, by the computer's clock.</param>
/// <param name="WatchdogId">The watchdog that keeps the lock for it; <see langword="null"/> where it has none.</param>
public sealed record LockHolder(int ProcessId, string Program, string Bench, DateTimeOffset Since, int? WatchdogId)
{
    /// <summary>Whether the process is gone while its watchdog still makes the bench safe.</summary>
    public bool IsBeingMadeSafe => WatchdogId is { } watchdog && ProcessLife.IsAlive(watchdog) && !ProcessLife.IsAlive(ProcessId);

    /// <summary>Whether the process or its watchdog is there.</summary>
    public bool IsThere => ProcessLife.IsAlive(ProcessId) || (WatchdogId is { } watchdog && ProcessLife.IsAlive(watchdog));

    /// <summary>The holder in words.</summary>
    public override string ToString() => $"process {ProcessId} ({Program}, since {Since.ToLocalTime():yyyy-MM-dd HH:mm:ss})";
}
