using System.Diagnostics;
using Lab.Benches.Safety;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Records;

namespace Lab.Workbench.Watchdogs;

/// <summary>
/// The run's side of its watchdog: a process that has the bench's lock and its recipe, hears a beat while the run is alive, and
/// makes
/// the bench safe when the run dies or falls silent. The pipe between them tells of a death at once, whichever of the two dies.
/// </summary>
internal sealed class Watchdog : IRunGuard, IAsyncDisposable
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(1);

    /// <summary>Time without an answer to a beat after which the watchdog counts as frozen: long against a busy computer's
    /// delays.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    /// <summary>Time that a watchdog which was dismissed may take to end.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    /// <summary>Time that it may take to make the bench safe, magnet included.</summary>
    private static readonly TimeSpan SafePatience = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly Action<string> tell;
    private readonly Task<string?> answer;
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource stopBeating = new();
    private readonly TimeSpan interval;
    private readonly Lock writing = new();
    private Task beating = Task.CompletedTask;
    private long unansweredSince;
    private volatile bool hasBegun;
    private volatile bool hasEnded;

    private Watchdog(Process process, Duration hangTime, Action<string> tell)
    {
        this.process = process;
        this.tell = tell;
        TimeSpan quarter = hangTime.ToTimeSpan() / 4;
        interval = quarter < LongestInterval ? quarter : LongestInterval;
        answer = process.StandardOutput.ReadLineAsync();
    }

    /// <summary>Cancelled when the watchdog dies before its time.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Starts the watchdog of a bench. It takes the bench's lock.</summary>
    /// <param name="launch">The program that watches.</param>
    /// <param name="order">Bench, limits and modules of the run.</param>
    /// <param name="hangTime">Silence of the run after which it counts as hung.</param>
    /// <param name="tell">Told what the user should know.</param>
    /// <exception cref="WorkbenchException">The program does not start.</exception>
    public static Watchdog Start(WatchdogLaunch launch, WatchdogOrder order, Duration hangTime, Action<string> tell)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(launch.Program, launch.Arguments)
            {
                UseShellExecute = false,
                CreateNoWindow = true,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new WorkbenchException(
                $"The watchdog of the run cannot be started with '{launch.Program}': {error.Message}. Nothing was sent to the "
                    + "bench. "
                + WatchdogLaunch.Remedy,
                WorkbenchFault.Refused);
        }

        var watchdog = new Watchdog(process, hangTime, tell);
        watchdog.Send(order.ToLine());
        return watchdog;
    }

    /// <summary>Waits until the watchdog has the bench.</summary>
    /// <exception cref="WorkbenchException">Another program has it, or the watchdog does not start.</exception>
    public async Task WaitUntilReadyAsync()
    {
        string? line = await answer.ConfigureAwait(false);
        if (line == WatchdogOrder.Ready)
        {
            _ = ListenAsync();
            return;
        }

        if (line is not null && line.StartsWith(WatchdogOrder.InUse, StringComparison.Ordinal))
        {
            throw new WorkbenchException(line[WatchdogOrder.InUse.Length..], WorkbenchFault.InUse);
        }

        throw new WorkbenchException(
            line is not null && line.StartsWith(WatchdogOrder.Refused, StringComparison.Ordinal)
                ? line[WatchdogOrder.Refused.Length..]
                : "The watchdog process ended before it watched; nothing was sent to the bench. Try again; if it happens again, "
                    + "check memory and limits on processes.",
            WorkbenchFault.Refused);
    }

    /// <summary>Lets the beat follow the life of the run.</summary>
    /// <param name="activity">The activity of the bench, which the run and its instruments touch.</param>
    public void Follow(BenchActivity activity) => beating = BeatAsync(activity);

    /// <inheritdoc/>
    public void Begin(RunFolder folder)
    {
        hasBegun = true;
        Send(WatchdogOrder.RunLine(folder.FullPath));
    }

    /// <inheritdoc/>
    public string? FindFault() => lost.IsCancellationRequested
        ? "The watchdog process died, so that nobody would make the bench safe if this one did as well. Resume the run, which "
            + "starts another"
        : IsFrozen
        ? $"The watchdog (process {process.Id}) has not answered for {AnswerPatience.TotalSeconds:0} s, so that nobody would "
            + "make the bench safe if this process died. Resume the run, which starts another"
        : null;

    /// <inheritdoc/>
    public void End()
    {
        hasEnded = true;
        Send(WatchdogOrder.Done);
    }

    /// <summary>Lets the watchdog go; where the run never said that the bench is safe, it makes it so now.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopBeating.CancelAsync().ConfigureAwait(false);
        await beating.ConfigureAwait(false);
        if (!hasBegun && !hasEnded)
        {
            End();
        }

        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is dead already.
        }

        await WaitForEndAsync().ConfigureAwait(false);
        process.Dispose();
        stopBeating.Dispose();
    }

    private bool IsFrozen =>
        Interlocked.Read(ref unansweredSince) is not 0 and var since
            && TimeProvider.System.GetElapsedTime(since) > AnswerPatience;

    // Its end gives the lock back: who starts the next run right now must get it. One that is frozen has nothing left to do for a
    // bench that is safe, and would keep the lock for ever.
    private async ValueTask WaitForEndAsync()
    {
        TimeSpan patience = hasEnded ? EndPatience : SafePatience;
        using var deadline = new CancellationTokenSource(patience, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync().ConfigureAwait(false);
            tell(hasEnded
                ? $"The watchdog (process {process.Id}) did not end within {patience.TotalSeconds:0} s of the run and was "
                    + "killed; the run itself had made the bench safe as far as it says above."
                : $"NOT SAFE: the watchdog (process {process.Id}) did not make the bench safe within {patience.TotalSeconds:0} "
                    + "s and was killed. Run 'lab safe'.");
        }
    }

    private async Task BeatAsync(BenchActivity activity)
    {
        using var timer = new PeriodicTimer(interval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stopBeating.Token).ConfigureAwait(false))
            {
                if (activity.Silence <= interval && !IsFrozen)
                {
                    Send(WatchdogOrder.Beat);
                    Interlocked.CompareExchange(ref unansweredSince, TimeProvider.System.GetTimestamp(), 0);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }

    private async Task ListenAsync()
    {
        try
        {
            while (await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is not null)
            {
                Interlocked.Exchange(ref unansweredSince, 0);
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The pipe broke, which is a death as well.
        }

        if (!hasEnded)
        {
            await lost.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Send(string line)
    {
        try
        {
            lock (writing)
            {
                process.StandardInput.WriteLine(line);
                process.StandardInput.Flush();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is dead, which is noticed where its answers end.
        }
    }
}
