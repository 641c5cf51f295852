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
        var folder = RunFolder.Create(request.RunsFolder, request.Protocol.Name, request.WallClock.GetUtcNow());
        RunInfo info = Describe(request, experiment, folder.Name);
        PointStore store;
        try
        {
            folder.WriteInfo(info);
            store = PointStore.Create(folder.FullPath, experiment.Columns);
        }
        catch
        {
            folder.Discard();
            throw;
        }

        await using Logger log = new LoggerConfiguration()
            .WriteTo.File(new JsonFormatter(renderMessage: true), folder.LogFile, flushToDiskInterval: TimeSpan.FromSeconds(1))
            .CreateLogger();
        using (store)
        {
            log.Information("Run {Run} of {Protocol} on bench {Bench} with seed {Seed}", info.Run, info.Protocol, info.Bench, info.Seed);
            info = await new Execution(request, experiment, store, log).RunAsync(info).ConfigureAwait(false);
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
        return await new Execution(request, experiment, sink, silent).RunAsync(info).ConfigureAwait(false);
    }

    private static RunInfo Describe(RunRequest request, IExperiment experiment, string name) => new()
    {
        Run = name,
        Protocol = request.Protocol.Name,
        Status = RunStatus.Running,
        Seed = request.Seed,
        Simulated = request.Bench.IsSimulated,
        Version = Version,
        Started = request.WallClock.GetUtcNow(),
        ProcessId = Environment.ProcessId,
        PlannedPoints = experiment.PointCount,
        Settings = SettingsBinder.Write(request.Protocol.SettingsType, request.Settings),
        Bench = request.Bench.Definition.Name,
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

    private static RunOutcome Finish(RunRequest request, IExperiment experiment, RunFolder folder, RunInfo info, Logger log)
    {
        info = info with { Ended = request.WallClock.GetUtcNow() };
        var analysis = new Analysis();
        if (info.Status == RunStatus.Done)
        {
            // How the measurement ended is on record before anything that can go wrong with its analysis.
            folder.WriteInfo(info);
            try
            {
                request.Progress?.Invoke(new RunProgress((int)info.Points, info.PlannedPoints, "analysing", Duration.FromSeconds(info.BenchSeconds), null));
                analysis = experiment.Analyse(folder.ReadData());
                info = info with { Reason = analysis.Failure, Results = analysis.Results, Warnings = analysis.Warnings };
            }
            catch (Exception bug)
            {
                info = info with { Reason = BugAfterwards(bug, "analysis", log) };
            }
        }

        try
        {
            folder.WriteInfo(info);
            HtmlReport.Write(folder.FullPath, info, analysis, experiment.Columns);
        }
        catch (Exception bug) when (bug is not RunException)
        {
            info = info with { Reason = info.Reason ?? BugAfterwards(bug, "report", log) };
            folder.WriteInfo(info);
            HtmlReport.Write(folder.FullPath, info, analysis with { Figures = [], Tables = [] }, experiment.Columns);
        }

        return new RunOutcome(info, folder, analysis);
    }

    private static string BugAfterwards(Exception bug, string step, Logger log)
    {
        log.Fatal(bug, "Bug in Lab in the {Step}", step);
        return $"Bug in Lab in the {step}: {bug.Message} All points are recorded, and the log has its stack.";
    }

    /// <summary>One run while it is under way.</summary>
    private sealed class Execution(RunRequest request, IExperiment experiment, IPointSink? sink, Logger log)
    {
        private readonly TimeProvider clock = request.Bench.Clock;
        private readonly ExperimentContext context = new(request.Bench, request.Seed);
        private Duration began;
        private Duration elapsed;
        private int done;
        private string where = "preparation";

        private Duration Elapsed => elapsed = clock.Now() - began;

        public async Task<RunInfo> RunAsync(RunInfo info)
        {
            (RunStatus status, string? reason) = await MeasureAllAsync().ConfigureAwait(false);
            IReadOnlyList<string> unsafeSteps = await MakeSafeAsync().ConfigureAwait(false);
            foreach (string step in unsafeSteps)
            {
                log.Fatal("Not in its safe state: {Fault}", step);
            }

            log.Information("Ended as {Status} after {Points} of {Planned} points: {Reason}", status, done, experiment.PointCount, reason ?? "all measured");
            return info with
            {
                Status = status,
                Reason = reason,
                Unsafe = unsafeSteps,
                Points = done,
                BenchSeconds = BenchSecondsAtEnd(),
                Calibrations = context.CalibrationsUsed,
            };
        }

        private async ValueTask<IReadOnlyList<string>> MakeSafeAsync()
        {
            try
            {
                return [.. (await request.Bench.MakeSafeAsync().ConfigureAwait(false)).Select(step => step.Message)];
            }
            catch (Exception bug)
            {
                log.Fatal(bug, "Bug in Lab while the bench was made safe");
                return [$"Bug in Lab while the bench was made safe: {bug.Message}"];
            }
        }

        // The clock of a served bench may be what failed.
        private double BenchSecondsAtEnd()
        {
            try
            {
                return Elapsed.Seconds;
            }
            catch (InstrumentException)
            {
                return elapsed.Seconds;
            }
        }

        private async ValueTask<string?> FindDamageAsync()
        {
            try
            {
                return await request.Bench.FindDamageAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (InstrumentException)
            {
                return null; // whoever could tell is gone; the fault that led here is the one to report
            }
        }

        private async Task<(RunStatus Status, string? Reason)> MeasureAllAsync()
        {
            try
            {
                began = clock.Now();
                Report("preparing");
                await experiment.PrepareAsync(context, request.StopNow).ConfigureAwait(false);
                log.Information("Prepared after {BenchSeconds} s on the bench", Elapsed.Seconds);
                Duration prepared = Elapsed;
                var row = new Row(experiment.Columns);
                for (int point = 0; point < experiment.PointCount; point++)
                {
                    if (request.Stop.IsCancellationRequested)
                    {
                        return (RunStatus.Aborted, $"stopped after {done} of {experiment.PointCount} points");
                    }

                    await MeasureAsync(point, row).ConfigureAwait(false);
                    Duration perPoint = (Elapsed - prepared) / done;
                    Report(request.Progress is null ? string.Empty : experiment.Describe(point), perPoint * (experiment.PointCount - done));
                }

                return (RunStatus.Done, null);
            }
            catch (OperationCanceledException) when (request.StopNow.IsCancellationRequested)
            {
                return (RunStatus.Aborted, $"stopped at once at {where}");
            }
            catch (Exception error) when (error is InstrumentException or BenchException or RunException)
            {
                string? damage = await FindDamageAsync().ConfigureAwait(false);
                string reason = damage is null ? $"{error.Message} (at {where})" : $"At {where}, {damage}. Lower the power or the current, or give the bench file a limit.";
                log.Error("Failed at {Where}: {Reason}", where, reason);
                return (RunStatus.Failed, reason);
            }
            catch (Exception bug)
            {
                // A bug must not leave the bench as it is either; it is recorded, with its stack, and shown.
                log.Fatal(bug, "Bug in Lab at {Where}", where);
                return (RunStatus.Failed, $"Bug in Lab at {where}: {bug.Message} The log has its stack.");
            }
        }

        private async ValueTask MeasureAsync(int point, Row row)
        {
            where = $"point {point}";
            row.Clear();
            try
            {
                await experiment.MeasureAsync(point, row, request.StopNow).ConfigureAwait(false);
            }
            catch (InstrumentException)
            {
                where = $"point {point}, {experiment.Describe(point)}";
                throw;
            }

            if (request.Bench.IsSimulated && await request.Bench.FindDamageAsync(request.StopNow).ConfigureAwait(false) is { } damage)
            {
                where = $"point {point}, {experiment.Describe(point)}";
                throw new RunException($"The sample did not survive the point: {damage}");
            }

            row.RequireComplete();
            sink?.Append(point, Elapsed.Seconds, row);
            done++;
        }

        private void Report(string message, Duration? left = null) =>
            request.Progress?.Invoke(new RunProgress(done, experiment.PointCount, message, Elapsed, left));
    }
}
