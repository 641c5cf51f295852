using Lab.Calibration.Regression;
using Lab.Instruments.Nanovoltmeters;
using Lab.Instruments.RfGenerators;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Offsets;

/// <summary>Readings with every RF output off.</summary>
internal sealed class VoltmeterOffsetExperiment(VoltmeterOffsetSettings settings) : IExperiment
{
    private const double Nano = 1e-9;

    private static readonly Column VoltageColumn = new("voltage", "V", "Voltage as read.");

    public IReadOnlyList<Column> Columns { get; } = [VoltageColumn];

    public int PointCount => settings.Readings;

    public string Describe(int point) => $"reading {point + 1}";

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        INanovoltmeter voltmeter = context.Bench.Get<INanovoltmeter>(BenchSetUp.VoltmeterRole);
        foreach (IRfGenerator generator in context.Bench.Instruments.OfType<IRfGenerator>())
        {
            await generator.SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
        }

        await voltmeter.ConfigureAsync(
            new NanovoltmeterSettings { Range = settings.Range, IntegrationCycles = settings.IntegrationCycles },
            cancellationToken).ConfigureAwait(false);
        return new Measurement(voltmeter);
    }

    public Analysis Analyse(IRunData data)
    {
        double[] volts = data.Numbers(VoltageColumn.Name);
        double[] seconds = data.BenchSeconds;
        LineFit drift = LineFit.Of(seconds, volts);

        // From one reading to the next a walk adds little to the noise; over a quarter of the run it shows.
        double noise = Math.Sqrt(Differences(volts, 1).Average(d => d * d) / 2);
        int lag = volts.Length / 4;
        double walkSquared = (Differences(volts, lag).Average(d => d * d) - (2 * noise * noise))
            / ((seconds[^1] - seconds[0]) * lag / (volts.Length - 1));
        double walk = Math.Sqrt(Math.Max(walkSquared, 0));

        // The mean of a walk is as uncertain as the walk gets in the run, whatever the noise averages to.
        double offset = volts.Mean();
        double took = seconds[^1] - seconds[0];
        double uncertainty = Math.Sqrt((noise * noise / volts.Length) + (walk * walk * took / 3));

        // A straight line through a walk has a slope by chance, of variance 6/5 of its square over the time.
        double driftUncertainty = double.Hypot(drift.Slope.StandardUncertainty, walk * Math.Sqrt(1.2 / took));
        List<ResultValue> results =
        [
            new("offset", offset, "V", uncertainty, "Mean of the readings with the RF off."),
            new("drift", drift.Slope.Value, "V/s", driftUncertainty, "Slope of the readings against time."),
            new("noise", noise, "V", Uncertainty: null, "Standard deviation of one reading, from the differences of neighbours.")
            {
                Digits = 2
            },
            new(
                "walk",
                walk,
                "V",
                Uncertainty: null,
                "What the offset wanders by within a second, standard deviation; it grows with the root of time.") { Digits = 2 },
        ];
        if (walk > 0)
        {
            results.Add(new(
                "interval",
                noise * noise / (walk * walk),
                "s",
                Uncertainty: null,
                "Time after which the offset has wandered by as much as a reading scatters: measure it anew at least as often.")
            {
                Digits = 2
            });
        }

        return new Analysis
        {
            Conclusion = new Conclusion(
                "With the RF off the voltmeter reads {offset}, and one reading scatters by {noise}. The offset wanders by "
                    + "{walk} within a second.",
                "Measure a spectrum with `lab run spin-diode`, and the offset anew when that time is over: `lab run "
                    + "voltmeter-offset`.")
            {
                Trust = "The offset holds for as long as it wanders less than a reading scatters, which is {interval}.",
            },
            Results = results,
            Calibrations =
            [
                new CalibrationRecord("voltmeter/offset", offset, "V", uncertainty, string.Empty)
                {
                    Curves = new Dictionary<string, double[]>
                    {
                        ["drift"] = [drift.Slope.Value],
                        ["noise"] = [noise],
                        ["walk"] = [walk]
                    },
                },
            ],
            Figures =
            [
                new Figure(
                    "Voltage with the RF off",
                    "time (s)",
                    [
                        new FigurePanel("voltage (nV)",
                        [
                            new FigureSeries(
                                "readings", seconds, [.. volts.Select(v => v / Nano)], SeriesStyle.Points, 0,
                                [.. volts.Select(_ => noise / Nano)]),
                            new FigureSeries(
                                "straight line",
                                [seconds[0], seconds[^1]],
                                [drift.At(seconds[0]).Value / Nano, drift.At(seconds[^1]).Value / Nano],
                                SeriesStyle.Line,
                                1),
                        ]),
                    ]),
            ],
        };
    }

    private static IEnumerable<double> Differences(double[] values, int lag) =>
        Enumerable.Range(0, values.Length - lag).Select(i => values[i + lag] - values[i]);

    private sealed class Measurement(INanovoltmeter voltmeter) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken) =>
            row.Set(VoltageColumn, (await voltmeter.ReadAsync(cancellationToken).ConfigureAwait(false)).Volts);
    }
}
