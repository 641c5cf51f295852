using System.Globalization;
using System.Text.RegularExpressions;

namespace Lab.Cli.Tests;

/// <summary>Calibrations: made by runs, kept, used, ended.</summary>
public sealed partial class CalibrationsTests : IDisposable
{
    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task A_loss_that_was_calibrated_is_used_from_then_on_until_it_is_ended()
    {
        string bench = work.WriteBench(("loss: 6 dB", "loss: 5 dB"));
        string reference = work.Write(
            "meter.csv",
            "# power meter in the junction's place\nfrequency_hz,set_dbm,measured_dbm\n300000000,0,-6\n400000000,0,-6.5\n");
        string folder = work.Join("calibrations");

        Answer calibration = await work.RunAsync("power-calibration", "--bench", bench, "--table", reference);
        calibration.Succeeds();
        Assert.Contains("Calibration in force: ", calibration.Output, StringComparison.Ordinal);
        string id = calibration.Output.Split("Calibration in force: ")[1].Split(' ')[0];

        Answer list = await Workplace.LabAsync("calibrations", "list", "--calibrations-dir", folder);
        Assert.Contains("in force", list.Output, StringComparison.Ordinal);
        Answer shown = await Workplace.LabAsync("calibrations", "show", id, "--calibrations-dir", folder);
        Assert.Contains("loss     6, 6.5", shown.Output, StringComparison.Ordinal);

        // 50 MHz from one end of the table to the other's half: 6.25 dB on 2 µW.
        string log = work.Join("wire.log");
        (await work.RunAsync(
            "spin-diode", "--bench", bench, "--powers", "2 uW", "--frequencies=340..352 MHz step 0.25 MHz", "--record-wire",
            log)).Succeeds();
        double[] levels = await LevelsAsync(log);
        Assert.Contains(levels, level => Math.Abs(level - (-26.989700043360187 + 6.25)) < 1e-9);
        Assert.Equal(49, levels.Length);

        (await Workplace.LabAsync("calibrations", "expire", id, "--calibrations-dir", folder)).Succeeds();
        (await work.RunAsync(
            "spin-diode", "--bench", bench, "--powers", "2 uW", "--frequencies=340..352 MHz step 0.25 MHz", "--record-wire",
            $"{log}2")).Succeeds();
        Assert.Equal(-26.989700043360187 + 5, Assert.Single(await LevelsAsync($"{log}2")), 1e-9);
    }

    [Fact]
    public async Task A_run_without_the_calibration_that_it_needs_does_not_begin()
    {
        Answer answer = await work.RunAsync("train-classifier", "--map", "calibration");
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(
            "There is no calibration 'chain/weight-map' for this bench. Make it with 'lab run weight-map' on this bench.",
            answer.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_of_experiments_hands_its_calibrations_on()
    {
        Answer chain = await Workplace.LabAsync(
            "chain", "voltmeter-offset", "weight-map", "train-classifier", "--bench",
            work.Write("two.yaml", Shipped("two-junctions")), "--runs-dir", work.Runs,
            "--set", "train-classifier.map=calibration", "--set", "voltmeter-offset.readings=50");
        chain.Succeeds();
        Assert.Contains("All 3 experiments done: ", chain.Output, StringComparison.Ordinal);
        Assert.Contains("accuracy", chain.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_with_a_setting_of_nobody_does_not_begin()
    {
        (await Workplace.LabAsync("chain", "weight-map", "mac", "--runs-dir", work.Runs, "--set", "repeats=3"))
            .FailsWith(2, "--set repeats=3: in a chain write --set PROTOCOL.key=value with one of weight-map, mac.");
        work.AssertNothingRecorded();
    }

    [Theory]
    [InlineData(
        "frequency_hz,set_dbm\n1,2\n",
        "its first line has to be 'frequency_hz,set_dbm,measured_dbm': it has no column 'measured_dbm'; it has 'frequency_hz', "
            + "'set_dbm'.")]
    [InlineData(
        "frequency_hz,set_dbm,measured_dbm\n1e9,0,x\n", "line 2 has 'x' where a number is expected, in column 'measured_dbm'")]
    [InlineData("frequency_hz,set_dbm,measured_dbm\n2e9,0,-6\n1e9,0,-6\n", "the frequencies have to be positive and ascending")]
    public async Task A_table_that_is_none_is_refused(string table, string message)
    {
        Answer answer = await work.RunAsync("power-calibration", "--table", work.Write("table.csv", table));
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
    }

    /// <summary>The levels that a generator was set to, dBm, without those that it was set to before.</summary>
    private static async Task<double[]> LevelsAsync(string log) =>
    [
        .. Level().Matches(await File.ReadAllTextAsync(log)).Select(match =>
            double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Where(level => level > -40).Distinct(),
    ];

    [GeneratedRegex(":SOUR:POW (-?[0-9.]+) dBm")]
    private static partial Regex Level();

    private static string Shipped(string bench) =>
        File.ReadAllText(Path.Combine(Workplace.Repository, "Runs", "Lab.Workbench", "Benches", $"{bench}.yaml"));
}
