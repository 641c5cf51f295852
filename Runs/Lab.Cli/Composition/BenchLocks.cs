using Lab.Benches;
using Lab.Cli.Watchdogs;
using Lab.Runs;
using Lab.Runs.Locks;
using Lab.Wires;

namespace Lab.Cli.Composition;

/// <summary>Takes benches for a command.</summary>
internal static class BenchLocks
{
    /// <summary>Time that a watchdog may take to make a bench safe, magnet included, before a command no longer waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Time for which a watchdog may be stopped, by a debugger or a person, before it is not waited for any more.</summary>
    private static readonly TimeSpan StoppedPatience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes a bench; waits while the watchdog of a run that died makes it safe.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="holder">Who takes it.</param>
    /// <param name="messages">For what the user should know.</param>
    /// <param name="endsStopped">Whether a watchdog that was stopped while it makes the bench safe is ended, since the caller is going to
    /// do that.</param>
    /// <exception cref="CommandException">A living program has it, or there is no telling.</exception>
    public static async Task<BenchLock> AcquireAsync(BenchDefinition bench, LockHolder holder, TextWriter messages, bool endsStopped = false)
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
                    await messages.WriteLineAsync($"Bench '{dead.Bench}' was left by {dead} without a word; its lock is taken over.").ConfigureAwait(false);
                }

                return taken;
            }
            catch (BenchInUseException error) when (error.Holder is { IsBeingMadeSafe: true } && TimeProvider.System.GetElapsedTime(began) < Patience)
            {
                if (!hasTold)
                {
                    await messages.WriteLineAsync($"{error.Message} Waiting for it.").ConfigureAwait(false);
                    hasTold = true;
                }

                int watchdog = error.Holder.WatchdogId!.Value;
                stoppedSince = StoppedWatchdog.Is(watchdog) ? stoppedSince ?? TimeProvider.System.GetTimestamp() : null;
                if (stoppedSince is { } since && TimeProvider.System.GetElapsedTime(since) > StoppedPatience)
                {
                    if (!endsStopped)
                    {
                        throw new CommandException(
                            $"The watchdog (process {watchdog}) of {error.Holder} is stopped and makes nothing safe. 'lab safe' ends it and does.", ExitCode.Refused);
                    }

                    await messages.WriteLineAsync($"The watchdog (process {watchdog}) is stopped and makes nothing safe; it is ended.").ConfigureAwait(false);
                    StoppedWatchdog.End(watchdog);
                    stoppedSince = null;
                }

                await Task.Delay(LookInterval, TimeProvider.System).ConfigureAwait(false);
            }
            catch (RunException error)
            {
                throw new CommandException(error.Message, ExitCode.Refused);
            }
        }
    }

    /// <inheritdoc cref="AcquireAsync(BenchDefinition, LockHolder, TextWriter, bool)"/>
    /// <summary>Takes a bench for this process.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="program">What this process does, in words.</param>
    /// <param name="messages">For what the user should know.</param>
    /// <param name="endsStopped">Whether a watchdog that was stopped while it makes the bench safe is ended.</param>
    public static Task<BenchLock> AcquireAsync(BenchDefinition bench, string program, TextWriter messages, bool endsStopped = false) => AcquireAsync(
        bench,
        new LockHolder(Environment.ProcessId, program, bench.Name, TimeProvider.System.GetUtcNow(), WatchdogId: null),
        messages,
        endsStopped);
}
