using Lab.Runs.Records;

namespace Lab.Cli.Tests;

public sealed class ReplayTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Theory]
    [InlineData("spin-diode", "frequencies=330..362 MHz step 1 MHz")]
    [InlineData("weight-tuning", "frequencies=330..362 MHz step 1 MHz")]
    [InlineData("kerr-loop", "loops=4")]
    public async Task A_replayed_run_gives_the_same_record(string protocol, string setting)
    {
        string transcript = work.Join("wire.log");
        (await work.RunAsync(protocol, "--seed", "5", "--set", setting, "--record-wire", transcript)).Succeeds();

        (await work.RunAsync(protocol, "--replay", transcript)).Succeeds();

        IReadOnlyList<RunFolder> runs = RunFolder.List(work.Runs);
        Assert.Equal(2, runs.Count);
        Assert.Equal(RecordDump.Of(runs[0]), RecordDump.Of(runs[1]));
        Assert.Equal(runs[0].ReadInfo().BenchSeconds, runs[1].ReadInfo().BenchSeconds);
        Assert.Equal(runs[0].ReadInfo().Settings, runs[1].ReadInfo().Settings);
    }

    [Fact]
    public async Task A_difference_shows_both_sides_and_the_place()
    {
        string transcript = work.Join("wire.log");
        (await work.RunAsync(
            "spin-diode", "--set", "frequencies=330..362 MHz step 1 MHz", "--record-wire", transcript)).Succeeds();
        string[] lines = await File.ReadAllLinesAsync(transcript);
        int changed = Array.FindIndex(
            lines, line => line.Contains(" rf > ", StringComparison.Ordinal) && line.Contains("FREQ", StringComparison.Ordinal));
        lines[changed] += "0";
        await File.WriteAllTextAsync(transcript, string.Join('\n', lines) + "\n");

        Answer answer = await work.RunAsync("spin-diode", "--replay", transcript);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("The driver sends '", answer.Error, StringComparison.Ordinal);
        Assert.Contains($"but line {changed + 1} of the transcript is: {lines[changed]}", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcript_of_another_protocol_is_refused()
    {
        string transcript = work.Write("wire.log", "# lab wire transcript 1\n# protocol weight-tuning\n# bench b\n# seed 1\n");

        (await work.RunAsync("spin-diode", "--replay", transcript)).FailsWith(
            2, $"--replay {transcript}: this is a transcript of weight-tuning, not of spin-diode.");
        work.AssertNothingRecorded();
    }

    [Fact]
    public async Task A_transcript_is_never_overwritten()
    {
        string transcript = work.Write("wire.log", "mine");

        Assert.Equal(2, (await work.RunAsync("spin-diode", "--record-wire", transcript)).ExitCode);

        Assert.Equal("mine", await File.ReadAllTextAsync(transcript));
    }
}
