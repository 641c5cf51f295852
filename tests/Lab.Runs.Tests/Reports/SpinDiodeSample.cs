using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Tests.Reports;

/// <summary>A run such as the spin-diode protocol makes: three powers of 121 frequencies each, with fits and residuals.</summary>
internal static class SpinDiodeSample
{
    private const double ResonanceMegahertz = 346.012;
    private const double HalfWidthMegahertz = 5.6;
    private const double NoiseMicrovolts = 0.55;
    private const int FrequencyCount = 121;

    private static readonly double[] PowersMicrowatts = [2, 6, 12];

    public static IReadOnlyList<Column> Columns { get; } =
    [
        new Column("frequency", "Hz", "Set frequency of the RF generator."),
        new Column("power", "W", "RF power at the junction."),
        new Column("voltage", "V", "Rectified voltage, output on less output off."),
        new Column("trace", "V", "Readings of the nanovoltmeter.", ColumnKind.Array),
    ];

    public static RunInfo Info { get; } = new()
    {
        Run = "20260304-130509-spin-diode",
        Protocol = "spin-diode",
        Status = RunStatus.Done,
        Seed = 7,
        Simulated = true,
        Version = "0.1.0",
        Started = new DateTimeOffset(2026, 3, 4, 13, 5, 9, TimeSpan.Zero),
        Ended = new DateTimeOffset(2026, 3, 4, 13, 5, 11, TimeSpan.Zero),
        ProcessId = 4711,
        PlannedPoints = 363,
        Points = 363,
        BenchSeconds = 2300.4,
        Settings = new Dictionary<string, string>
        {
            ["frequencies"] = "316 MHz .. 376 MHz step 500 kHz",
            ["powers"] = "2 µW, 6 µW, 12 µW",
            ["field"] = "120 mT",
            ["averages"] = "4",
        },
        Bench = "demo",
        Instruments =
        [
            new InstrumentRecord(
                "rf",
                "rohde-schwarz-smb100a",
                "TCPIP::192.0.2.11::5025::SOCKET",
                "Rohde&Schwarz,SMB100A,1406.6000k02/101234,3.1.19.15"),
            new InstrumentRecord(
                "nanovolt", "keithley-2182a", "GPIB0::7::INSTR", "KEITHLEY INSTRUMENTS INC.,MODEL 2182A,1193142,C02  /A02"),
        ],
        Limits = ["rf: power at most -10 dBm", "junction: power at most 50 µW"],
        Calibrations = [new CalibrationRecord(
            "rf/loss", 3.42, "dB", 0.05, "20260301-090000-rf-loss", new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero))],
    };

    public static Analysis Analysis { get; } = new()
    {
        Results =
        [
            new ResultValue("resonance_frequency", 346.012e6, "Hz", 31e3, "Centre of the resonance, extrapolated to zero power."),
            new ResultValue("linewidth", 11.21e6, "Hz", 0.0823e6, "Full width at half maximum."),
            new ResultValue("sensitivity", 5.87, "V/W", 0.043, "Rectified voltage per RF power at resonance."),
            new ResultValue(
                "reduced_chi_square", 1.03, "", null, "Scatter about the fit in comparison with the noise; 1 is perfect."),
        ],
        Warnings = ["The power of 12 µW is 3 % above the linear range; its points weigh less in the fit of the sensitivity."],
        Figures = [Spectra(), Line()],
        Tables =
        [
            new ResultTable(
                "Fit of each power",
                ["power (µW)", "resonance (MHz)", "linewidth (MHz)", "peak (µV)"],
                [
                    ["2", "346.01 ± 0.12", "11.4 ± 0.3", "11.7 ± 0.2"],
                    ["6", "346.03 ± 0.04", "11.2 ± 0.1", "35.1 ± 0.2"],
                    ["12", "345.98 ± 0.03", "11.2 ± 0.1", "68.9 ± 0.2"]
                ]),
        ],
    };

    private static Figure Spectra()
    {
        // The sample is drawn with noise of its own; it is no model.
        var random = new Random(7);
        List<FigureSeries> upper = [];
        List<FigureSeries> lower = [];
        double[] frequencies = [.. Enumerable.Range(0, FrequencyCount).Select(i => 316 + (0.5 * i))];
        double[] fine = [.. Enumerable.Range(0, 601).Select(i => 316 + (0.1 * i))];
        for (int i = 0; i < PowersMicrowatts.Length; i++)
        {
            double power = PowersMicrowatts[i];
            double[] noise = [.. frequencies.Select(_ => NoiseMicrovolts * Gaussian(random))];
            double[] measured = [.. frequencies.Select((f, n) => Voltage(f, power) + noise[n])];
            double[] bars = [.. frequencies.Select(_ => NoiseMicrovolts)];
            upper.Add(new FigureSeries($"{power} µW", frequencies, measured, SeriesStyle.Points, i));
            upper.Add(new FigureSeries($"{power} µW fit", fine, [.. fine.Select(f => Voltage(f, power))], SeriesStyle.Line, i));
            lower.Add(new FigureSeries($"{power} µW residual", frequencies, noise, SeriesStyle.Points, i, bars));
        }

        return new Figure(
            "Rectified voltage",
            "frequency (MHz)",
            [new FigurePanel("rectified voltage (µV)", upper, 3), new FigurePanel("data − fit (µV)", lower)],
            "Points are measured, lines are fits of a resonance with a symmetric and an antisymmetric part. Residuals without "
                + "structure mean that the model holds.");
    }

    private static Figure Line()
    {
        double[] peaks = [11.7, 35.1, 68.9];
        return new Figure(
            "Voltage at resonance",
            "power at the junction (µW)",
            [
                new FigurePanel(
                    "peak voltage (µV)",
                    [
                        new FigureSeries("fitted peaks", PowersMicrowatts, peaks, SeriesStyle.Points, 0, [1.9, 2.1, 2.6]),
                        new FigureSeries("line through the origin", [0, 13], [0, 13 * 5.87], SeriesStyle.Line, 0),
                        new FigureSeries("linear range", [11.6, 11.6], [0, 80], SeriesStyle.DashedLine, 6),
                    ]),
            ],
            "The slope is the sensitivity.");
    }

    private static double Voltage(double megahertz, double microwatts)
    {
        double detuning = (megahertz - ResonanceMegahertz) / HalfWidthMegahertz;
        return 5.87 * microwatts * (1 + (0.25 * detuning)) / (1 + (detuning * detuning));
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
