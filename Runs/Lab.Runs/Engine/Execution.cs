using System.Globalization;
using Lab.Benches;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Serilog.Core;

namespace Lab.Runs.Engine;

/// <summary>One run while it is under way: the loop over its points, and whatever ends or interrupts it.</summary>
internal sealed partial class Execution(RunRequest request, IExperiment experiment, ExecutionPlan plan, Logger log)
{
    private static readonly TimeSpan WaitWorthTelling = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider clock = experiment.IsComputed ? request.WallClock : request.Bench.Clock;
    private readonly ExperimentContext context = new(request.Bench, request.Seed, request.Calibrations)
    {
        Folder = plan.Folder,
        Recorded = plan.Points
    };
    private readonly FaultPolicy policy = request.Bench.Definition.OnFault;
    private IMeasurement measurement = new NotPrepared();
    private Duration began;
    private Duration elapsed = plan.TimeBefore;
    private Duration prepared;
    private int done = plan.FirstPoint;
    private long retriedPoints;
    private IReadOnlyList<string> doubts = [];
    private bool wasRefused;
    private bool isPrepared;
    private bool isWaitTold;
    private readonly int pointCount = Math.Min(experiment.PointCount, plan.MostPoints ?? int.MaxValue);
    private string where = "preparation";

    /// <summary>Whether the run ended before it began: what it was asked for cannot be done, and nothing was measured.</summary>
    public bool IsWrongStart { get; private set; }

    private Duration Elapsed => elapsed = plan.TimeBefore + clock.Now() - began;

    /// <summary>Carries the run out and brings the bench to its safe state, however it ends.</summary>
    /// <param name="info">The facts of the run that are known so far.</param>
    /// <returns>The same with how it ended.</returns>
    public async Task<RunInfo> RunAsync(RunInfo info)
    {
        FollowRecord();
        (RunStatus status, string? reason) = await MeasureAllAsync().ConfigureAwait(false);
        await EndAsync(measurement).ConfigureAwait(false);
        IReadOnlyList<string> unsafeSteps = await MakeSafeAsync().ConfigureAwait(false);
        if (unsafeSteps.Count > 0)
        {
            request.NotSafe?.Invoke(unsafeSteps);
        }

        // A person knows what is not safe before the guard is let go.
        request.Guard?.End();
        log.Information(
            "Ended as {Status} after {Points} of {Planned} points: {Reason}",
            status,
            done,
            experiment.PointCount,
            reason ?? "all measured");
        return info with
        {
            Status = status,
            Reason = reason,
            Unsafe = unsafeSteps,
            Points = Math.Max(done, plan.Recorded),
            PlannedPoints = experiment.IsOpenEnded && status == RunStatus.Done ? done : info.PlannedPoints,
            Warnings = doubts,
            RetriedPoints = info.RetriedPoints + retriedPoints,
            BenchSeconds = BenchSecondsAtEnd(),
            Calibrations = wasRefused || context.CalibrationsUsed.Count == 0 ? info.Calibrations : context.CalibrationsUsed,
        };
    }

    // A record that another program holds is waited for; the watchdog must not take that for the run's death.
    private void FollowRecord()
    {
        if (plan.Store is not { } store)
        {
            return;
        }

        store.Waiting = wait =>
        {
            request.StopNow.ThrowIfCancellationRequested();
            if (!isWaitTold && wait.Waited >= WaitWorthTelling)
            {
                isWaitTold = true;
                log.Warning("At {Where}: {Wait}", where, wait.Message);
                request.Noticed?.Invoke($"At {where}, {wait.Message}.");
            }

            Report(wait.Message);
        };
        store.Noticed = note =>
        {
            log.Warning("{Note}", note);
            request.Noticed?.Invoke(note);
            doubts = [.. doubts, note];
        };
    }

