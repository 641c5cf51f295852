using System.Runtime.CompilerServices;
using Lab.Benches;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Locks;
using Lab.Runs.Records;
using Lab.Wires.Transcripts;
using Lab.Workbench.Composition;
using Lab.Workbench.Desks;
using Lab.Workbench.Observers;
using Lab.Workbench.Watchdogs;
using Lab.Workbench.Workers;

namespace Lab.Workbench;

/// <summary>Carries an experiment out: lock and watchdog, rehearsal, the open bench, the run, the safe state.</summary>
/// <param name="experiment">The experiment.</param>
/// <param name="runsFolder">The folder of all runs.</param>
/// <param name="controls">How the caller follows the run and acts on it.</param>
public sealed class ExperimentRun(Experiment experiment, string runsFolder, RunControls controls)
{
    private readonly CalibrationStore calibrations = experiment.StoreBeside(runsFolder);

    /// <summary>Carries out a new run.</summary>
    /// <returns>How it ended; a fault of an instrument or a stop is a result and no exception.</returns>
    /// <exception cref="WorkbenchException">The rehearsal failed, the bench is in use or does not open; nothing was
    /// measured.</exception>
    /// <exception cref="RunException">The run's folder cannot be written, or a file or calibration is missing.</exception>
    public Task<RunResult> StartAsync() => ObservedAsync((told, desk) => CarryOutAsync(RunEngine.RunAsync, told, desk));

    /// <summary>Goes on with a recorded run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="acceptsChanges">Whether the bench may differ from how the run began.</param>
    /// <inheritdoc cref="StartAsync"/>
    public Task<RunResult> ResumeAsync(RunFolder folder, bool acceptsChanges) => ObservedAsync(
        (told, desk) => CarryOutAsync(
            request => RunEngine.ResumeAsync(
                request with
                {
                    AcceptsChanges = acceptsChanges,
                    Elsewhere = request.Elsewhere ?? (HasWorkers(folder) ? NewElsewhere(told) : null),
                },
                folder),
            told,
            desk));

    /// <summary>Carries a new run out on a transcript in the place of the bench. There is nothing to rehearse or to watch, and no
    /// calibration is kept.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <inheritdoc cref="StartAsync" path="/returns"/>
    /// <exception cref="WorkbenchException">The bench does not open as it did when the transcript was recorded.</exception>
    public Task<RunResult> ReplayAsync(TranscriptReader transcript) => ObservedAsync(async (told, desk) =>
    {
        (BenchConnection connection, ReplayWires wires) = await BenchConnection.ReplayAsync(
            experiment.Modules.Registry, experiment.Bench, transcript, controls.Stop).ConfigureAwait(false);
        RunResult result;
        await using (connection.ConfigureAwait(false))
        {
            result = await CarryOutAsync(
                RunEngine.RunAsync, connection, watchdog: null, told, desk, isReplay: true).ConfigureAwait(false);
        }

        return result with { Unread = wires.Unread };
    });

    // The caller's thread may be one that draws windows; a run on a virtual clock computes all the time.
    private Task<RunResult> ObservedAsync(Func<ObserverQueue, RunDesk, Task<RunResult>> carryOut) => Task.Run(async () =>
    {
        var desk = new RunDesk(controls.Observer, controls.Pause, controls.Stop);
        await using ConfiguredAsyncDisposable closing = desk.ConfigureAwait(false);
        var told = ObserverQueue.Of(desk);
        RunResult result;
        try
        {
            result = await carryOut(told, desk).ConfigureAwait(false);
            told.Tell(observer => observer.Finished(result));
        }
        catch
        {
            // What the observer heard stands before what the caller says of the error.
            await told.EndAsync().ConfigureAwait(false);
            throw;
        }

        (int dropped, string? fault) = await told.EndAsync().ConfigureAwait(false);
        return result with { DroppedProgress = dropped, ObserverFault = fault };
    });

    private async Task<RunResult> CarryOutAsync(
        Func<RunRequest, Task<RunOutcome>> run, ObserverQueue told, RunDesk desk)
    {
        foreach (string remark in experiment.Remarks)
        {
            Note(told, $"Note: {remark}");
        }

        await using Watchdog? watchdog = StartWatchdog(told);
        await RehearseAsync(watchdog, told).ConfigureAwait(false);
        if (!experiment.OpensBench)
        {
            return await CarryOutAsync(
                run, new NoBench(experiment.Bench), alive: null, watchdog, told, desk, isReplay: false).ConfigureAwait(false);
        }

        await using BenchConnection connection = experiment.Simulate
            ? await BenchConnection.SimulateAsync(
                experiment.Modules.Registry,
                experiment.Bench,
                experiment.Seed,
                controls.Stop,
                controls.Transcript,
                isRough: experiment.HasRoughTwins)
                .ConfigureAwait(false)
            : await BenchConnection.OpenAsync(
                experiment.Modules.Registry,
                experiment.Bench,
                experiment.Seed,
                controls.Stop,
                controls.Transcript,
                experiment.HasRoughTwins)
                .ConfigureAwait(false);
        return await CarryOutAsync(run, connection, watchdog, told, desk, isReplay: false).ConfigureAwait(false);
    }

