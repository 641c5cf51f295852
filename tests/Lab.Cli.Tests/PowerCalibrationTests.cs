using Lab.Runs.Records;

namespace Lab.Cli.Tests;

/// <summary>A loss comes from a measurement that is named; a loss that is impossible, far off or outside its range moves no
/// set-point.</summary>
public sealed class PowerCalibrationTests : IDisposable
{
    private const string Header = "frequency_hz,set_dbm,measured_dbm\n";

    private readonly Workplace work = new();

    public void Dispose() => work.Dispose();

    [Fact]
    public async Task Without_a_table_or_a_reference_nothing_begins()
    {
        Answer answer = await work.RunAsync("power-calibration");
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(
            "Nothing tells what power arrives: name the readings of a power meter with 'table'",
            answer.Error,
            StringComparison.Ordinal);
        work.AssertNothingRecorded();
    }

    [Fact]
    public async Task The_reference_of_the_shipped_junction_finds_the_loss_of_its_twin()
    {
        Answer answer = await work.RunAsync("power-calibration", "--reference", Shipped());
        answer.Succeeds();
        Assert.Contains("Calibration in force", answer.Output, StringComparison.Ordinal);

        Answer run = await work.RunAsync("spin-diode", "--powers", "2 uW", "--frequencies", "330..362 MHz step 0.5 MHz");
        run.Succeeds();
        Assert.DoesNotContain("outside", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_junction_ten_times_less_sensitive_than_the_reference_gets_no_tenfold_power()
    {
        // The loss is 6 dB; by a reference ten times as sensitive it would be 16 dB, and every set-point ten times too high.
        string bench = work.WriteBench(("damping: 0.01", "damping: 0.01\n      rectification: 6e6"));
        Answer answer = await work.RunAsync("power-calibration", "--bench", bench, "--reference", Shipped());
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("more than the bench file says, and nothing is put in force", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Calibration in force", answer.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(work.Join("calibrations")));
    }

    [Fact]
    public async Task A_larger_difference_is_put_in_force_where_it_is_accepted()
    {
        string table = work.Write("far.csv", Header + "300e6,-20,-36\n400e6,-20,-36\n");
        Answer refused = await work.RunAsync("power-calibration", "--table", table);
        Assert.Equal(1, refused.ExitCode);
        (await work.RunAsync("power-calibration", "--table", table, "--largest-difference", "11 dB")).Succeeds();
        (await work.RunAsync("spin-diode", "--powers", "2 uW", "--frequencies", "330..362 MHz step 0.5 MHz")).Succeeds();
    }

    [Theory]
    [InlineData(
        "frequency_hz;set_dbm;measured_dbm\n100000000;-20,0;-26,1\n300000000;-20,0;-26,4\n", "; as separator, decimal comma")]
    [InlineData(
        "# meter 7\n\"measured_dbm\"\tset_dbm\tremark\tfrequency_hz\n-26.1\t-20\ta\t1e8\n-26.4\t-20\tb\t3e8\n",
        "column 'remark' left out")]
    public async Task A_table_in_the_form_of_a_meter_is_read_and_told(string table, string told)
    {
        Answer answer = await work.RunAsync("power-calibration", "--table", work.Write("table.csv", table));
        answer.Succeeds();
        ReadData data = Assert.Single(work.OnlyRun().ReadInfo().Data);
        Assert.Equal(2, data.Counts["rows"]);
        Assert.Contains(data.Notes, note => note.Contains(told, StringComparison.Ordinal));
        Assert.Equal(
            [-26.1, -26.4],
            work.OnlyRun().ReadData().Numbers("arrived_power").Select(watts => Math.Round(10 * Math.Log10(watts / 1e-3), 9)));
    }

    [Theory]
    [InlineData("100,-20,-26.1\n300,-20,-26.4\n500,-20,-26.9\n", ":2: 100 Hz is no frequency of such a tone")] // in MHz
    // Exchanged.
    [InlineData("100000000,-26.1,-20\n300000000,-26.4,-20\n", ":2: -26.1 dBm set and -20 dBm measured are a gain of 6.1 dB")]
    // In watts.
    [InlineData(
        "100000000,1e-5,2.5e-6\n300000000,1e-5,2.4e-6\n", ":2: 1E-05 dBm set and 2.5E-06 dBm measured are a loss of 7.5E-06 dB")]
    [InlineData(
        "100000000,-20,-26.1\n200000000,-20,-9.9E+37\n300000000,-20,-26.4\n",
        "line 3: -9.9E+37 in column 'measured_dbm' is an instrument's code for no reading")]
    [InlineData(
        "100000000,-20,9.91E37\n200000000,-20,-26\n",
        "line 2: 9.91E+37 in column 'measured_dbm' is an instrument's code for no reading")]
    [InlineData("100000000,-20,-1e308\n200000000,-20,-26\n", ":2: -1E+308 dBm is no reading")]
    [InlineData("100000000,1e300,-26\n200000000,-20,-26\n", ":2: 1E+300 dBm is no reading")]
    [InlineData("100000000,-10,30\n200000000,-10,30\n", ":2: -10 dBm set and 30 dBm measured are a gain of 40 dB")]
    [InlineData("100000000,-20,\n200000000,-20,-26\n", "line 2: column 'measured_dbm' is empty")]
    [InlineData(
        "100000000,-20,NAN\n200000000,-20,-26\n", "line 2 has 'NAN' where a number is expected, in column 'measured_dbm'")]
    [InlineData(
        "200000000,-20,-26\n200000000,-20,-26\n",
        ":3: 200000000 Hz after 200000000 Hz: the frequencies have to be positive and ascending")]
    [InlineData(
        "100e6,0,-6\n110e6,0,-6\n120e6,0,-6\n900e6,0,-6\n910e6,0,-6\n",
        ":5: between 120000000 Hz and 900000000 Hz the table has a hole")]
    public async Task A_table_that_no_meter_wrote_is_refused_with_its_line(string rows, string message)
    {
        Answer answer = await work.RunAsync("power-calibration", "--table", work.Write("table.csv", Header + rows));
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
        work.AssertNothingRecorded();
    }

    [Theory]
    [InlineData("346e6,0,0.01\n", ":2: 0 V/W is no response of a junction")]
    [InlineData("346e6,9.9e37,0.01\n", "line 2: 9.9E+37 in column 'volts_per_watt' is an instrument's code for no reading")]
    [InlineData("346e6,1.7,-0.01\n", ":2: -0.01 is no relative uncertainty")]
    [InlineData("346e6,1.7,0\n", ":2: 0 is no relative uncertainty")]
    [InlineData("346e6,1.7,5\n", ":2: 5 is no relative uncertainty")]
    [InlineData("346,1.7,0.01\n", ":2: 346 Hz is no frequency of such a tone")]
    public async Task A_reference_that_is_none_is_refused_with_its_line(string rows, string message)
    {
        Answer answer = await work.RunAsync(
            "power-calibration",
            "--reference",
            work.Write("reference.csv", "frequency_hz,volts_per_watt,relative_uncertainty\n" + rows));
        Assert.Equal(2, answer.ExitCode);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5e6,0,-6\n20e6,0,-6\n")]
    [InlineData("1e9,0,-6\n7e9,0,-6\n")]
    public async Task Frequencies_beyond_the_generators_limits_are_refused_by_plan_and_run(string rows)
    {
        string table = work.Write("table.csv", Header + rows);
        foreach (string command in (string[])["plan", "run"])
        {
            Answer answer = await CommandAsync(command, "power-calibration", "--table", table);
            Assert.Equal(1, answer.ExitCode);
            Assert.Contains(
                "lies outside what the bench file allows the frequency of 'rf'", answer.Error, StringComparison.Ordinal);
        }

        work.AssertNothingRecorded();
    }

    [Fact]
    public async Task Outside_the_range_of_the_curve_plan_and_run_refuse()
    {
        (await work.RunAsync(
            "power-calibration", "--table", work.Write("table.csv", Header + "100e6,-20,-26.1\n300e6,-20,-26.4\n"))).Succeeds();
        foreach (string command in (string[])["plan", "run"])
        {
            Answer answer = await CommandAsync(command, "spin-diode", "--powers", "2 uW");
            Assert.Equal(1, answer.ExitCode);
            Assert.Contains(
                "320 MHz lies outside 100 MHz to 300 MHz, where the calibration 'rf/loss'",
                answer.Error,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("-3", "150 uW")] // 300 µW at the generator, and 150 µW at the junction
    [InlineData("-3.3", "100 uW")] // 100 µW as measured, and 110 µW within two standard uncertainties
    public async Task A_calibration_never_lets_more_power_through_than_the_limit(string measured, string power)
    {
        (await work.RunAsync(
            "power-calibration",
            "--table",
            work.Write("table.csv", Header + $"300e6,0,{measured}\n400e6,0,{measured}\n"))).Succeeds();
        foreach (string command in (string[])["plan", "run"])
        {
            Answer answer = await CommandAsync(command, "spin-diode", "--powers", power);
            Assert.Equal(1, answer.ExitCode);
            Assert.Contains("RF power at junction 'mtj' at most 100 µW", answer.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task No_tone_has_the_level_of_another_on_its_way()
    {
        // 5 dB at 300 MHz, 7 dB at 400 MHz: the level of one frequency is too high at a lower one.
        (await work.RunAsync(
            "power-calibration", "--table", work.Write("table.csv", Header + "300e6,0,-5\n400e6,0,-7\n"))).Succeeds();
        string wire = work.Join("wire.log");
        (await work.RunAsync(
            "spin-diode", "--powers", "2 uW", "--frequencies", "330..362 MHz step 1 MHz", "--record-wire", wire)).Succeeds();

        double hertz = double.NaN;
        double dbm = double.NaN;
        int tones = 0;
        foreach (string line in (await File.ReadAllLinesAsync(wire)).Where(line => line.Contains(
            " rf > ", StringComparison.Ordinal)))
        {
            hertz = Number(line, ":SOUR:FREQ ") ?? hertz;
            dbm = Number(line, ":SOUR:POW ") ?? dbm;
            if (double.IsFinite(hertz + dbm))
            {
                tones++;
                Assert.InRange(dbm - 5 - (2 * (hertz - 300e6) / 100e6), double.NegativeInfinity, (10 * Math.Log10(2e-3)) + 1e-9);
            }
        }

        Assert.InRange(tones, 60, 400);

        static double? Number(string line, string command) => line.IndexOf(command, StringComparison.Ordinal) is > 0 and var at
            && double.TryParse(
                line[(at + command.Length)..].Split(' ', ';')[0],
                System.Globalization.NumberStyles.Float,
                System.Globalization.CultureInfo.InvariantCulture,
                out double number)
            ? number
            : null;
    }

    [Fact]
    public async Task The_uncertainty_of_the_calibration_widens_what_is_a_ratio_to_power()
    {
        string[] run = ["spin-diode", "--powers", "2 uW", "--frequencies", "330..362 MHz step 0.5 MHz"];
        Answer before = await work.RunAsync(run);
        Assert.Contains("assumed, since no power calibration is in force", await ReportAsync(), StringComparison.Ordinal);
        before.Succeeds();
        (await work.RunAsync(
            "power-calibration",
            "--table",
            work.Write("table.csv", Header + "300e6,0,-6\n400e6,0,-6\n"),
            "--table-uncertainty",
            "0.1 dB")).Succeeds();
        (await work.RunAsync(run)).Succeeds();
        Assert.Contains("by the power calibration in force", await ReportAsync(), StringComparison.Ordinal);
    }

    private async Task<Answer> CommandAsync(string command, params string[] arguments) => command == "run"
        ? await work.RunAsync(arguments)
        : await Workplace.LabAsync([command, .. arguments, "--calibrations-dir", work.Join("calibrations")]);

    private static string Shipped() => Path.Combine(Workplace.Repository, "docs", "reference-junction.csv");

    private async Task<string> ReportAsync() => await File.ReadAllTextAsync(
        Path.Combine(Directory.EnumerateDirectories(work.Runs).Order(StringComparer.Ordinal).Last(), "report.html"));
}