    private async ValueTask<IReadOnlyList<string>> MakeSafeAsync()
    {
        IReadOnlyList<string> unsafeSteps;

        // No word with the bench's clock, which may be what failed.
        request.Bench.Progressed = progress => Report($"making safe: {progress}", elapsed, left: null, isOnTheWay: true);
        try
        {
            unsafeSteps = [.. (await request.Bench.MakeSafeAsync().ConfigureAwait(false)).Select(step => step.Message)];
        }
        catch (Exception bug)
        {
            log.Fatal(bug, "Bug in Lab while the bench was made safe");
            unsafeSteps = [$"Bug in Lab while the bench was made safe: {bug.Message}"];
        }

        foreach (string step in unsafeSteps)
        {
            log.Fatal("Not in its safe state: {Fault}", step);
        }

        return unsafeSteps;
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
            return null; // the instrument that could tell is gone; the fault that led here is reported
        }
    }

    private async Task<(RunStatus Status, string? Reason)> MeasureAllAsync()
    {
        try
        {
            began = clock.Now();
            request.Bench.FaultNoticed = note => log.Warning(
                "{Fault} of {Instrument} at {Where}, exchange repeated ({Attempt}): {Message}",
                note.Fault,
                note.Instrument,
                where,
                note.Attempt,
                note.Message);
            if (FindLackingCalibration() is { } lacking)
            {
                IsWrongStart = done == 0;
                return (RunStatus.Failed, lacking);
            }

            await EndExcessAsync().ConfigureAwait(false);
            foreach (Action<IBench, CalibrationsInForce> tell in request.GateIsTold)
            {
                tell(request.Bench, request.Calibrations);
            }

            Report("preparing");
            bool isTold = false;
            request.Bench.Progressed = progress =>
            {
                isTold = true;
                Report(progress.ToString(), isOnTheWay: true);
            };
            await PrepareAsync().ConfigureAwait(false);
            if (plan.Prepared(context.CalibrationsUsed) is { } refusal)
            {
                wasRefused = true;
                return (RunStatus.Failed, refusal);
            }

            if (isTold)
            {
                Report("measuring", isOnTheWay: true); // the time that points take begins here
            }

            TellOutputsLeftOn();
            PassOver();
            prepared = Elapsed;
            provenAt = prepared;
            haveSettingsGone = false;
            isPrepared = true;
            var row = new Row(experiment.Columns);
            for (int point = plan.FirstPoint; point < pointCount; point++)
            {
                await WaitUntilDueAsync(point).ConfigureAwait(false);
                if (await HoldBeforeAsync(point).ConfigureAwait(false) is { } end)
                {
                    if (end.Status == RunStatus.Aborted && experiment.IsOpenEnded && done > 0)
                    {
                        break; // a stop is its end
                    }

                    return end;
                }

                if (await ProveIfDueAsync().ConfigureAwait(false) is { } strayed)
                {
                    return strayed;
                }

                await MeasureAsync(point, row).ConfigureAwait(false);
                if (haveSettingsGone)
                {
                    point = TakeBack() - 1;
                    continue;
                }

                Duration perPoint = (Elapsed - prepared) / (done - plan.FirstPoint);
                Report(request.Progress is null ? string.Empty : DescribeDone(point), experiment.IsOpenEnded
                    ? null
                    : perPoint * (experiment.PointCount - done));
            }

            return await ProveAsync().ConfigureAwait(false) ?? (RunStatus.Done, null);
        }
        catch (OperationCanceledException) when (request.StopNow.IsCancellationRequested)
        {
            if (request.Guard?.FindFault() is { } fault)
            {
                return (RunStatus.Failed, $"{fault} (at {where})");
            }

            return (RunStatus.Aborted, $"stopped at once at {where}");
        }
        catch (Exception error)
            when (!isPrepared && done == 0 && error is RunException or SettingsException && error is not RecordHeldException)
        {
            IsWrongStart = true;
            log.Error("Not begun: {Reason}", error.Message);
            return (RunStatus.Failed, error.Message);
        }
        catch (Exception error) when (error is InstrumentException or BenchException or RunException)
        {
            string? damage = await FindDamageAsync().ConfigureAwait(false);
            string reason = damage is null
                ? $"{error.Message} (at {where})"
                : $"At {where}, {damage}. Lower the power or the current, or give the bench file a limit.";
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

    /// <summary>Looks for the calibrations that the experiment uses, before anything moves.</summary>
    /// <returns>Why the run cannot begin.</returns>
    private string? FindLackingCalibration()
    {
        where = "the calibrations";
        (CalibrationNeed Need, string Why)[] lacking =
        [
            .. experiment.Calibrations.Select(need => (need, why: request.Calibrations.Lacks(need)))
                .Where(each => each.why is not null).Select(each => (each.need, each.why!)),
        ];
        Doubt([.. lacking.Where(each => !each.Need.IsRequired).Select(each => each.Why)]);
        return lacking.Any(each => each.Need.IsRequired)
            ? string.Join(' ', lacking.Where(each => each.Need.IsRequired).Select(each => each.Why))
            : null;
    }

    private void Doubt(IReadOnlyList<string> found)
    {
        doubts = [.. doubts, .. found];
        foreach (string doubt in found)
        {
            log.Warning("{Doubt}", doubt);
        }
    }

    private async ValueTask WaitUntilDueAsync(int point)
    {
        try
        {
            await measurement.WaitUntilDueAsync(point, request.Stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (request.Stop.IsCancellationRequested)
        {
            // The stop is seen before the point.
        }
    }

    private string DescribeDone(int point) => point < plan.Recorded
        ? $"{experiment.Describe(point)} (living through recorded points again)"
        : experiment.Describe(point);

    private async ValueTask PrepareAsync()
    {
        where = "preparation";
        await RetryAsync(PrepareOnceAsync).ConfigureAwait(false);
        log.Information("Prepared after {BenchSeconds} s on the bench", Elapsed.Seconds);
    }

    // The shots that are on record took this time.
    private void PassOver()
    {
        if (plan.GoesOnAt is not { } at)
        {
            return;
        }

        Duration missing = began + at - clock.Now();
        if (missing < default(Duration) || clock is not ISteppedClock stepped)
        {
            throw new RunException(
                $"The preparation took longer ({Elapsed}) than in the run that is taken up, which was at {at} there. "
                + "Resume with the version of Lab and the bench file that the run began with, or start a new run.");
        }

        stepped.Advance(missing);
    }

    private async ValueTask PrepareOnceAsync()
    {
        IMeasurement prepared = request.Elsewhere is { } elsewhere
            ? await PrepareElsewhereAsync(elsewhere).ConfigureAwait(false)
            : await experiment.PrepareAsync(context, request.StopNow).ConfigureAwait(false);
        await EndAsync(measurement).ConfigureAwait(false);
        measurement = prepared;
    }

    private async ValueTask<IMeasurement> PrepareElsewhereAsync(IItemsElsewhere elsewhere)
    {
        if (experiment is not IItemExperiment items || plan.Folder is not { } folder)
        {
            throw new RunException(
                $"{request.Protocol.Name} has no independent items that other processes could compute. Run it with 'lab run'.");
        }

        IItemSource source = await elsewhere.BeginAsync(items, folder, request.StopNow).ConfigureAwait(false);
        return new ItemQueue(items, new CollectedWork(source));
    }

    // Items of a study that are ahead of the record would go on computing.
    private static ValueTask EndAsync(IMeasurement measurement) =>
        measurement is ItemQueue queue ? queue.DisposeAsync() : ValueTask.CompletedTask;

    private async ValueTask MeasureAsync(int point, Row row)
    {
        where = $"point {point}";
        long exchangesBefore = request.Bench.RetryCount;
        int repeated = await RetryAsync(
            async () =>
            {
                row.Clear();
                if (experiment.IsByShot)
                {
                    request.Bench.Shots?.Expect(point);
                }

                await measurement.MeasureAsync(point, row, request.StopNow).ConfigureAwait(false);
                await request.Bench.CheckAnswersAsync(request.StopNow).ConfigureAwait(false);
            },
            prepareAgain: true,
            () => where = $"point {point}, {experiment.Describe(point)}").ConfigureAwait(false);
        if (request.Bench.IsSimulated && await request.Bench.FindDamageAsync(request.StopNow).ConfigureAwait(false) is { } damage)
        {
            where = $"point {point}, {experiment.Describe(point)}";
            throw new RunException($"The sample did not survive the point: {damage}");
        }

        row.RequireComplete();
        long exchanges = request.Bench.RetryCount - exchangesBefore;
        if (repeated > 0 || exchanges > 0)
        {
            retriedPoints++;
            plan.Sink?.Mark(new PointMark(
                point,
                PointMark.Retried,
                string.Create(CultureInfo.InvariantCulture, $"measured {repeated + 1} times, {exchanges} exchanges repeated")));
        }

        plan.Sink?.Append(point, Elapsed.Seconds, row);
        isWaitTold = false;
        done++;
    }

    /// <summary>Does something, and does it again within the policy's bound where a fault may have been a passing one.</summary>
    /// <param name="act">The action.</param>
    /// <param name="prepareAgain">Whether the experiment is prepared again where an instrument lost its settings.</param>
    /// <param name="failing">Called before a fault is passed on.</param>
    /// <returns>How often it was repeated.</returns>
    private async ValueTask<int> RetryAsync(Func<ValueTask> act, bool prepareAgain = false, Action? failing = null)
    {
        bool settingsLost = false;
        for (int repeated = 0; ; repeated++)
        {
            try
            {
                if (repeated > 0)
                {
                    settingsLost |= await request.Bench.RecoverAsync(request.StopNow).ConfigureAwait(false);
                    haveSettingsGone |= settingsLost;
                    if (settingsLost && prepareAgain)
                    {
                        await PrepareOnceAsync().ConfigureAwait(false);
                        settingsLost = false;
                    }
                }

                await act().ConfigureAwait(false);
                return repeated;
            }
            catch (InstrumentException fault)
            {
                int attempts = policy.For(fault.Fault).PointRetries;
                if (repeated >= attempts || await FindDamageAsync().ConfigureAwait(false) is not null)
                {
                    failing?.Invoke();
                    throw;
                }

                log.Warning(
                    "{Fault} at {Where}, tried again ({Attempt} of {Attempts}): {Message}",
                    fault.Fault,
                    where,
                    repeated + 1,
                    attempts,
                    fault.Message);
            }
        }
    }

    private void Report(string message, Duration? left = null, bool isOnTheWay = false) =>
        Report(message, Elapsed, left, isOnTheWay);

    private void Report(string message, Duration passed, Duration? left, bool isOnTheWay)
    {
        request.Alive?.Invoke();
        request.Progress?.Invoke(new RunProgress(done, experiment.PointCount, message, passed, left)
        {
            IsComputed = experiment.IsComputed,
            IsOpenEnded = experiment.IsOpenEnded,
            IsOnTheWay = isOnTheWay,
        });
    }

    private sealed class NotPrepared : IMeasurement
    {
        public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) =>
            throw new InvalidOperationException($"Bug in Lab: point {point} was asked for before the preparation.");
    }
}
