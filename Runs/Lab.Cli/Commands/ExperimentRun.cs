using Lab.Benches;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Cli.Watchdogs;
using Lab.Instruments.Drivers;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Locks;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Wires.Transcripts;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary>What <c>run</c> and <c>resume</c> do alike: rehearse, open the bench, carry out, show how it ended.</summary>
internal sealed class ExperimentRun(Terminal terminal, ExperimentOptions.Experiment experiment, string runsFolder, bool asJson)
{
    private readonly CalibrationStore calibrations = experiment.StoreBeside(runsFolder);
    private bool isReplay;

    /// <summary>Bench time of what was carried out.</summary>
    public Duration Took { get; private set; }

    /// <summary>Written down to, where what goes over the wires is recorded.</summary>
    public TranscriptWriter? Transcript { get; init; }

    /// <summary>Carries out a new run.</summary>
    /// <exception cref="CommandException">The rehearsal failed or the bench does not open.</exception>
    public Task<int> StartAsync() => CarryOutAsync(RunEngine.RunAsync);

    /// <summary>Goes on with a recorded run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="acceptsChanges">Whether the bench may differ from how the run began.</param>
    /// <exception cref="CommandException">The rehearsal failed or the bench does not open.</exception>
    public Task<int> ResumeAsync(RunFolder folder, bool acceptsChanges) =>
        CarryOutAsync(request => RunEngine.ResumeAsync(request with { AcceptsChanges = acceptsChanges }, folder));

    /// <summary>Carries a new run out on a transcript in the place of the bench; there is nothing to rehearse or to
    /// watch.</summary>
    /// <exception cref="CommandException">The bench does not open as it did when the transcript was recorded.</exception>
    public async Task<int> ReplayAsync(TranscriptReader transcript)
    {
        isReplay = true;
        using var signals = new StopSignals(terminal.Error);
        (BenchConnection connection, ReplayWires wires) =
            await BenchConnection.ReplayAsync(experiment.Modules.Registry, experiment.Bench, transcript, signals.Stop)
                .ConfigureAwait(false);
        int exitCode;
        await using (connection.ConfigureAwait(false))
        {
            exitCode = await CarryOutAsync(RunEngine.RunAsync, connection, watchdog: null, signals).ConfigureAwait(false);
        }

        if (wires.Unread is not { } unread)
        {
            return exitCode;
        }

        terminal.Error.WriteLine(unread);
        return ExitCode.Refused;
    }

    private async Task<int> CarryOutAsync(Func<RunRequest, Task<RunOutcome>> run)
    {
        using var signals = new StopSignals(terminal.Error);
        experiment.TellRemarks(terminal.Error);
        await using Watchdog? watchdog = StartWatchdog();
        await RehearseAsync(watchdog, signals.Stop).ConfigureAwait(false);
        await using BenchConnection connection = experiment.Simulate
            ? await BenchConnection.SimulateAsync(
                experiment.Modules.Registry, experiment.Bench, experiment.Seed, signals.Stop, Transcript,
                    isRough: experiment.HasRoughTwins).ConfigureAwait(false)
            : await BenchConnection.OpenAsync(
                experiment.Modules.Registry, experiment.Bench, experiment.Seed, signals.Stop, Transcript,
                    experiment.HasRoughTwins).ConfigureAwait(false);
        return await CarryOutAsync(run, connection, watchdog, signals).ConfigureAwait(false);
    }

    private async Task<int> CarryOutAsync(
        Func<RunRequest, Task<RunOutcome>> run, BenchConnection connection, Watchdog? watchdog, StopSignals signals)
    {
        watchdog?.Follow(connection.Bench.Activity);
        foreach (string left
            in connection.Bench.OutputsLeftOn.Concat(connection.Bench.Excesses.Select(excess => excess.ToString())))
        {
            terminal.Error.WriteLine($"Left on: {left}");
        }

        using var stopNow =
            CancellationTokenSource.CreateLinkedTokenSource(signals.StopNow, watchdog?.Lost ?? CancellationToken.None);
        var progress = new ProgressLine(terminal, TimeProvider.System);
        using var pause = new PauseControls(terminal, signals.Stop);
        IReadOnlyList<string> notSafe = [];
        var request =
            new RunRequest(experiment.Protocol, experiment.Settings, Recorded(connection.Bench), experiment.Seed, runsFolder)
        {
            NotSafe = steps =>
            {
                notSafe = steps;
                progress.End();
                TellNotSafe(steps);
            },
            BenchFile = experiment.BenchFile,
            BenchText = BenchFiles.ReadText(experiment.BenchFile, experiment.Protocol.DefaultBench),
            Modules = [.. experiment.Modules.Files.Select(file => new NamedFile(RunFiles.Module, file.Path))],
            KeepCalibration = isReplay ? null : calibrations.Keep,
            Noticed = note =>
            {
                progress.End();
                terminal.Error.WriteLine(note);
            },
            Simulate = experiment.Simulate,
            HasRoughTwins = experiment.HasRoughTwins,
            Stop = signals.Stop,
            StopNow = stopNow.Token,
            Guard = watchdog,
            Alive = connection.Bench.Activity.Touch,
            Pause = pause.Switch,
            Calibrations = experiment.InForce(calibrations),
            Progress = progress.Show,
        };
        RunOutcome outcome;
        try
        {
            outcome = await run(request).ConfigureAwait(false);
        }
        catch (RunException error) when (notSafe.Count > 0)
        {
            throw new CommandException(error.Message, ExitCode.Refused); // whatever else failed, the bench is what counts
        }

        progress.End();
        Show(outcome);
        ShowCalibrations(outcome);
        Took = Duration.FromSeconds(outcome.Info.BenchSeconds);
        return outcome.Info switch
        {
            { Unsafe.Count: > 0 } => ExitCode.Refused,
            { Status: RunStatus.Done, Reason: null } => ExitCode.Done,
            { Status: RunStatus.Aborted } => ExitCode.Aborted,
            _ => ExitCode.Refused,
        };
    }

