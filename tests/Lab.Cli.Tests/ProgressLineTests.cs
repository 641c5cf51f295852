using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs.Engine;

namespace Lab.Cli.Tests;

public sealed class ProgressLineTests : IDisposable
{
    private readonly StringWriter error = new() { NewLine = "\n" };
    private readonly HandClock clock = new();

    public void Dispose() => error.Dispose();

    [Fact]
    public void Show_TimeLeft_IsTheComputersWithTheBenchsBesideIt()
    {
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: false), clock);
        line.Show(Progress(10, "resumed")); // ten points were in the record
        clock.Advance(4);
        line.Show(Progress(20, "346 MHz"));

        // Ten points took 4 s, so that eighty take 32 s; on the bench a point takes a minute.
        Assert.Equal(
            "10/100 points, bench time 10 min 00 s of 1 h 40 min  resumed\n20/100 points, bench time 20 min 00 s of 1 h 40 min, "
                + "32 s left  346 MHz\n",
            error.ToString());
    }

    [Fact]
    public void ShowRehearsal_SpeaksOnlyOfLongOnes()
    {
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: false), clock);
        line.ShowRehearsal(Progress(0, string.Empty));
        clock.Advance(1);
        line.ShowRehearsal(Progress(20, string.Empty));
        Assert.Empty(error.ToString());

        clock.Advance(2);
        line.ShowRehearsal(Progress(60, string.Empty));

        Assert.Equal("Rehearsing on twins: 60 of 100 points, 2 s left\n", error.ToString());
    }

    [Fact]
    public void Show_NarrowTerminal_NeverWraps()
    {
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: true) { ErrorWidth = 20 }, clock);

        line.Show(Progress(10, "346 MHz"));

        Assert.Equal("\r10/100 points, benc", error.ToString());
    }

    [Fact]
    public void Show_Preparing_TakesNoTimeOfThePoints()
    {
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: false), clock);
        line.Show(Progress(0, "preparing"));
        for (int i = 1; i <= 45; i++)
        {
            clock.Advance(1);
            line.Show(Progress(0, $"magnet {i * 100} of 4500 Oe, {45 - i} s left") with { IsOnTheWay = true });
        }

        clock.Advance(4);
        line.Show(Progress(4, "346 MHz"));

        // Four points took 4 s, so that 96 take 96 s, whatever the magnet took.
        Assert.Contains("  magnet 4400 of 4500 Oe, 1 s left\n", error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(", 1 min 36 s left  346 MHz\n", error.ToString(), StringComparison.Ordinal);
        Assert.InRange(error.ToString().Split('\n').Length, 20, 30); // a line every two seconds
    }

    [Fact]
    public void Show_FirstPointsSlow_ForgetsThem()
    {
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: false), clock);
        line.Show(Of(0));
        clock.Advance(1);
        line.Show(Of(1)); // a whole second for one of 10,000: nothing is said of what is left
        for (int i = 1; i <= 20; i++)
        {
            clock.Advance(0.5);
            line.Show(Of(1 + (100 * i)));
        }

        string[] lines = error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.DoesNotContain(" left", lines[1], StringComparison.Ordinal);
        Assert.Contains(" left", lines[^1], StringComparison.Ordinal);

        // At 200 points a second the last 7999 take 40 s.
        Assert.Contains(", 40 s left", lines[^1], StringComparison.Ordinal);

        static RunProgress Of(int done) =>
            new(done, 10_000, string.Empty, Duration.FromSeconds(done), null) { IsComputed = true };
    }

    [Fact]
    public void Show_OneSlowPoint_IsNotTakenForAll()
    {
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: false), clock);
        for (int i = 0; i <= 20; i++)
        {
            line.Show(Of(5 * i));
            clock.Advance(0.1);
        }

        clock.Advance(4);
        line.Show(Of(101));

        // The last quarter counts, 26 points in 4.6 s, of which one took 4 s: not 9899 times that, which were 11 h.
        Assert.EndsWith(", 29 min 11 s left  \n", error.ToString(), StringComparison.Ordinal);

        static RunProgress Of(int done) =>
            new(done, 10_000, string.Empty, Duration.FromSeconds(done), null) { IsComputed = true };
    }

    [Fact]
    public void Show_MakingSafeAfterTheLastPoint_IsNotALineForEachStep()
    {
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: false), clock);
        line.Show(Progress(100, "346 MHz"));
        for (int i = 0; i < 100; i++)
        {
            clock.Advance(0.1);
            line.Show(Progress(100, $"making safe: magnet {1000 - (10 * i)} of 0 Oe") with { IsOnTheWay = true });
        }

        Assert.InRange(error.ToString().Split("making safe").Length - 1, 3, 6);
    }

    private static RunProgress Progress(int done, string message) =>
        new(done, 100, message, Duration.FromSeconds(60 * done), Duration.FromSeconds(60 * (100 - done)));

    /// <summary>A clock that is moved by hand.</summary>
    private sealed class HandClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Advance(double seconds) => now += (long)(seconds * TimeSpan.TicksPerSecond);
    }
}
