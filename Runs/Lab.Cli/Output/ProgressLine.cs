using Lab.Benches;
using Lab.Runs.Engine;
using Lab.Runs.Reports;
using Lab.Workbench;

namespace Lab.Cli.Output;

/// <summary>Shows how far a run is: one line that is written over on a terminal, a line now and then elsewhere. Time left is the
/// computer's, in which its reader waits; the bench's stands beside it.</summary>
internal sealed class ProgressLine
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan OnTheWayInterval = TimeSpan.FromSeconds(2);

    private readonly Terminal terminal;
    private readonly TimeProvider clock;
    private readonly TimeSpan interval;
    private readonly RemainingTime remaining;
    private readonly Lock writing = new();
    private long? lastShown;
    private int shownLength;

    public ProgressLine(Terminal terminal, TimeProvider clock)
    {
        this.terminal = terminal;
        this.clock = clock;
        remaining = new RemainingTime(clock);
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
        remaining.Pass(progress);
        TimeSpan after = progress.IsOnTheWay && !terminal.IsInteractive ? OnTheWayInterval : interval;
        if (!IsDue(after) && (progress.IsOnTheWay || progress.Done < progress.Planned))
        {
            return;
        }

        string bench = progress.IsComputed ? $"computed for {BenchTimeText.Format(progress.BenchTime)}"
            : progress.BenchTimeLeft is { } time
                ? $"bench time {BenchTimeText.Format(progress.BenchTime)} of {BenchTimeText.Format(progress.BenchTime + time)}"
                : $"bench time {BenchTimeText.Format(progress.BenchTime)}";
        Write(
            $"{progress.Done}{(progress.IsOpenEnded ? string.Empty : $"/{progress.Planned}")} points, {bench}{LeftOf(progress)} "
                + $" {progress.Message}");
    }

    /// <summary>Shows the progress of a rehearsal, once it takes longer than a moment.</summary>
    public void ShowRehearsal(RunProgress progress)
    {
        remaining.Pass(progress);
        lastShown ??= remaining.Began;
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

    private TimeSpan RehearsalInterval =>
        lastShown == remaining.Began || !terminal.IsInteractive ? TimeSpan.FromSeconds(2) : TerminalInterval;

    private bool IsDue(TimeSpan after)
    {
        if (lastShown is { } shown && clock.GetElapsedTime(shown) < after)
        {
            return false;
        }

        lastShown = clock.GetTimestamp();
        return true;
    }

    private string LeftOf(RunProgress progress) =>
        remaining.Left(progress) is { } left ? $", {BenchTimeText.Format(left)} left" : string.Empty;

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
