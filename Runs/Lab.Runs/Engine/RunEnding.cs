using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;
using Serilog.Core;

namespace Lab.Runs.Engine;

/// <summary>The end of a measurement: analysis, calibrations, the last <c>run.json</c>, the report, and a record that is one
/// file. None of it hides how the measurement itself ended.</summary>
internal sealed class RunEnding(RunRequest request, IExperiment experiment, RunFolder folder, PointStore store, Logger log)
{
    private RunFolder folder = folder;
    private bool isRescued;

    /// <summary>Finishes a run whose bench is safe.</summary>
    /// <param name="info">How the measurement ended.</param>
    public RunOutcome Finish(RunInfo info)
    {
        var analysis = new Analysis();
        store.Waiting = null; // the bench is safe: a stop of the run now does not stop its record
        try
        {
            info = Rescue(info);

            // How the measurement ended is on record before anything that can go wrong with its analysis. It has no end yet, so
            // that a run that dies here can be resumed and is then analysed.
            Write(info);
            (info, analysis) = Analyse(info);
            bool areKept = KeepCalibrations(ref info, analysis);
            info = info with { Ended = areKept ? request.WallClock.GetUtcNow() : null };
            WriteEnd(info, analysis);
        }
        catch (RunException error)
        {
            // How the run ended is told all the same: what is not safe must be seen.
            log.Error("The end is not on record: {Reason}", error.Message);
            return new RunOutcome(Unrecorded(info, error.Message), folder, analysis);
        }
        catch (Exception bug)
        {
            info = info with { Ended = request.WallClock.GetUtcNow(), Reason = info.Reason ?? BugAfterwards(bug, "report") };
            try
            {
                WriteEnd(info, analysis with { Figures = [], Tables = [] });
            }
            catch (Exception error) when (error is RunException or IOException or UnauthorizedAccessException)
            {
                return new RunOutcome(Unrecorded(info, error.Message), folder, analysis);
            }
        }

        return new RunOutcome(isRescued ? info : Fold(info), folder, analysis);
    }

    /// <summary>Saves the points of a run whose folder is gone.</summary>
    private RunInfo Rescue(RunInfo info)
    {
        if (File.Exists(Path.Combine(folder.FullPath, PointStore.FileName)) && store.AreArraysInPlace)
        {
            return info;
        }

        RunFolder rescue = folder.CreateRescue();
        store.SaveTo(rescue.FullPath);
        log.Error("The folder {Folder} is gone; the points are in {Rescue}", folder.FullPath, rescue.FullPath);
        folder = rescue;
        isRescued = true;
        return info with
        {
            Run = rescue.Name,
            Reason =
                $"{(info.Reason is { } reason ? $"{reason} " : string.Empty)}The {info.Points} points that were measured are in "
                    + $"'{rescue.FullPath}'.",
        };
    }

    private (RunInfo Info, Analysis Analysis) Analyse(RunInfo info)
    {
        bool isDone = info.Status == RunStatus.Done;
        if (!isDone && info.Points == 0)
        {
            return (info, new Analysis());
        }

        try
        {
            request.Progress?.Invoke(
                new RunProgress(
                    (int)info.Points,
                    info.PlannedPoints,
                    "analysing",
                    Duration.FromSeconds(info.BenchSeconds),
                    null)
                { IsComputed = info.Computed });
            Analysis analysis = RunAnalysis.Of(experiment, folder.ReadData());
            analysis = analysis with
            {
                Calibrations = isDone
                ? [.. analysis.Calibrations.Select(record => record.Of(
                    info.Run, info.Bench, info.Simulated, request.WallClock.GetUtcNow()))]
                : []
            };
            return (info with
            {
                Reason = info.Reason ?? analysis.Failure,
                Results = analysis.Results,
                IsPartial = !isDone,
                Warnings = [.. info.Warnings, .. analysis.Warnings]
            }, analysis);
        }
        catch (RunException error)
        {
            return (info with { Reason = info.Reason ?? error.Message }, new Analysis());
        }
        catch (Exception bug)
        {
            return (info with
            {
                Reason = isDone ? BugAfterwards(bug, "analysis") : $"{info.Reason} {BugAfterwards(bug, "analysis")}"
            }, new Analysis());
        }
    }

    /// <summary>Keeps the calibrations that the run left, before the run is on record as ended: a run that dies in between is
    /// resumed, and keeps them then.</summary>
    /// <returns>Whether there is nothing left to keep.</returns>
    private bool KeepCalibrations(ref RunInfo info, Analysis analysis)
    {
        if (request.KeepCalibration is not { } keep || info is not { Status: RunStatus.Done, Reason: null })
        {
            return true;
        }

        try
        {
            List<string> made = [];
            foreach (CalibrationRecord record in analysis.Calibrations)
            {
                made.Add(keep(record));
            }

            info = info with { CalibrationsMade = made };
            return true;
        }
        catch (RunException error)
        {
            info = info with { Reason = $"{error.Message} 'lab resume {info.Run}' tries again." };
            return false;
        }
    }

    private void Write(RunInfo info)
    {
        if (!isRescued)
        {
            store.WriteHeader(RunFolder.ToJson(info));
        }

        folder.WriteInfo(info);
    }

    private void WriteEnd(RunInfo info, Analysis analysis)
    {
        Write(info);
        HtmlReport.Write(folder.FullPath, info, analysis, experiment.Columns);
    }

    // A record that keeps its journal is whole all the same; who copies it has to know.
    private RunInfo Fold(RunInfo info)
    {
        try
        {
            if (store.Fold() is { } held)
            {
                log.Warning("{Held}", held);
                return info with { Warnings = [.. info.Warnings, held] };
            }
        }
        catch (RunException error)
        {
            log.Error("The journal stays beside the record: {Reason}", error.Message);
            return info with { Warnings = [.. info.Warnings, $"The journal stays beside the record. {error.Message}"] };
        }

        return info;
    }

    private static RunInfo Unrecorded(RunInfo info, string why) => info with
    {
        Status = info.Status == RunStatus.Done ? RunStatus.Failed : info.Status,
        Reason = info.Reason is not { } reason ? $"How the run ended is not on record: {why}"
            : reason.Contains(why, StringComparison.Ordinal)
                ? $"{reason.TrimEnd('.')}. How the run ended is not on record either."
                : $"{reason.TrimEnd('.')}. How the run ended is not on record: {why}",
    };

    private string BugAfterwards(Exception bug, string step)
    {
        log.Fatal(bug, "Bug in Lab in the {Step}", step);
        return $"Bug in Lab in the {step}: {bug.Message} All points are recorded, and the log has its stack.";
    }
}
