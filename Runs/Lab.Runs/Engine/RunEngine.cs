using System.Reflection;
using Lab.Instruments;
using Lab.Instruments.Benches;
using Lab.Instruments.Clocks;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Serilog;
using Serilog.Core;
using Serilog.Formatting.Json;

namespace Lab.Runs.Engine;

/// <summary>
/// Carries a run out: prepare, measure and record point by point, bring the bench to its safe state however it ends, analyse,
/// report.
/// </summary>
public static class RunEngine
{
    /// <summary>The version of Lab that is written into records.</summary>
    public static string Version { get; } =
        typeof(RunEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Carries a run out.</summary>
    /// <returns>How it ended; a fault or a stop is an outcome and no exception.</returns>
    /// <exception cref="RunException">The run folder cannot be written; nothing was touched.</exception>
    public static async Task<RunOutcome> RunAsync(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        IExperiment experiment = request.Protocol.Create(request.Settings);
        IReadOnlyList<ReadData> data = experiment.LookAtData();
        var folder = RunFolder.Create(request.RunsFolder, request.Protocol.Name, request.WallClock.GetUtcNow());
        using IDisposable claim = folder.Claim();
        RunInfo info = Describe(request, experiment, folder.Name) with { Data = data };
        PointStore store;
        try
        {
            folder.WriteInfo(info);
            store = PointStore.Create(folder.FullPath, experiment.Columns);
        }
        catch
        {
            claim.Dispose();
            folder.Discard();
            throw;
        }

        await using Logger log = OpenLog(folder);
        using (store)
        {
            log.Information("Run {Run} of {Protocol} on bench {Bench} with seed {Seed}", info.Run, info.Protocol, info.Bench, info.Seed);
            foreach (string change in info.LimitChanges)
            {
                log.Warning("Limit changed for this run: {Change}", change);
            }

            var plan = new ExecutionPlan
            {
                Folder = folder.FullPath,
                Sink = store,
                Prepared = calibrations =>
                {
                    folder.WriteInfo(info with { Calibrations = calibrations });
                    return null;
                },
            };
            request.Guard?.Begin(folder);
            info = await new Execution(request, experiment, plan, log).RunAsync(info).ConfigureAwait(false);
        }

        return Finish(request, experiment, folder, info, log);
    }

    /// <summary>Goes on with a run that ended short of its last point: recorded points are kept, the others are measured.</summary>
    /// <param name="request">The request, with the protocol, settings and seed of the run; its runs folder is not used.</param>
    /// <param name="folder">The run.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="RunException">The run is done, is under way elsewhere, or something differs from how it began and
    /// <see cref="RunRequest.AcceptsChanges"/> is off. Nothing was touched.</exception>
    /// <remarks>On a virtual clock the twins live through the recorded points again, so that the resumed run equals an unbroken one
    /// to the last bit. On any other bench the experiment is prepared again and the first missing point is measured next.</remarks>
    public static async Task<RunOutcome> ResumeAsync(RunRequest request, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(folder);
        using IDisposable claim = folder.Claim();
        IExperiment experiment = request.Protocol.Create(request.Settings);
        RunInfo before = folder.ReadInfo();
        RunInfo now = Describe(request, experiment, folder.Name) with { Data = experiment.LookAtData() };
        ResumeCheck.RequireResumable(before, now);
        IReadOnlyList<string> differences = ResumeCheck.Differences(before, now, request.AcceptsChanges);
        RunInfo info;
        await using Logger log = OpenLog(folder);
        using (var store = PointStore.Continue(folder.FullPath, experiment.Columns))
        {
            if (!experiment.Learns && store.FirstDoubtful() is { } doubtful)
            {
                store.Withdraw(doubtful, "an instrument was not set as it should have been.");
            }

            long recorded = store.CountStored();
            info = now with
            {
                Started = before.Started,
                RetriedPoints = before.RetriedPoints,
                Calibrations = before.Calibrations,
                Points = recorded,
                Seams = [.. before.Seams, new RunSeam(recorded, request.WallClock.GetUtcNow(), ResumeCheck.HowItEnded(before), differences)],
            };
            folder.WriteInfo(info);
            if (recorded == experiment.PointCount)
            {
                // Nothing is left to measure; only the analysis is missing, and the bench is left alone.
                info = info with { Status = RunStatus.Done, BenchSeconds = recorded > 0 ? store.BenchSecondsOf(recorded - 1) : 0 };
                return Finish(request, experiment, folder, info, log);
            }

            log.Information("Resumed at point {Point} after it {Ended}; differences: {Differences}", recorded, info.Seams[^1].Before, differences);
            bool livesAgain = request.Bench.Clock is ISteppedClock && !experiment.IsComputed;
            if (!livesAgain)
            {
                experiment.Restore(folder.ReadData());
            }

            var plan = new ExecutionPlan
            {
                Folder = folder.FullPath,
                Sink = livesAgain ? new CatchUpSink(store, recorded) : store,
                FirstPoint = livesAgain ? 0 : (int)recorded,
                Recorded = recorded,
                TimeBefore = TimeBefore(),
                Prepared = calibrations =>
                {
                    IReadOnlyList<string> changed = ResumeCheck.DifferencesOfCalibrations(before.Calibrations, calibrations);
                    if (changed.Count > 0 && !request.AcceptsChanges)
                    {
                        return ResumeCheck.Refusal(changed);
                    }

                    info = info with { Calibrations = calibrations, Seams = [.. info.Seams.SkipLast(1), info.Seams[^1] with { Differences = [.. differences, .. changed] }] };
                    folder.WriteInfo(info);
                    store.Mark(new PointMark(recorded, PointMark.Seam, $"resumed after it {info.Seams[^1].Before}"));
                    return null;
                },
            };
            Duration TimeBefore() => experiment switch
            {
                { IsComputed: true } => Duration.FromSeconds(recorded > 0 ? store.BenchSecondsOf(recorded - 1) : 0),
                _ => livesAgain ? default : Duration.FromSeconds((request.WallClock.GetUtcNow() - before.Started).TotalSeconds),
            };

            request.Guard?.Begin(folder);
            RunInfo ended = await new Execution(request, experiment, plan, log).RunAsync(info).ConfigureAwait(false);
            info = ended with { Seams = info.Seams };
        }

        return Finish(request, experiment, folder, info, log);
    }

    /// <summary>Carries a run out without a record of it: on twins, before the bench is touched, or to collect its points in memory.</summary>
    /// <param name="request">The request; its runs folder is not used.</param>
    /// <param name="sink">Receives the points; <see langword="null"/> drops them.</param>
    /// <returns>How it ended, with bench time and points, but without results.</returns>
    public static async Task<RunInfo> RehearseAsync(RunRequest request, IPointSink? sink = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        IExperiment experiment = request.Protocol.Create(request.Settings);
        await using Logger silent = new LoggerConfiguration().CreateLogger();
        RunInfo info = Describe(request, experiment, "rehearsal");
        return await new Execution(request, experiment, new ExecutionPlan { Sink = sink }, silent).RunAsync(info).ConfigureAwait(false);
    }

    private static RunInfo Describe(RunRequest request, IExperiment experiment, string name) => new()
    {
        Run = name,
        Protocol = request.Protocol.Name,
        Status = RunStatus.Running,
        Seed = request.Seed,
        Simulated = request.Bench.IsSimulated,
        Computed = experiment.IsComputed,
        Version = Version,
        Started = request.WallClock.GetUtcNow(),
        ProcessId = Environment.ProcessId,
        PlannedPoints = experiment.PointCount,
        Settings = SettingsBinder.Write(request.Protocol.SettingsType, request.Settings),
        Bench = request.Bench.Definition.Name,
        BenchFile = request.BenchFile,
        Simulate = request.Simulate,
        HasRoughTwins = request.HasRoughTwins,
        LimitChanges = request.Bench.Definition.LimitChanges,
        Instruments =
        [
            .. request.Bench.Instruments.Select(instrument =>
            {
                InstrumentDefinition definition = request.Bench.Definition.Instruments.Single(i => i.Name == instrument.Name);
                return new InstrumentRecord(instrument.Name, definition.Driver, definition.Address, instrument.Identity.ToString());
            }),
        ],
        Limits = request.Bench.Limits,
    };

    private static Logger OpenLog(RunFolder folder) => new LoggerConfiguration()
        .WriteTo.File(new JsonFormatter(renderMessage: true), folder.LogFile, flushToDiskInterval: TimeSpan.FromSeconds(1))
        .CreateLogger();

    private static RunOutcome Finish(RunRequest request, IExperiment experiment, RunFolder folder, RunInfo info, Logger log)
    {
        var analysis = new Analysis();
        if (info.Status == RunStatus.Done)
        {
            // How the measurement ended is on record before anything that can go wrong with its analysis. It has no end yet, so that
            // a run that dies here can be resumed and is then analysed.
            try
            {
                folder.WriteInfo(info);
            }
            catch (RunException error)
            {
                return new RunOutcome(Unrecorded(info, error.Message), folder, analysis);
            }

            try
            {
                request.Progress?.Invoke(new RunProgress((int)info.Points, info.PlannedPoints, "analysing", Duration.FromSeconds(info.BenchSeconds), null) { IsComputed = info.Computed });
                analysis = experiment.Analyse(folder.ReadData());
                analysis = analysis with { Calibrations = [.. analysis.Calibrations.Select(record => record.Of(info, request.WallClock.GetUtcNow()))] };
                info = info with { Reason = analysis.Failure, Results = analysis.Results, Warnings = [.. info.Warnings, .. analysis.Warnings] };
            }
            catch (Exception bug)
            {
                info = info with { Reason = BugAfterwards(bug, "analysis", log) };
            }
        }

        info = info with { Ended = request.WallClock.GetUtcNow() };
        try
        {
            WriteEnd(experiment, folder, info, analysis);
        }
        catch (RunException error)
        {
            // How the run ended is told all the same: what is not safe must be seen.
            log.Error("The end is not on record: {Reason}", error.Message);
            return new RunOutcome(Unrecorded(info, error.Message), folder, analysis);
        }
        catch (Exception bug)
        {
            info = info with { Reason = info.Reason ?? BugAfterwards(bug, "report", log) };
            try
            {
                WriteEnd(experiment, folder, info, analysis with { Figures = [], Tables = [] });
            }
            catch (Exception error) when (error is RunException or IOException or UnauthorizedAccessException)
            {
                return new RunOutcome(Unrecorded(info, error.Message), folder, analysis);
            }
        }

        return new RunOutcome(info, folder, analysis);
    }

    private static void WriteEnd(IExperiment experiment, RunFolder folder, RunInfo info, Analysis analysis)
    {
        folder.WriteInfo(info);
        HtmlReport.Write(folder.FullPath, info, analysis, experiment.Columns);
    }

    private static RunInfo Unrecorded(RunInfo info, string why) => info with
    {
        Status = info.Status == RunStatus.Done ? RunStatus.Failed : info.Status,
        Reason = $"{(info.Reason is { } reason ? $"{reason.TrimEnd('.')}. " : string.Empty)}How the run ended is not on record: {why}",
    };

    private static string BugAfterwards(Exception bug, string step, Logger log)
    {
        log.Fatal(bug, "Bug in Lab in the {Step}", step);
        return $"Bug in Lab in the {step}: {bug.Message} All points are recorded, and the log has its stack.";
    }
}
