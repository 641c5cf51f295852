using System.Reflection;
using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Reports;
using Lab.Runs.Settings;
using Serilog;
using Serilog.Core;

namespace Lab.Runs.Engine;

/// <summary>
/// Carries a run out: prepare, measure and record point by point, bring the bench to its safe state however it ends, analyse,
/// report.
/// </summary>
public static class RunEngine
{
    private const int RehearsedReadings = 10;

    /// <summary>The version of Lab that is written into records.</summary>
    public static string Version { get; } =
        typeof(RunEngine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split(
            '+')[0];

    /// <summary>Carries a run out.</summary>
    /// <returns>How it ended; a fault or a stop is an outcome and no exception.</returns>
    /// <exception cref="RunException">The run folder cannot be written, or what was asked for cannot be begun: a file or a
    /// calibration is missing. Nothing was measured, and no folder is left.</exception>
    public static async Task<RunOutcome> RunAsync(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        IExperiment experiment = request.Protocol.Create(request.Settings, request.Bench.Definition);
        IReadOnlyList<ReadData> data = experiment.LookAtData();
        var folder = RunFolder.Create(request.RunsFolder, request.Protocol.Name, request.WallClock.GetUtcNow());
        using IDisposable claim = folder.Claim();
        RunInfo info;
        PointStore store;
        try
        {
            info = Describe(request, experiment, folder.Name) with { Files = FilesOf(request, folder.FullPath), Data = data };
            folder.WriteInfo(info);
            store = PointStore.Create(folder.FullPath, experiment.Columns, RunFolder.ToJson(info));
        }
        catch
        {
            claim.Dispose();
            folder.Discard();
            throw;
        }

        using var log = RunLog.Open(folder);
        RunOutcome? outcome;
        using (store)
        {
            log.Logger.Information(
                "Run {Run} of {Protocol} on bench {Bench} with seed {Seed}", info.Run, info.Protocol, info.Bench, info.Seed);
            foreach (string change in info.LimitChanges)
            {
                log.Logger.Warning("Limit changed for this run: {Change}", change);
            }

            var plan = new ExecutionPlan
            {
                Folder = folder.FullPath,
                Sink = store,
                Store = store,
                Prepared = calibrations =>
                {
                    Write(folder, store, info with { Calibrations = calibrations });
                    return null;
                },
            };
            request.Guard?.Begin(folder);
            var execution = new Execution(request, experiment, plan, log.Logger);
            info = await execution.RunAsync(info).ConfigureAwait(false);
            outcome = execution.IsWrongStart && info.Unsafe.Count == 0
                ? null
                : new RunEnding(request, experiment, folder, store, log.Logger).Finish(info);
        }

        if (outcome is not null)
        {
            return Closed(outcome, log);
        }

        log.Close();
        claim.Dispose();
        folder.Discard();
        throw new RunException(info.Reason ?? "The run did not begin.");
    }

    /// <summary>Goes on with a run that ended short of its last point: recorded points are kept,
    /// the others are measured.</summary>
    /// <param name="request">The request, with the protocol, settings and seed of the run; its runs folder is not used.</param>
    /// <param name="folder">The run.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="RunException">The run is done, is under way elsewhere, or something differs from how it began and
    /// <see cref="RunRequest.AcceptsChanges"/> is off. Nothing was touched.</exception>
    /// <remarks>On a virtual clock the twins live through the recorded points again, so that the resumed run equals an unbroken
    /// one to the last bit; where the experiment and the twins are by shots, the last of them alone. On any other bench the
    /// experiment is prepared again and the first missing point is measured next.</remarks>
    public static async Task<RunOutcome> ResumeAsync(RunRequest request, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(folder);
        using IDisposable claim = folder.Claim();
        RunInfo before = folder.ReadInfo();
        List<RunFile> files = FilesOf(request, folder: null);
        List<string> differences = [.. ResumeCheck.DifferencesOfFiles(before, files, folder, request.AcceptsChanges)];
        IExperiment experiment = request.Protocol.Create(request.Settings, request.Bench.Definition);
        RunInfo now = Describe(request, experiment, folder.Name) with { Data = experiment.LookAtData() };
        ResumeCheck.RequireResumable(before, now);
        differences.AddRange(ResumeCheck.Differences(
            before, now, ResumeCheck.DifferencesOfBench(before, folder, request.BenchText), request.AcceptsChanges));
        RunInfo info;
        using var log = RunLog.Open(folder);
        using (var store = PointStore.Continue(folder.FullPath, experiment.Columns))
        {
            if (store.DropLost() is { } lost)
            {
                log.Logger.Warning("{Lost}", lost);
                request.Noticed?.Invoke(lost);
                differences.Add(lost);
            }

            if (!experiment.Learns && store.Stored.FirstDoubtful() is { } doubtful)
            {
                store.Withdraw(doubtful, "an instrument was not set as it should have been.");
            }

            long recorded = store.Stored.Count();
            if (recorded > experiment.PointCount)
            {
                throw new RunException(
                    $"The record has {recorded} points and the plan {experiment.PointCount}: it was changed by another program "
                        + "than Lab. Take an untouched copy of the run, or start a new one.");
            }

            info = now with
            {
                Started = before.Started,
                Settings = before.Settings,
                Files = files.Count == 0 ? before.Files : FilesOf(request, folder.FullPath, before.Files),
                RetriedPoints = before.RetriedPoints,
                Calibrations = before.Calibrations,
                Points = recorded,
                Seams =
                [
                    .. before.Seams,
                    new RunSeam(recorded, request.WallClock.GetUtcNow(), ResumeCheck.HowItEnded(before), differences)
                ],
            };
            var ending = new RunEnding(request, experiment, folder, store, log.Logger);
            if (recorded == experiment.PointCount)
            {
                // Nothing is left to measure; only the analysis is missing, and the bench is left alone.
                Write(folder, store, info);
                info = info with
                {
                    Status = RunStatus.Done,
                    BenchSeconds = recorded > 0 ? store.Stored.BenchSecondsOf(recorded - 1) : 0
                };
                return Closed(ending.Finish(info), log);
            }

            bool livesAgain = request.Bench.Clock is ISteppedClock && !experiment.IsComputed;
            long first = !livesAgain ? recorded : GoesOnAtShot(request.Bench, experiment) ? Math.Max(recorded - 1, 0) : 0;
            Duration timeBefore = default;
            if (!livesAgain)
            {
                double last = recorded > 0 ? store.Stored.BenchSecondsOf(recorded - 1) : 0;
                double byClock = (request.WallClock.GetUtcNow() - before.Started).TotalSeconds;
                if (!experiment.IsComputed && byClock < last)
                {
                    differences.Add(
                        "the computer's clock was set back: by it the run began "
                            + $"{ValueText.Format(byClock, "s", uncertainty: null)} ago, but its last point came "
                            + $"{ValueText.Format(last, "s", uncertainty: null)} "
                        + "after its beginning. How long the run was interrupted is not known; bench time goes on from "
                        + "that point");
                }

                timeBefore = Duration.FromSeconds(experiment.IsComputed ? last : Math.Max(last, byClock));
            }

            info = info with { Seams = [.. before.Seams, info.Seams[^1] with { Differences = [.. differences] }] };
            Write(folder, store, info);
            log.Logger.Information(
                "Resumed at point {Point} after it {Ended}; differences: {Differences}",
                recorded,
                info.Seams[^1].Before,
                differences);
            var plan = new ExecutionPlan
            {
                Folder = folder.FullPath,
                Sink = livesAgain ? new CatchUpSink(store, recorded) : store,
                Store = store,
                Points = first == 0 && livesAgain ? null : folder.ReadData(),
                FirstPoint = (int)first,
                GoesOnAt = livesAgain && first > 0 ? Duration.FromSeconds(store.Stored.BenchSecondsOf(first - 1)) : null,
                Recorded = recorded,
                TimeBefore = timeBefore,
                Prepared = calibrations =>
                {
                    IReadOnlyList<string> changed = ResumeCheck.DifferencesOfCalibrations(before.Calibrations, calibrations);
                    if (changed.Count > 0 && !request.AcceptsChanges)
                    {
                        return ResumeCheck.Refusal(changed);
                    }

                    info = info with
                    {
                        Calibrations = calibrations,
                        Seams = [.. info.Seams.SkipLast(1), info.Seams[^1] with { Differences = [.. differences, .. changed] }]
                    };
                    Write(folder, store, info);
                    store.Mark(new PointMark(recorded, PointMark.Seam, $"resumed after it {info.Seams[^1].Before}"));
                    return null;
                },
            };

            request.Guard?.Begin(folder);
            RunInfo ended = await new Execution(request, experiment, plan, log.Logger).RunAsync(info).ConfigureAwait(false);
            info = ended with { Seams = info.Seams };
            return Closed(ending.Finish(info), log);
        }
    }

    /// <summary>Carries a run out without a record of it: on twins, before the bench is touched,
    /// or to collect its points in memory.</summary>
    /// <param name="request">The request; its runs folder is not used.</param>
    /// <param name="sink">Receives the points; <see langword="null"/> drops them.</param>
    /// <returns>How it ended, with bench time and points, but without results.</returns>
    public static async Task<RunInfo> RehearseAsync(RunRequest request, IPointSink? sink = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        IExperiment experiment = request.Protocol.Create(request.Settings, request.Bench.Definition);
        await using Logger silent = new LoggerConfiguration().CreateLogger();
        RunInfo info = Describe(request, experiment, "rehearsal");
        return await new Execution(
            request,
            experiment,
            new ExecutionPlan { Sink = sink, MostPoints = RehearsedPointsOf(experiment) },
            silent).RunAsync(info).ConfigureAwait(false);
    }

    // The last recorded shot is taken again, and has to equal the record: a bench that is another one is noticed by it.
    private static bool GoesOnAtShot(IBench bench, IExperiment experiment) =>
        experiment.IsByShot && !experiment.Learns && bench.Shots is { IsRenewed: true } && bench.Definition.Interlocks.Count == 0;

    // Of what goes on until it is stopped, a few points tell limits and outputs.
    private static int? RehearsedPointsOf(IExperiment experiment) => experiment.IsOpenEnded ? RehearsedReadings : null;

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
        QueueNumber = request.QueueNumber,
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
                return new InstrumentRecord(
                    instrument.Name, definition.Driver, definition.Address, instrument.Identity.ToString());
            }),
        ],
        Limits = request.Bench.Limits,
    };

    /// <summary>The files that a run reads: those of its settings and its modules, its bench,
    /// and the device that this names.</summary>
    private static List<RunFile> FilesOf(RunRequest request, string? folder, IReadOnlyList<RunFile>? known = null)
    {
        List<RunFile> files = [.. request.Protocol.FilesOf(request.Settings).Concat(request.Modules)
            .Where(named => File.Exists(named.Path)).Select(named => Kept(to => RunFiles.Take(named, to)))];
        if (request.BenchText is not { } text)
        {
            return files;
        }

        string bench = request.BenchFile ?? $"{request.Protocol.DefaultBench}.yaml";
        files.Add(Kept(to => RunFiles.TakeText(RunFiles.Bench, bench, text, to)));
        if (RunFiles.DeviceOf(text, request.BenchFile) is { } device)
        {
            files.Add(Kept(to => RunFiles.Take(device, to)));
        }

        files.AddRange(request.Bench.Definition.Instruments.Select(instrument => instrument.DescriptionFile)
            .OfType<string>().Distinct()
            .Select(path => Kept(to => RunFiles.Take(new NamedFile(RunFiles.Description, path), to))));
        return files;

        // What a run read before it was resumed stands there already, under the path that it had then. A new run reads each file
        // once.
        RunFile Kept(Func<string?, RunFile> take)
        {
            RunFile? read = known is null ? null : take(null);
            return known?.FirstOrDefault(was => was.Setting == read!.Setting && was.Sha256 == read.Sha256) ?? take(folder);
        }
    }

    private static void Write(RunFolder folder, PointStore store, RunInfo info)
    {
        store.WriteHeader(RunFolder.ToJson(info));
        folder.WriteInfo(info);
    }

    private static RunOutcome Closed(RunOutcome outcome, RunLog log) =>
        log.Close() is { } failure
            ? outcome with { Info = outcome.Info with { Warnings = [.. outcome.Info.Warnings, failure] } }
            : outcome;
}
