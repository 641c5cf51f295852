using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Wires.Transcripts;
using Lab.Workbench;
using Lab.Workbench.Workers;

namespace Lab.Cli.Commands;

/// <summary>The common face of <c>run</c>, <c>chain</c> and <c>resume</c>: signals and keys in,
/// progress and results out.</summary>
internal sealed class ShownRun(Terminal terminal, Experiment experiment, string runsFolder, bool asJson)
{
    /// <summary>Whether the page of the run is opened in the browser.</summary>
    public bool OpensPage { get; init; }

    /// <summary>Workers that compute the items of a study; <see langword="null"/> where this process does.</summary>
    public WorkerPlan? Workers { get; init; }

    /// <summary>Bench time of the run that ended.</summary>
    public Duration Took { get; private set; }

    /// <summary>Carries out a new run.</summary>
    /// <param name="transcript">Takes down all that goes over the wires; <see langword="null"/> where nothing is
    /// recorded.</param>
    public Task<int> StartAsync(TranscriptWriter? transcript = null) => ShowAsync(transcript, run => run.StartAsync());

    /// <summary>Goes on with a recorded run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="acceptsChanges">Whether the bench may differ from how the run began.</param>
    public Task<int> ResumeAsync(RunFolder folder, bool acceptsChanges) =>
        ShowAsync(transcript: null, run => run.ResumeAsync(folder, acceptsChanges));

    /// <summary>Carries a new run out on a transcript in the place of the bench.</summary>
    /// <param name="transcript">The transcript.</param>
    public Task<int> ReplayAsync(TranscriptReader transcript) => ShowAsync(transcript: null, run => run.ReplayAsync(transcript));

    private async Task<int> ShowAsync(TranscriptWriter? transcript, Func<ExperimentRun, Task<RunResult>> carryOut)
    {
        using var signals = new StopSignals(terminal.Error);
        using var pause = new PauseControls(terminal, signals.Stop);
        var face = new RunFace(terminal, OpensPage ? new PageOfRun(terminal, runsFolder) : null);
        var controls = new RunControls
        {
            Observer = face,
            Stop = signals.Stop,
            StopNow = signals.StopNow,
            Pause = pause.Switch,
            Transcript = transcript,
            Workers = Workers,
            WorkerProgram = WorkerOptions.Launch(),
        };
        RunResult result;
        try
        {
            result = await carryOut(new ExperimentRun(experiment, runsFolder, controls)).ConfigureAwait(false);
        }
        finally
        {
            face.End();
        }

        Show(result);
        Took = Duration.FromSeconds(result.Info.BenchSeconds);
        return result switch
        {
            { Unread: not null } or { Info.Unsafe.Count: > 0 } => ExitCode.Refused,
            { IsDone: true } => ExitCode.Done,
            { Info.Status: RunStatus.Aborted } => ExitCode.Aborted,
            _ => ExitCode.Refused,
        };
    }

    private void Show(RunResult result)
    {
        RunInfo info = result.Info;
        if (info.Reason is { } reason)
        {
            terminal.Error.WriteLine($"{info.Status}: {reason}");
        }

        IEnumerable<string> differences = info.Seams is [.., var seam] ? seam.Differences : [];
        foreach (string warning in differences.Select(
            difference => $"resumed with a difference: {difference}").Concat(info.Warnings))
        {
            terminal.Error.WriteLine($"Warning: {warning}");
        }

        if (asJson)
        {
            terminal.Output.WriteLine(RunJson.Of(info, result.Folder.FullPath));
        }
        else
        {
            ShowResults(result);
        }

        foreach (string last in new[] { result.Unread, result.ObserverFault }.OfType<string>())
        {
            terminal.Error.WriteLine(last);
        }
    }

    private void ShowResults(RunResult result)
    {
        RunInfo info = result.Info;
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
                + $"{info.Seed}, {took} of bench time");
        if (File.Exists(result.Folder.ReportFile))
        {
            terminal.Output.WriteLine($"Report: {result.Folder.ReportFile}"); // a full disk leaves none
        }

        if (info.Status != RunStatus.Done || info.Ended is null)
        {
            terminal.Output.WriteLine($"Go on with it: lab resume {info.Run}");
        }

        foreach ((string id, CalibrationRecord record) in info.CalibrationsMade.Zip(result.Analysis.Calibrations))
        {
            terminal.Output.WriteLine(
                $"Calibration in force: {id}{(record.Simulated ? " (for twins)" : string.Empty)}, until "
                    + $"{record.ValidUntil:yyyy-MM-dd}");
        }
    }
}
