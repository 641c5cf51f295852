using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Workbench.Queues;

/// <summary>What a process that died has left of a queued run.</summary>
internal sealed class LeftRun
{
    // A run that ends its process each time, as by a crash in a driver of the system, is not resumed for ever.
    private const int MostDeaths = 3;

    private readonly RunInfo? info;
    private readonly string? fault;

    private LeftRun(RunFolder? folder, RunInfo? info, string? fault)
    {
        Folder = folder;
        this.info = info;
        this.fault = fault;
    }

    /// <summary>The recorded run; <see langword="null"/> where it had not begun.</summary>
    public RunFolder? Folder { get; }

    /// <summary>When the recorded run ended; <see langword="null"/> where its process died before.</summary>
    public DateTimeOffset? Ended => info?.Ended;

    /// <summary>Looks for what is left.</summary>
    /// <param name="run">The queued run, which was under way.</param>
    /// <param name="taken">Recorded runs that belong to others of the queue, or to earlier tries.</param>
    public static LeftRun Of(QueuedRun run, IReadOnlySet<string> taken)
    {
        if (run.Attempts is not [.., var last])
        {
            return new LeftRun(null, null, null);
        }

        RunFolder.DiscardUnbegun(run.RunsFolder, run.Protocol, last.Began);
        IReadOnlyList<RunFolder> all = RunFolder.List(run.RunsFolder);
        if (last.Run is { } name)
        {
            RunFolder? named = all.LastOrDefault(folder => folder.Name == name);
            return named is null
                ? new LeftRun(null, null, null)
                : TryRead(named, out RunInfo? read) is { } fault
                    ? new LeftRun(named, null, fault)
                    : new LeftRun(named, read, null);
        }

        // A process may have died between making the run's folder and writing down its name, or before it wrote anything there.
        foreach (RunFolder folder in all.Reverse().Where(folder => !taken.Contains(folder.Name)))
        {
            if (TryRead(folder, out RunInfo? info) is null && info is not null && IsOf(run, last, info))
            {
                return new LeftRun(folder, info, null);
            }
        }

        return new LeftRun(null, null, null);
    }

    /// <summary>Judges what becomes of the queued run.</summary>
    /// <param name="run">The queued run, with the name of what is left.</param>
    public QueueVerdict Judge(QueuedRun run)
    {
        if (fault is not null)
        {
            return QueueVerdict.Of(run, info: null, fault);
        }

        if (info is { Ended: not null })
        {
            return QueueVerdict.Of(run, info, refusal: null);
        }

        int deaths = run.Attempts.Count(attempt => attempt.Ended is null);
        if (deaths >= MostDeaths)
        {
            string reason =
                $"Its process died {deaths} times before the run had ended. Look at its log before it is queued again.";
            return new QueueVerdict(QueuedStatus.Failed, reason, NeedsPerson: true, reason);
        }

        if (info is { Unsafe.Count: > 0 })
        {
            string reason = $"The bench is not safe: {string.Join(' ', info.Unsafe)}";
            return new QueueVerdict(QueuedStatus.Waiting, reason, NeedsPerson: true, reason) { GoesOn = true };
        }

        return Folder is null
            ? new QueueVerdict(QueuedStatus.Waiting, null, NeedsPerson: false, "It had not begun, and begins anew.")
            : new QueueVerdict(QueuedStatus.Waiting, null, NeedsPerson: false, $"It goes on with {Folder.Name}.")
            {
                GoesOn = true,
            };
    }

    private static string? TryRead(RunFolder folder, out RunInfo? info)
    {
        try
        {
            info = folder.ReadInfo();
            return null;
        }
        catch (RunException error)
        {
            info = null;
            return error.Message;
        }
    }

    // Runs of earlier versions do not tell their number.
    private static bool IsOf(QueuedRun run, QueueAttempt last, RunInfo info) =>
        info.ProcessId == last.ProcessId && info.Started >= last.Began && info.Protocol == run.Protocol
        && (info.QueueNumber is null || info.QueueNumber == run.Number)
        && info.BenchFile == run.FrozenBench && info.Seed == run.Seed
        && info.Settings.OrderBy(each => each.Key).SequenceEqual(run.Settings.OrderBy(each => each.Key));
}
