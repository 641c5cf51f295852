namespace Lab.Cli.Tests;

public sealed class BenchCommandTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task I_can_start_from_the_shipped_bench()
    {
        string file = work.Write("my.yaml", (await Workplace.LabAsync("bench", "new", "spin-diode")).Succeeds().Output);

        Answer answer = (await work.RunAsync("spin-diode", "--bench", file, "--set", "powers=4 uW")).Succeeds();

        Assert.Contains("105 points on bench 'spin-diode'", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_am_told_which_benches_ship() =>
        (await Workplace.LabAsync("bench", "new", "mac")).FailsWith(
            2, $"There is no bench 'mac'; the program ships with {string.Join(", ", Workplace.ShippedBenches)}.");

    [Fact]
    public async Task I_can_look_at_a_bench_file_without_opening_anything()
    {
        string file = work.WriteBench(("sim:", "TCPIP::192.0.2.1::5025::SOCKET"));

        Answer answer = (await Workplace.LabAsync("bench", "show", file)).Succeeds();

        Assert.Contains("rohde-schwarz-smb100a", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Limit: RF power at junction 'mtj' at most 100 µW", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Made safe in this order: rf, smu, line, magnet, supply", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_can_check_that_all_instruments_answer()
    {
        Answer answer = (await Workplace.LabAsync("bench", "check", work.WriteBench())).Succeeds();

        Assert.Contains("Rohde&Schwarz,SMB100A", answer.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "All 7 instruments of bench 'spin-diode' answer as the file says.\n", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task I_see_every_mistake_of_a_bench_file_at_once()
    {
        string file = work.WriteBench(
            ("driver: yokogawa-gs200", "driver: ray-gun"), ("damping: 0.01", "damping: a lot"), ("port: gap", "port: hole"));

        Answer answer = await Workplace.LabAsync("bench", "show", file);

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("instruments.line.driver: there is no driver 'ray-gun'", answer.Message, StringComparison.Ordinal);
        Assert.Contains(
            "sample.junctions.mtj.damping: 'a lot' is not a number from 1E-06 to 1.", answer.Message, StringComparison.Ordinal);
        Assert.Contains("wiring.gaussmeter.port: there is no port 'hole'", answer.Message, StringComparison.Ordinal);
        Assert.All(answer.Message.Split('\n'), line => Assert.StartsWith(file, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_about_bench_files_is_the_schema_of_the_program()
    {
        string page = File.ReadAllText(Path.Combine(Workplace.Repository, "docs", "bench-file.md")).ReplaceLineEndings("\n");

        string schema = (await Workplace.LabAsync("bench", "schema")).Succeeds().Output.ReplaceLineEndings("\n");

        Assert.True(page == schema, "docs/bench-file.md is not the output of './lab bench schema' any more; write it anew.");
    }

    [Fact]
    public async Task I_can_see_what_protocols_there_are()
    {
        string all = (await Workplace.LabAsync("protocols")).Succeeds().Output;
        string one = (await Workplace.LabAsync("protocols", "weight-tuning")).Succeeds().Output;

        Assert.Contains("spin-diode", all, StringComparison.Ordinal);
        Assert.Contains("weight-tuning", all, StringComparison.Ordinal);
        Assert.Contains("-5..5 mA step 2 mA", one, StringComparison.Ordinal);
        Assert.Contains("feeds the field line", one, StringComparison.Ordinal);
    }
}
