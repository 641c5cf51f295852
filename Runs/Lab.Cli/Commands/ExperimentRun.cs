using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary>What <c>run</c> and <c>resume</c> do alike: rehearse, open the bench, carry out, show how it ended.</summary>
internal sealed class ExperimentRun(Terminal terminal, ExperimentOptions.Experiment experiment, string runsFolder, bool asJson)
{
    /// <summary>Carries out a new run.</summary>
    /// <exception cref="CommandException">The rehearsal failed or the bench does not open.</exception>
    public Task<int> StartAsync() => CarryOutAsync(RunEngine.RunAsync);

    /// <summary>Goes on with a recorded run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="acceptsChanges">Whether the bench may differ from how the run began.</param>
    /// <exception cref="CommandException">The rehearsal failed or the bench does not open.</exception>
    public Task<int> ResumeAsync(RunFolder folder, bool acceptsChanges) =>
        CarryOutAsync(request => RunEngine.ResumeAsync(request with { AcceptsChanges = acceptsChanges }, folder));

    private async Task<int> CarryOutAsync(Func<RunRequest, Task<RunOutcome>> run)
    {
        using var signals = new StopSignals(terminal.Error);
        (await Rehearsal.OfAsync(experiment, signals.Stop).ConfigureAwait(false)).RequireSuccess();
        await using BenchConnection connection = experiment.Simulate
            ? await BenchConnection.SimulateAsync(experiment.Bench, experiment.Seed, signals.Stop).ConfigureAwait(false)
            : await BenchConnection.OpenAsync(experiment.Bench, experiment.Seed, signals.Stop).ConfigureAwait(false);
        var progress = new ProgressLine(terminal, TimeProvider.System);
        using var pause = new PauseControls(terminal, signals.Stop);
        RunOutcome outcome = await run(new RunRequest(experiment.Protocol, experiment.Settings, connection.Bench, experiment.Seed, runsFolder)
        {
            BenchFile = experiment.BenchFile,
            Simulate = experiment.Simulate,
            Stop = signals.Stop,
            StopNow = signals.StopNow,
            Pause = pause.Switch,
            Progress = progress.Show,
        }).ConfigureAwait(false);
        progress.End();
        Show(outcome);
        return outcome.Info switch
        {
            { Unsafe.Count: > 0 } => ExitCode.Refused,
            { Status: RunStatus.Done, Reason: null } => ExitCode.Done,
            { Status: RunStatus.Aborted } => ExitCode.Aborted,
            _ => ExitCode.Refused,
        };
    }

    private void Show(RunOutcome outcome)
    {
        RunInfo info = outcome.Info;
        if (info.Reason is { } reason)
        {
            terminal.Error.WriteLine($"{info.Status}: {reason}");
        }

        foreach (string step in info.Unsafe)
        {
            terminal.Error.WriteLine($"NOT SAFE: {step} Bring it to its safe state by hand.");
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

        if (info.Results.Count > 0)
        {
            terminal.Write(ResultsTable.Of(info.Results));
        }

        string took = BenchTimeText.Format(Duration.FromSeconds(info.BenchSeconds));
        string retried = info.RetriedPoints > 0 ? $", {info.RetriedPoints} of them after a repeated reading" : string.Empty;
        terminal.Output.WriteLine($"{info.Points} points{retried} on bench '{info.Bench}'{(info.Simulated ? " (simulated)" : string.Empty)}, seed {info.Seed}, {took} of bench time");
        terminal.Output.WriteLine($"Report: {outcome.Folder.ReportFile}");
        if (info.Status != RunStatus.Done)
        {
            terminal.Output.WriteLine($"Go on with it: lab resume {info.Run}");
        }
    }
}
