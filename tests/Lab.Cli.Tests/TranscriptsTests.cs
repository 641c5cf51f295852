using System.Runtime.CompilerServices;

namespace Lab.Cli.Tests;

public sealed class TranscriptsTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    /// <summary>The committed tests are what the command writes now; they run with the tests of the drivers.</summary>
    [Theory]
    [InlineData("rf", "RfTranscriptTests.cs")]
    [InlineData("voltmeter", "VoltmeterTranscriptTests.cs")]
    public async Task I_can_turn_a_transcript_into_a_driver_test(string instrument, string committed)
    {
        string transcript = await RecordAsync();
        string written = work.Join(committed);

        (await Workplace.LabAsync(
            "transcripts", "test", transcript, "--instrument", instrument, "--calls", "6", "-o", written)).Succeeds();

        string expected = (await File.ReadAllTextAsync(Path.Combine(Committed(), committed))).ReplaceLineEndings("\n");
        Assert.Equal(expected, (await File.ReadAllTextAsync(written)).ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task I_can_read_the_dialogue_with_one_instrument()
    {
        Answer answer = (await Workplace.LabAsync("transcripts", "show", await RecordAsync(), "--instrument", "rf")).Succeeds();

        Assert.Contains(" rf > *IDN?", answer.Output, StringComparison.Ordinal);
        Assert.Contains(" rf call IRfGenerator.SetOutputAsync(true)", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" voltmeter ", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("magnet", 1, "The transcript cannot become a test of 'magnet': it has no wire of its own.")]
    [InlineData("supply", 1, "The transcript cannot become a test of 'supply': no protocol calls it in this run.")]
    [InlineData("laser", 2, "The bench has no instrument 'laser'; it has rf, voltmeter")]
    public async Task An_instrument_without_calls_or_wire_is_refused(string instrument, int exitCode, string expected)
    {
        Answer answer = await Workplace.LabAsync("transcripts", "test", await RecordAsync(), "--instrument", instrument);

        Assert.Equal(exitCode, answer.ExitCode);
        Assert.Contains(expected, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IRfGenerator.SetOutputAsync(true); File.Delete(\"a\")")]
    [InlineData(
        "IRfGenerator.SetOutputAsync(new System.IO.FileStream(System.Environment.ProcessPath, "
            + "System.IO.FileMode.Truncate).CanRead)")]
    [InlineData("IRfGenerator.SetOutputAsync(Environment.FailFast(1))")]
    [InlineData("IRfGenerator.SetOutputAsync(true, true, true)")]
    [InlineData("IRfGenerator.DisposeAsync().AsTask()")]
    [InlineData("IRfGenerator.SetPowerAsync(Power.Parse(1))")]
    [InlineData("IRfGenerator.ExplodeAsync(1)")]
    [InlineData("IDisposable.Dispose()")]
    public async Task A_transcript_cannot_bring_code_of_its_own(string call)
    {
        string transcript = work.Write(
            "wire.log",
            "# lab wire transcript 1\n# protocol spin-diode\n# bench spin-diode\n# seed 1\n0.000000000 rf call "
                + $"{call}\n0.000000000 rf close\n");

        Answer answer = await Workplace.LabAsync("transcripts", "test", transcript, "--instrument", "rf");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(
            "Line 5 of the transcript has a call that cannot be written as C#", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_none_ends_a_replay_with_its_number()
    {
        string transcript = await RecordAsync();
        string[] lines = await File.ReadAllLinesAsync(transcript);
        int broken = Array.FindIndex(lines, line => line.Contains(":SOUR:FREQ 3", StringComparison.Ordinal));
        lines[broken] = "nonsense";
        await File.WriteAllTextAsync(transcript, string.Join('\n', lines) + "\n");

        Answer answer = await work.RunAsync("spin-diode", "--replay", transcript);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(
            $"Line {broken + 1} of the transcript is not 'seconds instrument event bytes'",
            answer.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Bug in Lab", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT SAFE", answer.Error, StringComparison.Ordinal);
    }

    private static string Committed([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "Lab.Instruments.Tests", "Transcripts"));

    private async Task<string> RecordAsync()
    {
        string transcript = work.Join("wire.log");
        (await work.RunAsync(
            "spin-diode", "--seed", "5", "--set", "frequencies=330..362 MHz step 1 MHz", "--set", "powers=2 uW", "--record-wire",
            transcript)).Succeeds();
        return transcript;
    }
}
