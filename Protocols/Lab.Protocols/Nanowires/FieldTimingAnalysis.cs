using Lab.Calibration.Nanowires;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>The timing, and what it leaves at wanted fields.</summary>
internal sealed class FieldTimingAnalysis(FieldTimingSettings settings, IRunData data, IReadOnlyList<FieldTiming> told)
{
    private const double Milli = 1e-3;
    private const double Micro = 1e-6;

    private readonly double[] fields = data.Numbers(FieldTimingExperiment.FieldColumn.Name);
    private readonly double[] misses = data.Numbers(FieldTimingExperiment.MissColumn.Name);
    private readonly double[] lags = data.Numbers(FieldTimingExperiment.LagColumn.Name);

    /// <summary>Averages and reports.</summary>
    public Analysis Conclude()
    {
        int[] checks = [.. Enumerable.Range(0, data.Count).Where(i => fields[i] > 0)];
        if (told.Count < 2 || checks.Length == 0)
        {
            return new Analysis { Failure = "There are not yet loops that tell the timing and loops that check it." };
        }

        var timing = FieldTiming.Mean([.. told]);
        double residual = checks.Max(i => Math.Abs(misses[i]));
        (double lag, double amplitude) = (
            Uncertainty([.. told.Select(each => each.LagSeconds)]), Uncertainty([.. told.Select(each => each.Amplitude.Tesla)]));
        bool isTold = residual <= settings.LargestMiss.Tesla;
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The field is {lag} later than its waveform and has an amplitude of {amplitude}.",
                "Count walls with `lab run pass-probability`, whose pulses begin with this timing and follow the field.")
            {
                Trust = "In the loops that check it, the field at the pulse was at most {residual} off.",
            },
            Results =
            [
                new ResultValue("lag", timing.LagSeconds, "s", lag, "How much later than its waveform the field is."),
                new ResultValue("amplitude", timing.Amplitude.Tesla, "T", amplitude, "Amplitude of the field's fundamental."),
                new ResultValue(
                    "residual", residual, "T", null, "Largest difference from the wanted field in the loops that check.")
                {
                    Digits = 3,
                },
            ],
            Calibrations = isTold ? [FieldTimingRecord.Of(timing, lag, residual, settings)] : [],
            Figures = [DrawMisses(checks), DrawLag()],
            Warnings = isTold
                ? []
                :
                [
                    $"No calibration is put in force: {MagneticField.FromTesla(residual)} are left, more than 'largest_miss'. "
                        + "Let the magnet become warm first, look for noise at the field sensor, or lower 'timing_loops' where "
                        + "the field drifts fast.",
                ],
        };
    }

    private static double Uncertainty(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(each => (each - mean) * (each - mean)) / (values.Length - 1) / values.Length);
    }

    private Figure DrawMisses(int[] checks) => new(
        "What is left at wanted fields", "wanted field (mT)",
        [
            new FigurePanel(
                "field off (µT)",
                [
                    new FigureSeries(
                        "loops", [.. checks.Select(i => fields[i] / Milli)], [.. checks.Select(i => misses[i] / Micro)],
                        SeriesStyle.Points, 0),
                ]),
        ],
        "Each loop records the field at the time that was set for the pulse. "
            + $"Beyond {settings.LargestMiss} a wall would not count.");

    private Figure DrawLag() => new(
        "Lag of the field", "time (s)",
        [
            new FigurePanel(
                "lag (µs)",
                [new FigureSeries("loops", data.BenchSeconds, [.. lags.Select(lag => lag / Micro)], SeriesStyle.Points, 0)]),
        ],
        "The lag grows while the magnet becomes warm.");
}
