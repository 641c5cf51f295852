using Lab.Benches.Files;
using Lab.Endurance.FaultSoak;

namespace Lab.Cli.Tests;

/// <summary>A run on instruments that do everything wrong.</summary>
public sealed class FaultSoakTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_wrong_value_is_recorded_whatever_the_instruments_do(bool rough)
    {
        SoakOutcome outcome = await FaultSoakTrial.RunAsync(points: 1000, percent: 1, seed: 3, _ => { }, rough);

        Assert.True(outcome.Holds, outcome.Describe());
    }

    [Fact]
    public async Task A_run_with_passing_faults_ends_well_and_marks_its_points()
    {
        string bench = work.WriteBench(
            ("wiring:\n", "faults:\n  voltmeter: { timeout: 2 %, garbage: 2 %, reboot: { at: 200 } }\nwiring:\n"));

        Answer answer = (await work.RunAsync("spin-diode", "--bench", bench)).Succeeds();

        Assert.Contains(" of them after a repeated reading", answer.Output, StringComparison.Ordinal);
        Assert.Equal(work.OnlyRun().ReadMarks().Count, work.OnlyRun().ReadInfo().RetriedPoints);
        string log = await File.ReadAllTextAsync(work.OnlyRun().LogFile);
        Assert.Contains("Timeout of \\\"voltmeter\\\" at \\\"point", log, StringComparison.Ordinal);
        Assert.Contains("Rebooted at \\\"point", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hung_instrument_ends_the_run_safe()
    {
        string bench = work.WriteBench(("wiring:\n", "faults:\n  voltmeter: { hang: { at: 200 } }\nwiring:\n"));

        Answer answer = await work.RunAsync("spin-diode", "--bench", bench);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("Failed: No answer came (voltmeter, sim:, :READ?)", answer.Error, StringComparison.Ordinal);
        Assert.Empty(work.OnlyRun().ReadInfo().Unsafe);
    }

    [Theory]
    [InlineData("faults:\n  voltmeter: { timeot: 1 % }\n", "faults.voltmeter.timeot is unknown; allowed are timeout, late,")]
    [InlineData("faults:\n  voltmeter: { timeout: 120 % }\n", "faults.voltmeter.timeout: '120 %' is not a rate from 0 to 100 %.")]
    [InlineData(
        "faults:\n  voltmeter: { timeout: { at: 0 } }\n",
        "faults.voltmeter.timeout.at: '0' is not a number from 1 to 1000000000.")]
    [InlineData("faults:\n  nobody: { timeout: 1 % }\n", "faults.nobody is unknown; allowed are rf, voltmeter")]
    [InlineData(
        "faults:\n  gaussmeter: { overflow: 1 % }\n", "faults.gaussmeter.overflow: a gaussmeter does not write SCPI's infinity")]
    [InlineData(
        "on_fault: { timeout: { exchange_retries: 1000 } }\n",
        "on_fault.timeout.exchange_retries: '1000' is not a number from 0 to 100.")]
    [InlineData(
        "on_fault: { bad_luck: { point_retries: 1 } }\n", "on_fault.bad_luck is unknown; allowed are timeout, bad_answer")]
    [InlineData("on_fault: { limit: { point_retries: 1 } }\n", "on_fault.limit is unknown; allowed are timeout, bad_answer")]
    [InlineData(
        "on_fault: { overflow: { exchange_retries: 1 } }\n",
        "on_fault.overflow.exchange_retries is unknown; allowed are point_retries.")]
    public async Task A_wrong_section_is_refused_with_what_is_allowed(string section, string expected)
    {
        string bench = work.WriteBench(("wiring:\n", $"{section}wiring:\n"));

        Answer answer = await work.RunAsync("spin-diode", "--bench", bench);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
        work.AssertNothingRecorded();
    }

    [Fact]
    public void The_kinds_of_the_bench_file_are_those_of_the_twins() =>
        Assert.Equal(
            ["timeout", "late", "garbage", "truncated", "overlong", "disconnect", "reboot", "overflow", "hang", "error"],
            FaultSchema.InjectedNames);
}