    // What is in this process goes with it; what is outside stays on, and needs somebody who switches it off.
    private IBench Recorded(OpenBench bench) => Transcript is null ? bench : new RecordedBench(bench, Transcript);

    private Watchdog? StartWatchdog() => experiment.Simulate || BenchLock.AddressesOf(experiment.Bench).Count == 0
        ? null
        : Watchdog.Start(
            experiment.Bench,
            BenchFiles.ReadText(experiment.BenchFile, experiment.Protocol.DefaultBench),
            experiment.BenchFile ?? $"{experiment.Protocol.DefaultBench}.yaml",
            $"a run of {experiment.Protocol.Name}",
            experiment.Limits,
            experiment.Modules.Files,
            terminal.Error);

    private async Task RehearseAsync(Watchdog? watchdog, CancellationToken stop)
    {
        if (experiment.Protocol.Needs.Count == 0)
        {
            return; // a study in the computer can harm nothing
        }

        Task ready = watchdog?.WaitUntilReadyAsync() ?? Task.CompletedTask;
        var progress = new ProgressLine(terminal, TimeProvider.System);
        Task<Rehearsal> rehearsal = Task.Run(
            () => Rehearsal.OfAsync(experiment, experiment.InForce(calibrations), stop, progress.ShowRehearsal),
                CancellationToken.None);
        await Task.WhenAny(ready.IsCompletedSuccessfully ? rehearsal : ready, rehearsal).ConfigureAwait(false);
        if (ready.IsFaulted)
        {
            await ready.ConfigureAwait(false); // the bench is somebody else's; the rehearsal is of no use
        }

        Rehearsal rehearsed = await rehearsal.ConfigureAwait(false);
        progress.End();
        rehearsed.RequireSuccess();
        await ready.ConfigureAwait(false);
    }

    private void ShowCalibrations(RunOutcome outcome)
    {
        foreach ((string id, CalibrationRecord record)
            in asJson ? [] : outcome.Info.CalibrationsMade.Zip(outcome.Analysis.Calibrations))
        {
            terminal.Output.WriteLine(
                $"Calibration in force: {id}{(record.Simulated ? " (for twins)" : string.Empty)}, until "
                    + "{record.ValidUntil:yyyy-MM-dd}");
        }
    }

    private void TellNotSafe(IReadOnlyList<string> steps)
    {
        foreach (string step in isReplay ? [] : steps) // no instrument was there
        {
            terminal.Error.WriteLine($"NOT SAFE: {step} Bring it to its safe state by hand.");
        }
    }

    private void Show(RunOutcome outcome)
    {
        RunInfo info = outcome.Info;
        if (info.Reason is { } reason)
        {
            terminal.Error.WriteLine($"{info.Status}: {reason}");
        }

        foreach (string difference in info.Seams is [.., var seam] ? seam.Differences : [])
        {
            terminal.Error.WriteLine($"Warning: resumed with a difference: {difference}");
        }

        foreach (string warning in info.Warnings)
        {
            terminal.Error.WriteLine($"Warning: {warning}");
        }

        if (asJson)
        {
            terminal.Output.WriteLine(RunJson.Of(info, outcome.Folder.FullPath));
            return;
        }

        foreach (ReadData data in info.Data)
        {
            terminal.Output.WriteLine($"Data of '{data.Setting}': {data}");
        }

        if (info.Results.Count > 0)
        {
            terminal.Write(ResultsTable.Of(info.Results));
        }

        string took = BenchTimeText.Format(Duration.FromSeconds(info.BenchSeconds));
        string retried = info.RetriedPoints > 0 ? $", {info.RetriedPoints} of them after a repeated reading" : string.Empty;
        terminal.Output.WriteLine(info.Computed
            ? $"{info.Points} points, seed {info.Seed}, computed in {took}"
            : $"{info.Points} points{retried} on bench '{info.Bench}'{(info.Simulated ? " (simulated)" : string.Empty)}, seed "
                + "{info.Seed}, {took} of bench time");
        if (File.Exists(outcome.Folder.ReportFile))
        {
            terminal.Output.WriteLine($"Report: {outcome.Folder.ReportFile}"); // a full disk leaves none
        }

        if (info.Status != RunStatus.Done || info.Ended is null)
        {
            terminal.Output.WriteLine($"Go on with it: lab resume {info.Run}");
        }
    }
}
