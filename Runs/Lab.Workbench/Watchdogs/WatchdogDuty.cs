using System.Diagnostics;
using System.Threading.Channels;
using Lab.Benches;
using Lab.Instruments.Drivers.SafeStates;
using Lab.Modules;
using Lab.Quantities;
using Lab.Runs.Locks;
using Lab.Runs.Records;
using Lab.Workbench.Composition;

namespace Lab.Workbench.Watchdogs;

/// <summary>The watchdog's side: what its process does from its first line to its end.</summary>
/// <param name="orders">Where the run's orders come in, a line each.</param>
/// <param name="answers">Where the run hears that it is watched.</param>
/// <param name="messages">For the user: the error stream of the run's program.</param>
public sealed class WatchdogDuty(TextReader orders, TextWriter answers, TextWriter messages)
{
    /// <summary>Time that the system may take to end a process that was killed.</summary>
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(5);

    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    /// <summary>Watches until the run has ended, and makes the bench safe where the run did not.</summary>
    /// <returns>The fault that the process ends with; <see langword="null"/> where all is well.</returns>
    public async Task<WorkbenchFault?> CarryOutAsync()
    {
        // The terminal stops and ends whole groups of processes: what watches over a run is in none of its.
        OwnSession.Begin();
        using var signals = new IgnoredSignals();
        new Thread(Listen) { IsBackground = true }.Start();
        if (await NextAsync(patience: null).ConfigureAwait(false) is not { } first)
        {
            return WorkbenchFault.Request;
        }

        var order = WatchdogOrder.Read(first);
        LabRegistry registry;
        BenchDefinition bench;
        BenchLock taken;
        try
        {
            registry = BenchModules.Of(order.Modules).Registry;
            bench = Experiment.WithLimits(registry.NewReader().Read(order.Yaml, order.File), order.Limits);
            var holder = new LockHolder(
                order.ProcessId, order.Program, bench.Name, TimeProvider.System.GetUtcNow(), Environment.ProcessId);
            taken = await BenchLocks.AcquireAsync(bench, holder, line => WatchdogLog.Say(messages, line)).ConfigureAwait(false);
        }
        catch (WorkbenchException refusal)
        {
            Answer((refusal.Fault == WorkbenchFault.InUse ? WatchdogOrder.InUse : WatchdogOrder.Refused) + refusal.Message);
            return WorkbenchFault.Refused;
        }

        using (taken)
        {
            Answer(WatchdogOrder.Ready);
            await RehearseAsync(registry, bench).ConfigureAwait(false);
            return await WatchAsync(order, registry, bench).ConfigureAwait(false);
        }
    }

    // What the recipe needs is loaded and compiled before it is needed: when a run dies, milliseconds count.
    private static async Task RehearseAsync(LabRegistry registry, BenchDefinition bench)
    {
        await using BenchConnection twins = await BenchConnection.SimulateAsync(
            registry, bench, seed: 1, CancellationToken.None).ConfigureAwait(false);
        await twins.Bench.CarryOutSafeStateAsync(tell: null).ConfigureAwait(false);
    }

    private async Task<WorkbenchFault?> WatchAsync(WatchdogOrder order, LabRegistry registry, BenchDefinition bench)
    {
        RunFolder? folder = null;
        while (true)
        {
            string? line;
            try
            {
                line = await NextAsync(folder is null ? null : bench.HangTime).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await KillAsync(order.ProcessId).ConfigureAwait(false);
                return await TakeOverAsync(
                    $"Process {order.ProcessId} ({order.Program}) showed no sign of life for {bench.HangTime} and was killed",
                    registry,
                    bench,
                    folder!).ConfigureAwait(false);
            }

            switch (line)
            {
                case WatchdogOrder.Done:
                    return null;
                case WatchdogOrder.Beat:
                    Answer(WatchdogOrder.Beat);
                    break;
                case null:
                    return folder is null
                        ? null // nothing was switched on yet
                        : await TakeOverAsync(
                            $"Process {order.ProcessId} ({order.Program}) died", registry, bench, folder).ConfigureAwait(false);
                default:
                    folder = WatchdogOrder.FolderOf(line) is { } path ? RunFolder.Open(string.Empty, path) : folder;
                    break;
            }
        }
    }

    private async Task<WorkbenchFault?> TakeOverAsync(
        string reason, LabRegistry registry, BenchDefinition bench, RunFolder folder)
    {
        var log = new WatchdogLog(messages, folder);
        log.TakesOver(reason, bench.Name);
        await using BenchConnection connection = BenchConnection.ForSafeState(registry, bench);
        IReadOnlyList<SafeStateOutcome> outcomes = await connection.Bench.CarryOutSafeStateAsync(log.Tell).ConfigureAwait(false);
        string[] unsafeSteps =
            [.. outcomes.Where(outcome => outcome.Failure is not null).Select(outcome => outcome.Failure!.Message)];
        log.Finish(reason, unsafeSteps);
        return unsafeSteps.Length == 0 ? null : WorkbenchFault.Refused;
    }

    // Two programs must not drive one bench: the one that hangs might wake up.
    private static async Task KillAsync(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
            using var patience = new CancellationTokenSource(KillTime, TimeProvider.System);
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or OperationCanceledException
            or System.ComponentModel.Win32Exception)
        {
            // It is gone, or cannot be killed; the bench must be made safe either way.
        }
    }

    /// <summary>The next line; <see langword="null"/> when there will be none any more.</summary>
    /// <exception cref="OperationCanceledException">None came in time.</exception>
    private async ValueTask<string?> NextAsync(Duration? patience)
    {
        using CancellationTokenSource? deadline = patience is { } time
            ? new CancellationTokenSource(time.ToTimeSpan(), TimeProvider.System)
            : null;
        return await lines.Reader.WaitToReadAsync(deadline?.Token ?? CancellationToken.None).ConfigureAwait(false)
            && lines.Reader.TryRead(out string? line) ? line : null;
    }

    private void Listen()
    {
        try
        {
            while (orders.ReadLine() is { } line)
            {
                lines.Writer.TryWrite(line);
            }
        }
        catch (IOException)
        {
            // A pipe that broke is a run that died.
        }

        lines.Writer.Complete();
    }

    private void Answer(string line)
    {
        try
        {
            answers.WriteLine(line.ReplaceLineEndings(" "));
            answers.Flush();
        }
        catch (IOException)
        {
            // The run is dead, which its orders tell as well.
        }
    }
}
