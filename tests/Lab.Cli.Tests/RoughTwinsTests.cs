using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>Twins with the manners of real instruments, as a user asks for them.</summary>
public sealed class RoughTwinsTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_check_a_bench_of_rough_twins_by_its_addresses()
    {
        string file = work.WriteBench(("address: \"sim:\"", "address: \"sim:rough\""));

        Answer answer = (await Workplace.LabAsync("bench", "check", file)).Succeeds();

        Assert.Contains("KEPCO", answer.Output, StringComparison.Ordinal);
        Assert.Contains("1997", answer.Output, StringComparison.Ordinal); // the firmware of an old 2400
        Assert.EndsWith(
            "All 7 instruments of bench 'spin-diode' answer as the file says.\n", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_check_a_bench_as_if_its_twins_were_rough() =>
        Assert.Contains(
            "1997",
            (await Workplace.LabAsync("bench", "check", work.WriteBench(), "--twins", "rough")).Succeeds().Output,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_run_on_rough_twins_finds_what_a_polite_one_finds()
    {
        string[] settings = ["spin-diode", "--seed", "4", "--set", "powers=8 uW"];
        (await work.RunAsync(settings)).Succeeds();
        RunInfo polite = work.OnlyRun().ReadInfo();
        string runs = work.Join("rough");

        Answer answer = (await Workplace.LabAsync(["run", .. settings, "--twins", "rough", "--runs-dir", runs])).Succeeds();

        RunInfo rough = Assert.Single(RunFolder.List(runs)).ReadInfo();
        Assert.True(rough.HasRoughTwins);
        Assert.False(polite.HasRoughTwins);
        Assert.Contains("105 points on bench 'spin-diode' (simulated)", answer.Output, StringComparison.Ordinal);
        double resonance = polite.Results.Single(result => result.Name == "resonance_frequency").Value;
        Assert.Equal(resonance, rough.Results.Single(result => result.Name == "resonance_frequency").Value, resonance * 2e-3);
        Assert.True(rough.BenchSeconds > polite.BenchSeconds);
    }

    [Fact]
    public async Task I_am_told_which_forms_of_twins_there_are()
    {
        Answer answer = await work.RunAsync("spin-diode", "--twins", "smooth");

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("'polite'", answer.Message, StringComparison.Ordinal);
        Assert.Contains("'rough'", answer.Message, StringComparison.Ordinal);
        work.AssertNothingRecorded();
    }
}
