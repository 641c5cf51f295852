using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Studies as a user meets them: they need no bench.</summary>
public sealed class StudyTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_run_a_study_without_a_bench()
    {
        Answer answer = (await work.RunAsync("energy")).Succeeds();

        Assert.Contains("3 points, seed 1, computed in", answer.Output, StringComparison.Ordinal);
        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.True(info.Computed);
        Assert.Equal(string.Empty, info.Bench);
        Assert.Empty(info.Instruments);
        Assert.Empty(info.Files);
        Answer shown = (await Workplace.LabAsync("runs", "show", info.Run, "--runs-dir", work.Runs)).Succeeds();
        Assert.DoesNotContain("on bench", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_see_which_protocols_need_no_bench()
    {
        Answer list = (await Workplace.LabAsync("protocols")).Succeeds();
        Assert.Contains(
            "no bench",
            list.Output.Split('\n').Single(line => line.TrimStart().StartsWith("energy ", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.DoesNotContain(
            "no bench",
            list.Output.Split('\n').Single(line => line.TrimStart().StartsWith("spin-diode ", StringComparison.Ordinal)),
            StringComparison.Ordinal);

        Answer one = (await Workplace.LabAsync("protocols", "energy")).Succeeds();
        Assert.Contains("A study in the computer: it needs no bench.", one.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bench_file_is_of_no_use_and_I_am_told()
    {
        string bench = work.WriteBench();

        Answer answer = (await work.RunAsync("energy", "--bench", bench)).Succeeds();

        Assert.Contains(
            $"Note: energy is a study: it opens no bench. '{bench}' is looked at for modules alone.",
            answer.Error,
            StringComparison.Ordinal);
        Assert.Equal(string.Empty, work.OnlyRun().ReadInfo().Bench);
        Assert.Null(work.OnlyRun().ReadInfo().BenchFile);
    }

    [Fact]
    public async Task A_device_of_a_bench_file_is_recorded_with_the_file()
    {
        string bench = work.WriteBench();

        (await work.RunAsync(
            "resonator-digits", "--resonators", "bench", "--bench", bench, "--epochs", "1", "--seeds", "1")).Succeeds();

        RunInfo info = work.OnlyRun().ReadInfo();
        Assert.Equal("spin-diode", info.Bench);
        Assert.Equal(bench, info.BenchFile);
        Assert.Empty(info.Instruments);
        Assert.Contains(info.Files, file => file.Setting == RunFiles.Bench);
    }

    [Fact]
    public async Task What_only_instruments_have_is_refused()
    {
        (await work.RunAsync("energy", "--limit", "rf.power.max=1 mW"))
            .FailsWith(2, "--limit: energy is a study, which touches no instrument. Leave it out.");
        (await work.RunAsync("energy", "--record-wire", work.Join("wire.jsonl")))
            .FailsWith(2, "--record-wire: energy is a study, which uses no instrument; nothing goes over a wire.");
        Assert.False(File.Exists(work.Join("wire.jsonl")));
        work.AssertNothingRecorded();
    }
}
