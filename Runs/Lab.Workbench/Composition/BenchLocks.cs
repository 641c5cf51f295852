using Lab.Benches;
using Lab.Runs;
using Lab.Runs.Locks;
using Lab.Wires;
using Lab.Workbench.Watchdogs;

namespace Lab.Workbench.Composition;

/// <summary>Takes benches for a command.</summary>
public static class BenchLocks
{
    /// <summary>Time that a watchdog may take to make a bench safe, magnet included, before a command no longer waits for
    /// it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Time for which a watchdog may be stopped, by a debugger or a person, before it is not waited for any
    /// more.</summary>
    private static readonly TimeSpan StoppedPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes a bench; waits while the watchdog of a run that died makes it safe.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="holder">Who takes it.</param>
    /// <param name="tell">Told what the user should know.</param>
    /// <param name="endsStopped">Whether a watchdog that was stopped while it makes the bench safe is ended, since the caller is
    /// going to
    /// do that.</param>
    /// <exception cref="WorkbenchException">A living program has it, or there is no telling.</exception>
    public static async Task<BenchLock> AcquireAsync(
        BenchDefinition bench, LockHolder holder, Action<string> tell, bool endsStopped = false)
    {
        long began = TimeProvider.System.GetTimestamp();
        long? stoppedSince = null;
        bool hasTold = false;
        while (true)
        {
            try
            {
                var taken = BenchLock.Acquire(bench, holder, new HostNames().Of);
                foreach (LockHolder dead in taken.TakenOver)
                {
                    tell($"Bench '{dead.Bench}' was left by {dead} without a word; its lock is taken over.");
                }

                return taken;
            }
            catch (BenchInUseException error)
                when (error.Holder is { IsBeingMadeSafe: true } && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                if (!hasTold)
                {
                    tell($"{error.Message} Waiting for it.");
                    hasTold = true;
                }

                int watchdog = error.Holder.WatchdogId!.Value;
                stoppedSince = StoppedWatchdog.Is(watchdog) ? stoppedSince ?? TimeProvider.System.GetTimestamp() : null;
                if (stoppedSince is { } since && TimeProvider.System.GetElapsedTime(since) > StoppedPatience)
                {
                    if (!endsStopped)
                    {
                        throw new WorkbenchException(
                            $"The watchdog (process {watchdog}) of {error.Holder} is stopped and makes nothing safe. 'lab safe' "
                                + "ends it and does.",
                            WorkbenchFault.Refused);
                    }

                    tell($"The watchdog (process {watchdog}) is stopped and makes nothing safe; it is ended.");
                    StoppedWatchdog.End(watchdog);
                    stoppedSince = null;
                }

                await Task.Delay(LookInterval, TimeProvider.System).ConfigureAwait(false);
            }
            catch (BenchInUseException error)
            {
                throw new WorkbenchException(error.Message, WorkbenchFault.InUse);
            }
            catch (RunException error)
            {
                throw new WorkbenchException(error.Message, WorkbenchFault.Refused);
            }
        }
    }

    /// <inheritdoc cref="AcquireAsync(BenchDefinition, LockHolder, Action{string}, bool)" path="/remarks|/returns|/exception"/>
    /// <summary>Takes a bench for this process.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="program">The work of this process, in words.</param>
    /// <param name="tell">Told what the user should know.</param>
    /// <param name="endsStopped">Whether a watchdog that was stopped while it makes the bench safe is ended.</param>
    public static Task<BenchLock> AcquireAsync(
        BenchDefinition bench, string program, Action<string> tell, bool endsStopped = false) => AcquireAsync(
        bench,
        new LockHolder(Environment.ProcessId, program, bench.Name, TimeProvider.System.GetUtcNow(), WatchdogId: null),
        tell,
        endsStopped);
}