    private async Task<RunResult> CarryOutAsync(
        Func<RunRequest, Task<RunOutcome>> run, BenchConnection connection, Watchdog? watchdog, ObserverQueue told,
        RunDesk desk, bool isReplay)
    {
        desk.Follow(connection.Bench);
        watchdog?.Follow(connection.Bench.Activity);

        // What is in this process goes with it; what is outside stays on, and needs a person who switches it off.
        foreach (string left in connection.Bench.OutputsLeftOn.Concat(
            connection.Bench.Excesses.Select(excess => excess.ToString())))
        {
            Note(told, $"Left on: {left}");
        }

        IBench bench = controls.Transcript is { } transcript && !isReplay
            ? new RecordedBench(connection.Bench, transcript)
            : connection.Bench;
        return await CarryOutAsync(run, bench, connection.Bench.Activity.Touch, watchdog, told, desk, isReplay)
            .ConfigureAwait(false);
    }

    private async Task<RunResult> CarryOutAsync(
        Func<RunRequest, Task<RunOutcome>> run, IBench bench, Action? alive, Watchdog? watchdog, ObserverQueue told,
        RunDesk desk, bool isReplay)
    {
        using var stopNow = CancellationTokenSource.CreateLinkedTokenSource(
            controls.StopNow, watchdog?.Lost ?? CancellationToken.None);
        IReadOnlyList<string> notSafe = [];
        var request = new RunRequest(experiment.Protocol, experiment.Settings, bench, experiment.Seed, runsFolder)
        {
            NotSafe = steps =>
            {
                notSafe = steps;
                if (!isReplay) // where no instrument was there
                {
                    told.Tell(observer => observer.NotSafe(steps));
                }
            },
            BenchFile = experiment.BenchFile,
            BenchText = experiment.ReadBenchText(),
            Modules = [.. experiment.Modules.Files.Select(file => new NamedFile(RunFiles.Module, file.Path))],
            KeepCalibration = isReplay ? null : calibrations.Keep,
            Noticed = note => Note(told, note),
            QueueNumber = controls.QueueNumber,
            Simulate = experiment.Simulate,
            HasRoughTwins = experiment.HasRoughTwins,
            Stop = desk.Stop,
            StopNow = stopNow.Token,
            Guard = new ObservedGuard(watchdog, told, desk),
            Alive = alive,
            Pause = controls.Pause,
            Calibrations = experiment.InForce(calibrations),
            Progress = told.TellProgress,
            Elsewhere = controls.Workers is null ? null : NewElsewhere(told),
        };
        try
        {
            var result = RunResult.Of(await run(request).ConfigureAwait(false));
            if (result.IsDone && HasWorkers(result.Folder)
                && await ItemsOf(result.Folder).RemoveAsync().ConfigureAwait(false) is { } left)
            {
                Note(told, left);
            }

            return result;
        }
        catch (RunException error) when (notSafe.Count > 0)
        {
            throw new WorkbenchException(error.Message, WorkbenchFault.Refused); // whatever else failed, the bench is what counts
        }
    }

    private static ItemFolder ItemsOf(RunFolder folder) => new(Path.Combine(folder.FullPath, ItemFolder.Name));

    private static bool HasWorkers(RunFolder folder) => ItemsOf(folder).Exists;

    private PointsElsewhere NewElsewhere(ObserverQueue told) => new(
        experiment,
        controls.Workers,
        controls.WorkerProgram ?? throw new WorkbenchException(
            "Workers compute the items of this run, and this program cannot start any. Go on with it by 'lab resume'.",
            WorkbenchFault.Request),
        note => Note(told, note));

    private Watchdog? StartWatchdog(ObserverQueue told) =>
        experiment.Simulate || !experiment.OpensBench || BenchLock.AddressesOf(experiment.Bench).Count == 0
        ? null
        : Watchdog.Start(
            WatchdogLaunch.Of(controls.WatchdogProgram),
            new WatchdogOrder(
                BenchFiles.ReadText(experiment.BenchFile, experiment.Protocol.DefaultBench),
                experiment.BenchFile ?? $"{experiment.Protocol.DefaultBench}.yaml",
                Environment.ProcessId,
                $"a run of {experiment.Protocol.Name}",
                experiment.Limits)
            {
                Modules = experiment.Modules.Files,
            },
            experiment.Bench.HangTime,
            message => Note(told, message));

    private async Task RehearseAsync(Watchdog? watchdog, ObserverQueue told)
    {
        if (experiment.Protocol is { Needs.Count: 0, PlansByBench: false })
        {
            return; // a study in the computer can harm nothing
        }

        Task ready = watchdog?.WaitUntilReadyAsync() ?? Task.CompletedTask;
        Task<Rehearsal> rehearsal = Task.Run(
            () => Rehearsal.OfAsync(
                experiment, experiment.InForce(calibrations), controls.Stop, told.TellRehearsal),
            CancellationToken.None);
        await Task.WhenAny(ready.IsCompletedSuccessfully ? rehearsal : ready, rehearsal).ConfigureAwait(false);
        if (ready.IsFaulted)
        {
            await ready.ConfigureAwait(false); // another program has the bench; the rehearsal is of no use
        }

        Rehearsal rehearsed = await rehearsal.ConfigureAwait(false);
        rehearsed.RequireSuccess();
        await ready.ConfigureAwait(false);
    }

    private static void Note(ObserverQueue told, string note) => told.Tell(observer => observer.Noted(note));
}
