using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Lab.Cli.Tests;

public sealed class BenchMeetTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_meet_a_bench_of_polite_twins_and_all_agree()
    {
        // On three of them a lock-in amplifier starts on its own reference, and opening sets that of the generator.
        foreach (string bench in Workplace.ShippedBenches.Except(["bilayer", "film", "lock-in"]))
        {
            string file = work.Write($"{bench}.yaml", (await Workplace.LabAsync("bench", "new", bench)).Succeeds().Output);

            Answer answer = (await Workplace.LabAsync("bench", "meet", file, "-o", work.Join(bench))).Succeeds();

            Assert.Contains(
                $"All instruments of bench '{bench}' answer as their drivers believe.", answer.Output, StringComparison.Ordinal);
            Assert.True(File.Exists(work.Join($"{bench}/meeting.html")));
        }
    }

    [Fact]
    public async Task I_see_what_an_earlier_user_left_behind_with_the_command_that_sets_it()
    {
        Answer answer = await MeetAsync("--twins", "rough");

        Assert.Equal(1, answer.ExitCode);
        string words = string.Join(' ', answer.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(
            "rf, :SOUR:POW:OFFS?: The level offset. It is -20, left behind by an earlier user; opening sets it: :SOUR:POW:OFFS 0",
            words,
            StringComparison.Ordinal);
        Assert.Contains("Table: RfGenerators/README.md, 'Level offset'", words, StringComparison.Ordinal);
        Assert.Contains(
            "smu, :OUTP:SMOD?: The state of an output that is off. It is ZERO; the driver relies on NORM and does not set it.",
            words,
            StringComparison.Ordinal);
        Assert.Contains(
            "gaussmeter, manners: A CR comes before the end of its answers. A blank stands before an answer.",
            words,
            StringComparison.Ordinal);
        Assert.EndsWith(
            "Not everything on bench 'spin-diode' is as its drivers believe.",
            answer.Output[..answer.Output.IndexOf("\nPage:", StringComparison.Ordinal)],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_I_see_fits_80_columns()
    {
        Answer answer = await MeetAsync("--twins", "rough");

        Assert.All(
            answer.Output.Split('\n').Where(line => !line.Contains(work.Folder, StringComparison.Ordinal)),
            line => Assert.True(line.TrimEnd().Length <= 80, line));
    }

    [Fact]
    public async Task I_can_read_the_findings_in_a_script()
    {
        JsonElement document = (await MeetAsync("--twins", "rough", "--json")).Json;

        Assert.False(document.GetProperty("agrees").GetBoolean());
        JsonElement gaussmeter = document.GetProperty("instruments").EnumerateArray().Single(
            each => each.GetProperty("name").GetString() == "gaussmeter");
        Assert.Equal(
            ["RDGMODE?", "TUNIT?", "REL?", "AUTO?", "MXHOLD?", "*ESE?"],
            gaussmeter.GetProperty("findings").EnumerateArray()
                .Where(finding => finding.GetProperty("outcome").GetString() == "left behind")
                .Select(finding => finding.GetProperty("query").GetString()!));
    }

    [Fact]
    public async Task An_instrument_that_is_not_there_keeps_no_other_from_being_met()
    {
        string file = work.WriteBench((
            "driver: yokogawa-gs200\n    address: \"sim:\"", "driver: yokogawa-gs200\n    address: TCPIP::127.0.0.1::1::SOCKET"));

        Answer answer = await Workplace.LabAsync("bench", "meet", file, "-o", work.Join("met"));

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("line: The wire does not open: ", answer.Output, StringComparison.Ordinal);
        Assert.Contains("gaussmeter", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_points_need_my_word_that_no_sample_is_connected() =>
        (await MeetAsync("--set-points")).FailsWith(
            2,
            "--set-points changes currents, levels and frequencies. Take the sample off all cables, and say so with "
                + "--no-sample.");

    [Fact]
    public async Task I_can_try_harmless_set_points()
    {
        Answer answer = (await MeetAsync("--set-points", "--no-sample")).Succeeds();

        Assert.Contains("line, current: agrees. 150 µA was set, 150 µA is read back.", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(
            ":OUTP 1", await File.ReadAllTextAsync(work.Join("met/set-points.transcript")), StringComparison.Ordinal);
        Answer test = (await Workplace.LabAsync(
            "transcripts", "test", work.Join("met/set-points.transcript"), "--instrument", "line")).Succeeds();
        Assert.Contains(
            "Assert.Equal(Current.FromSi(0.00015), await instrument.GetCurrentAsync());", test.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_left_alone()
    {
        Directory.CreateDirectory(work.Join("met"));
        work.Write("met/notes.txt", "mine");

        (await MeetAsync()).FailsWith(2, $"-o {work.Join("met")}: the folder has something in it already. Name a new one.");
    }

    /// <summary>The committed test is what the command writes now; it runs with the tests of the drivers.</summary>
    [Fact]
    public async Task I_can_turn_a_meeting_into_a_test()
    {
        string bench = work.Write(
            "bench.yaml", "bench: first\ninstruments:\n  gaussmeter: { driver: lakeshore-475, address: \"sim:rough\" }\n");
        await Workplace.LabAsync("bench", "meet", bench, "-o", work.Join("met"));
        string written = work.Join("GaussmeterMeetingTests.cs");

        (await Workplace.LabAsync(
            "transcripts", "test", work.Join("met/meeting.transcript"), "--bench", bench, "--instrument", "gaussmeter", "-o",
            written)).Succeeds();

        string expected = (await File.ReadAllTextAsync(Committed("GaussmeterMeetingTests.cs"))).ReplaceLineEndings("\n");
        Assert.Equal(expected, (await File.ReadAllTextAsync(written)).ReplaceLineEndings("\n"));
    }

    private static string Committed(string name, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "Lab.Instruments.Tests", "Transcripts", name));

    private Task<Answer> MeetAsync(params string[] options) =>
        Workplace.LabAsync(["bench", "meet", work.WriteBench(), "-o", work.Join("met"), .. options]);
}
