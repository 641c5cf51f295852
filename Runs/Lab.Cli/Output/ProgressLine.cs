using Lab.Benches;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Reports;

namespace Lab.Cli.Output;

/// <summary>Shows how far a run is: one line that is written over on a terminal, a line now and then elsewhere. Time left is the
/// computer's, in which its reader waits; the bench's stands beside it.</summary>
internal sealed class ProgressLine
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan OnTheWayInterval = TimeSpan.FromSeconds(2);

    /// <summary>Time, or share of the points, after which an estimate is worth something.</summary>
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(3);
    private const double LeastShare = 0.02;
    private const int MostPassed = 400;
    private const int FewestPart = 4;

    private readonly Terminal terminal;
    private readonly TimeProvider clock;
    private readonly TimeSpan interval;
    private readonly List<(int Done, long At)> passed = [];
    private readonly Lock writing = new();
    private (int Done, long At)? first;
    private long? lastShown;
    private int shownLength;

    public ProgressLine(Terminal terminal, TimeProvider clock)
    {
        this.terminal = terminal;
        this.clock = clock;
        interval = terminal.IsInteractive ? TerminalInterval : PlainInterval;
    }

    /// <summary>Shows the progress, unless it has just been shown; the last point always is.</summary>
    public void Show(RunProgress progress)
    {
        lock (writing)
        {
            ShowOne(progress);
        }
    }

    private void ShowOne(RunProgress progress)
    {
        Pass(progress);
        TimeSpan after = progress.IsOnTheWay && !terminal.IsInteractive ? OnTheWayInterval : interval;
        if (!IsDue(after) && (progress.IsOnTheWay || progress.Done < progress.Planned))
        {
            return;
        }

        string bench = progress.IsComputed ? $"computed for {BenchTimeText.Format(progress.BenchTime)}"
            : progress.BenchTimeLeft is { } time ? $"bench time {BenchTimeText.Format(progress.BenchTime)} of {BenchTimeText.Format(progress.BenchTime + time)}"
            : $"bench time {BenchTimeText.Format(progress.BenchTime)}";
        Write($"{progress.Done}/{progress.Planned} points, {bench}{LeftOf(progress)}  {progress.Message}");
    }

    /// <summary>Shows the progress of a rehearsal, once it takes longer than a moment.</summary>
    public void ShowRehearsal(RunProgress progress)
    {
        (_, long began) = Pass(progress);
        lastShown ??= began;
        if (IsDue(RehearsalInterval))
        {
            Write($"Rehearsing on twins: {progress.Done} of {progress.Planned} points{LeftOf(progress)}");
        }
    }

    /// <summary>Ends the line, so that what follows starts on its own.</summary>
    public void End()
    {
        if (terminal.IsInteractive && shownLength > 0)
        {
            terminal.Error.WriteLine();
            shownLength = 0;
        }
    }

    /// <summary>Shows how far an instrument is on its way to the safe state.</summary>
    public void ShowSafeState(BenchProgress progress)
    {
        lock (writing)
        {
            if (IsDue(terminal.IsInteractive ? TerminalInterval : OnTheWayInterval))
            {
                Write($"making safe: {progress}");
            }
        }
    }

    private TimeSpan RehearsalInterval => lastShown == first?.At || !terminal.IsInteractive ? TimeSpan.FromSeconds(2) : TerminalInterval;

    private bool IsDue(TimeSpan after)
    {
        if (lastShown is { } shown && clock.GetElapsedTime(shown) < after)
        {
            return false;
        }

        lastShown = clock.GetTimestamp();
        return true;
    }

    // Preparing takes a time of its own: what points take counts from the last word before the first of them.
    private (int Done, long At) Pass(RunProgress progress)
    {
        long now = clock.GetTimestamp();
        if (first is not { } begin || progress.Done <= begin.Done)
        {
            begin = (progress.Done, now);
            first = begin;
            passed.Clear();
            passed.Add(begin);
        }
        else if (clock.GetElapsedTime(passed[^1].At, now) >= TerminalInterval)
        {
            passed.Add((progress.Done, now));
            if (passed.Count > MostPassed)
            {
                int place = 0;
                passed.RemoveAll(_ => place++ % 2 == 1);
            }
        }

        return begin;
    }

    // Points that a resumed run found in its record took no time. The first points of a process are slow, and points of a study differ:
    // what is left is estimated from the later half of the time, once there is enough of it.
    private string LeftOf(RunProgress progress)
    {
        if (first is not { } begin || progress.Done <= begin.Done || progress.Done >= progress.Planned || progress.IsOnTheWay)
        {
            return string.Empty;
        }

        int measured = progress.Done - begin.Done;
        long now = clock.GetTimestamp();
        TimeSpan elapsed = clock.GetElapsedTime(begin.At, now);
        if (elapsed < LeastTime && measured < LeastShare * (progress.Planned - begin.Done))
        {
            return string.Empty;
        }

        int enough = progress.Done - Math.Max(1, measured / FewestPart); // one slow point is no half of them
        (int done, long at) = passed.FindLast(pass => clock.GetElapsedTime(pass.At, now) >= elapsed / 2 && pass.Done <= enough);
        TimeSpan left = clock.GetElapsedTime(at, now) * ((double)(progress.Planned - progress.Done) / (progress.Done - done));
        return $", {BenchTimeText.Format(Duration.FromTimeSpan(left))} left";
    }

    private void Write(string line)
    {
        if (terminal.IsInteractive)
        {
            // A line that wraps cannot be written over.
            string fitting = terminal.ErrorWidth is { } width && line.Length >= width ? line[..Math.Max(0, width - 1)] : line;
            terminal.Error.Write($"\r{fitting.PadRight(shownLength)}");
            shownLength = fitting.Length;
        }
        else
        {
            terminal.Error.WriteLine(line);
        }

        terminal.Error.Flush();
    }
}
