using Lab.Runs.Engine;
using Lab.Runs.Reports;

namespace Lab.Cli.Output;

/// <summary>Shows how far a run is: one line that is written over on a terminal, a line now and then elsewhere.</summary>
internal sealed class ProgressLine
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromMilliseconds(500);

    private readonly Terminal terminal;
    private readonly TimeProvider clock;
    private readonly TimeSpan interval;
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
        if (lastShown is { } shown && clock.GetElapsedTime(shown) < interval && progress.Done < progress.Planned)
        {
            return;
        }

        lastShown = clock.GetTimestamp();
        string left = progress.BenchTimeLeft is { } time ? $", {BenchTimeText.Format(time)} left" : string.Empty;
        Write($"{progress.Done}/{progress.Planned} points, {(progress.IsComputed ? "computed for" : "bench time")} {BenchTimeText.Format(progress.BenchTime)}{left}  {progress.Message}");
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

    private void Write(string line)
    {
        if (terminal.IsInteractive)
        {
            terminal.Error.Write($"\r{line.PadRight(shownLength)}");
            shownLength = line.Length;
        }
        else
        {
            terminal.Error.WriteLine(line);
        }

        terminal.Error.Flush();
    }
}
