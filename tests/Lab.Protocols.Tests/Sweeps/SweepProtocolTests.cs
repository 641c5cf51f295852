using Lab.Benches;
using Lab.Models.Junctions;
using Lab.Protocols.Sweeps;
using Lab.Quantities;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.Sweeps;

public class SweepProtocolTests
{
    private static readonly SweepProtocol Protocol = new();

    // The line V ∝ (s + a·x)/(1 + x²) with s/a = 1/4 has its extremes at x = −s/a ± √(1 + s²/a²) half widths from the resonance,
    // as long as the tone is too weak to shift it.
    [Fact]
    public async Task Run_Frequency_ShowsTheResonance()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, 1, "axes=rf.frequency 330..362 MHz step 0.25 MHz", "averages=4", "hold=rf.power -26 dBm");

        double[] volts = outcome.Data.Numbers("voltmeter_voltage");
        double[] hertz = outcome.Data.Numbers("rf_frequency");
        double[] extremes =
            [.. ((double[])[hertz[Array.IndexOf(volts, volts.Max())], hertz[Array.IndexOf(volts, volts.Min())]]).Order()];

        // (s + x)/(1 + x²) with x the detuning over the half width and s = ξ_S/ξ_A is extreme at x = −s ± √(1 + s²).
        double ratio = outcome.Hidden.SymmetricWeight / outcome.Hidden.AntisymmetricWeight;
        double[] expected = [.. ((double[])[-1, 1]).Select(sign => 346e6
            + (outcome.Hidden.Linewidth.Hertz * (-ratio + (sign * Math.Sqrt(1 + (ratio * ratio))))))];
        Assert.InRange(extremes[0] - expected[0], -1e6, 1e6); // flat there, and read with noise
        Assert.InRange(extremes[1] - expected[1], -1e6, 1e6);
        Assert.Contains("rf.power -26 dBm is held.", outcome.Analysis.Tables[0].Rows.Select(row => row[0]));
        Figure figure = Assert.Single(outcome.Analysis.Figures);
        Assert.Equal("rf.frequency (MHz)", figure.HorizontalAxis);
        Assert.StartsWith("voltmeter.voltage (", figure.Panels[0].VerticalAxis, StringComparison.Ordinal);
        Assert.Equal(129, figure.Panels[0].Series[0].YUncertainty!.Length);
        Assert.Empty(outcome.Analysis.Warnings);
    }

    // The core lags the field by the pinning field w on either branch: their resistances differ by 2w·dR/dH.
    [Fact]
    public async Task Run_FieldUpAndDown_OpensALoopByTheWidthOfThePlay()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, InPlane, 1, Loop);

        JunctionOf(out Magnetoresistance law);
        double expected = 2 * MagneticField.FromOersted(10).Tesla * law.SlopeOhmsPerTesla;
        double[] field = outcome.Data.Numbers("magnet_field");
        double[] ohms = outcome.Data.Numbers("smu_resistance");
        double[] direction = outcome.Data.Numbers("magnet_field_direction");
        int rising = Enumerable.Range(0, field.Length).Single(i => field[i] == 0 && direction[i] > 0);
        int falling = Enumerable.Range(0, field.Length).Single(i => field[i] == 0 && direction[i] < 0);
        Assert.Equal(expected, ohms[falling] - ohms[rising], 0.1 * Math.Abs(expected));
        Assert.True(Math.Abs(outcome["smu_resistance_opening"].Value) >= Math.Abs(expected) * 0.9);

        // One figure, both branches in it with their own markers, which meet where the field turns.
        FigurePanel panel = Assert.Single(Assert.Single(outcome.Analysis.Figures).Panels);
        FigureSeries up = panel.Series.First(series => series is { Name: "rising", Style: SeriesStyle.Line });
        FigureSeries down = panel.Series.First(series => series is { Name: "falling", Style: SeriesStyle.Line });
        Assert.NotEqual(up.ColorGroup, down.ColorGroup);
        Assert.Equal((up.X[^1], up.Y[^1]), (down.X[0], down.Y[0]));
    }

    [Fact]
    public async Task Resume_WithinALoop_GoesThroughItAgainAndEqualsTheUnbrokenOne()
    {
        VirtualLab.Outcome whole = await VirtualLab.RunAsync(Protocol, InPlane, 1, Loop);

        VirtualLab.Outcome rest = await VirtualLab.ResumeAsync(Protocol, InPlane, whole.Data, 15, 1, Loop);

        double[] ohms = whole.Data.Numbers("smu_resistance");
        double step = ohms.Max() - ohms.Min();
        Assert.All(rest.Data.Numbers("smu_resistance").Zip(ohms[15..]), pair => Assert.Equal(
            pair.Second, pair.First, 0.01 * step));
    }

    [Fact]
    public async Task Run_TwoAxes_DrawsAMapAndCuts()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            1,
            "axes=rf.frequency 340..352 MHz step 2 MHz snake; magnet.field 6200..6300 Oe step 50 Oe",
            "read=voltmeter.voltage, magnet.field");

        Assert.Equal(21, outcome.Data.Count);
        Assert.Equal(
            [340, 342, 344, 346, 348, 350, 352, 352, 350],
            outcome.Data.Numbers("rf_frequency")[..9].Select(hertz => Math.Round(hertz / 1e6, 6)));
        Assert.All(outcome.Data.Numbers("magnet_field")
            .Zip(outcome.Data.Numbers("magnet_field_read")), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        Figure map = outcome.Analysis.Figures[0];
        Assert.Equal("voltmeter.voltage over rf.frequency and magnet.field", map.Title);
        Assert.Equal(21, map.Panels[0].Series[0].Heat!.Length);
        Assert.Equal(3 * 2, outcome.Analysis.Figures[1].Panels[0].Series.Count);
    }

    [Fact]
    public async Task Run_ThreeAxes_DrawsASliceForEachValueOfTheThird()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, 1, "axes=rf.frequency 344, 346, 348 MHz; rf.power -20, -17 dBm; line.current 0, 5 mA");

        Assert.Equal(
            [
                "voltmeter.voltage over rf.frequency and rf.power, line.current 0 A",
                "voltmeter.voltage over rf.frequency and rf.power, line.current 5 mA"
            ],
            outcome.Analysis.Figures.Take(2).Select(figure => figure.Title));
    }

    [Fact]
    public async Task Run_Derived_HasItsUnitAndNoNumberWhereItDividesByZero()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            VirtualLab.Quiet,
            1,
            "axes=smu.current -100..100 uA step 50 uA",
            "read=smu.voltage",
            "hold=smu.compliance 100 mV",
            "operating_point=off",
            "derived=resistance = smu.voltage / smu.current; conductance = 1 / resistance in mS; heat = smu.voltage * "
                + "smu.current in uW");

        Assert.Equal(["Ω", "mS", "uW"], outcome.Data.Columns.Skip(2).Select(column => column.Unit));
        double[] ohms = outcome.Data.Numbers("resistance");
        Assert.True(double.IsNaN(ohms[2]));
        Assert.All(ohms.Where(double.IsFinite), value => Assert.Equal(163, value, 1)); // of the bench file
        Assert.Equal(1e3 / ohms[0], outcome.Data.Numbers("conductance")[0], 1e-9);
        Assert.Equal(ohms[0] * 1e-8 * 1e6, outcome.Data.Numbers("heat")[0], 1e-9);
        Assert.StartsWith(
            "resistance has no value at 1 of 5 points, first at point 2 (0 A). 'smu.voltage / smu.current' has no finite "
                + "value there",
            outcome.Analysis.Warnings[0],
            StringComparison.Ordinal);
        Assert.Equal("mS", outcome.Data.Columns.Single(column => column.Name == "conductance").Unit);
        Assert.Equal("S", outcome["conductance_maximum"].Unit);
    }

    [Fact]
    public async Task Run_Averages_RecordMeanAndDeviationOfReadingsAndFormulas()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            1,
            "axes=rf.frequency 300..301 MHz in 40",
            "averages=25",
            "derived=double = 2 * voltmeter.voltage",
            "operating_point=off");

        double[] deviation = outcome.Data.Numbers("voltmeter_voltage_deviation");
        Assert.All(deviation.Zip(outcome.Data.Numbers("double_deviation")), pair => Assert.Equal(
            2 * pair.First, pair.Second, 1e-15));

        // 40 means of 25 readings scatter by a fifth of one reading, if nothing drifts.
        double ofOne = Math.Sqrt(deviation.Average(value => value * value));
        Assert.InRange(ofOne, 1e-9, 1e-7);
        Assert.Equal(ofOne / 5, outcome.Analysis.Figures[0].Panels[0].Series[0].YUncertainty!.Average() * 1e-9, 0.2 * ofOne / 5);
    }

    [Fact]
    public async Task Run_Burst_RecordsAnArrayAtEachPoint()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, 1, "axes=rf.frequency 344, 346 MHz", "read=voltmeter.burst", "samples=6");

        double[][] bursts = outcome.Data.Arrays("voltmeter_burst");
        Assert.Equal([6, 6], bursts.Select(burst => burst.Length));
        Assert.NotEqual(bursts[0][0], bursts[0][1]);
        Assert.Equal("Samples of voltmeter.burst", Assert.Single(outcome.Analysis.Figures).Title);
    }

    [Fact]
    public async Task Run_OutputWithoutALevel_RecordsTheLevelThatIsFound()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, 1, "axes=rf.frequency 344, 346 MHz", "operating_point=off");

        Assert.Single(outcome.Data.Numbers("rf_power").Distinct());
        Assert.Contains(
            "rf.power is neither an axis nor held: it stays as it is found. 'hold' sets it.",
            outcome.Analysis.Tables[0].Rows.Select(row => row[0]));
    }

    [Theory]
    [InlineData(
        "read=", "voltmeter.volts",
        "The setting 'read', at character 1: 'voltmeter.volts' is nothing that can be read on this bench; there are "
            + "voltmeter.voltage, voltmeter.burst. Did you mean voltmeter.voltage?")]
    [InlineData(
        "read=", "voltmeter.voltage, voltmeter.voltage",
        "The setting 'read', at character 20: 'voltmeter.voltage' is named twice; leave one out, or take more averages.")]
    [InlineData(
        "read=", "voltmeter.voltage, smu.resistance",
        "The setting 'read', at character 20: 'smu.resistance' is taken while the output of smu is on, and this run sets "
            + "nothing of it. Say what it drives, in the form --set \"hold=smu.current VALUE\".")]
    [InlineData(
        "hold=", "rf.frequency 1 MHz",
        "The setting 'hold', at character 1: 'rf.frequency' is an axis as well; take it out of one of both.")]
    [InlineData(
        "hold=", "rf.power",
        "The setting 'hold', at character 1: 'rf.power' is no set-point; write a channel and its value, such as rf.power "
            + "-14 dBm.")]
    [InlineData("hold=", "rf.power 3 V", "The setting 'hold', at character 1: 3 V is a voltage; a power is expected here")]
    [InlineData(
        "derived=", "voltmeter.voltage / 2",
        "The setting 'derived', at character 1: 'voltmeter.voltage / 2' names no column; write a name of letters, digits and _ "
            + "before a formula")]
    [InlineData(
        "derived=", "r = smu.voltage / 2",
        "The setting 'derived', at character 1: 'r': at character 1 of 'smu.voltage / 2', 'smu.voltage' is not read; add it to "
            + "'read'.")]
    [InlineData(
        "derived=", "point = 2 * voltmeter.voltage",
        "The setting 'derived', at character 1: Two columns of the record would be called 'point'. Name the derived one "
            + "otherwise.")]
    [InlineData("averages=", "0", "The setting 'averages' is 0; it is 1 to 10000.")]
    public void Create_WrongSetting_SaysWhereAndHowToMendIt(string key, string value, string message)
    {
        var settings = (SweepSettings)SettingsBinder.Bind(
            typeof(SweepSettings), new Dictionary<string, string> { [key[..^1]] = value });

        SettingsException error = Assert.Throws<SettingsException>(() => Protocol.Create(
            settings, VirtualLab.Bench("spin-diode")));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ChannelThatIsSetAndRead_IsAmbiguousInFormulas()
    {
        SweepSettings settings = new()
        {
            Axes = "magnet.field 0..10 Oe in 2",
            Read = "magnet.field",
            Derived = "x = magnet.field * 2"
        };

        SettingsException error = Assert.Throws<SettingsException>(() => Protocol.Create(
            settings, VirtualLab.Bench("spin-diode")));

        Assert.EndsWith(
            "'magnet.field' could be its set-point or its reading; write magnet_field_set or magnet_field_read.",
            error.Message,
            StringComparison.Ordinal);
        Protocol.Create(
            settings with { Derived = "miss = magnet_field_read - magnet_field_set in Oe" }, VirtualLab.Bench("spin-diode"));
    }

    private static readonly string[] Loop = ["axes=magnet.field -80..80 Oe step 10 Oe up and down", "read=smu.resistance"];

    // The bench whose magnet's field lies in the plane, with a core that is pinned.
    private static BenchDefinition InPlane(BenchDefinition ignored)
    {
        BenchDefinition bench = VirtualLab.Quiet(VirtualLab.Bench("field-line"));
        return bench with
        {
            Sample = bench.Sample with
            {
                Junctions = [.. bench.Sample.Junctions.Select(junction => junction with
                {
                    Twin = junction.Twin with { Effects = junction.Twin.Effects with { Pinning = MagneticField.FromOersted(10) } }
                })],
            },
        };
    }

    private static void JunctionOf(out Magnetoresistance law)
    {
        var junction = VirtualLab.Bench("field-line").Sample.Junctions[0];
        law = new Magnetoresistance
        {
            MeanResistance = junction.Resistance,
            TunnelMagnetoresistanceRatio = junction.MagnetoresistanceRatio,
            SaturationField = junction.SaturationField,
        };
    }
}
