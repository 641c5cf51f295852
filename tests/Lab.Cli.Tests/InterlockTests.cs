using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Interlocks and changed limits through the whole program.</summary>
public sealed class InterlockTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task A_reading_outside_its_window_ends_the_run_in_the_safe_state()
    {
        string bench = work.WriteBench((
            "wiring:\n",
            "interlocks:\n  settled: { instrument: magnet, reading: field, min: 6240 Oe, max: 6249 Oe }\nwiring:\n"));

        Answer answer = await work.RunAsync("spin-diode", "--bench", bench);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("Interlock 'settled' tripped before point 0", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reading_inside_its_window_changes_nothing_but_the_time()
    {
        string bench = work.WriteBench((
            "wiring:\n",
            "interlocks:\n  settled: { instrument: magnet, reading: field, min: 6240 Oe, max: 6260 Oe, every: 10 s "
                + "}\nwiring:\n"));

        (await work.RunAsync("spin-diode", "--bench", bench)).Succeeds();

        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal(RunStatus.Done, info.Status);
        Assert.Contains(info.Limits, limit => limit.Contains("settled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_limit_is_in_force_and_in_the_record()
    {
        Answer refused = await work.RunAsync("spin-diode", "--limit", "rf.power.max=-40 dBm");
        Answer done = (await work.RunAsync("spin-diode", "--limit", "rf.power.max=3 dBm")).Succeeds();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("breaks the limit 'rf power at most", refused.Error, StringComparison.Ordinal);
        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Contains("rf power", Assert.Single(info.LimitChanges), StringComparison.Ordinal);
        Assert.Contains(
            "Limits changed for this run", await File.ReadAllTextAsync(work.OnlyRun().ReportFile), StringComparison.Ordinal);
        Assert.Empty(done.Message);
    }

    [Fact]
    public async Task A_limit_that_is_none_is_refused()
    {
        Answer answer = await work.RunAsync("spin-diode", "--limit", "rf.colour.max=red");

        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith("--limit: ", answer.Error, StringComparison.Ordinal);
        work.AssertNothingRecorded();
    }
}
