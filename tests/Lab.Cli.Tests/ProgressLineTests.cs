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
            "10/100 points, bench time 10 min 00 s of 1 h 40 min  resumed\n20/100 points, bench time 20 min 00 s of 1 h 40 min, 32 s left  346 MHz\n",
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
