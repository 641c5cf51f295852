using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Nanowires;
using Lab.Calibration.Switching;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>Counts of walls, their law, and the nucleation field.</summary>
internal sealed class PassProbabilityAnalysis(IRunData data)
{
    private const double Milli = 1e-3;
    private const int CurvePoints = 200;

    /// <summary>A bin of the reader in field is this wide at most, for the place of a step in it [the rise of a usual
    /// loop].</summary>
    private const double StepTesla = 0.07e-3;

    private readonly double[] fields = data.Numbers(PassProbabilityExperiment.FieldColumn.Name);
    private readonly double[] atPulse = data.Numbers(PassProbabilityExperiment.AtPulseColumn.Name);
    private readonly double[] walls = data.Numbers(PassProbabilityExperiment.WallsColumn.Name);
    private readonly double[] passed = data.Numbers(PassProbabilityExperiment.PassedColumn.Name);
    private readonly double[] notRead = data.Numbers(PassProbabilityExperiment.NotReadColumn.Name);
    private readonly double[] missed = data.Numbers(PassProbabilityExperiment.MissedColumn.Name);
    private readonly double[] worst = data.Numbers(PassProbabilityExperiment.WorstMissColumn.Name);
    private readonly double[] timed = data.Numbers(PassProbabilityExperiment.TimedColumn.Name);

    /// <summary>Counts, fits and reports.</summary>
    public Analysis Conclude()
    {
        int[] points = [.. Enumerable.Range(0, data.Count).Where(i => walls[i] > 0)];
        if (points.Length == 0)
        {
            return new Analysis { Failure = "There is no wall yet." };
        }

        PassCount[] counts =
        [
            .. points.GroupBy(i => fields[i]).OrderBy(same => same.Key).Select(same => new PassCount(
                same.Sum(i => walls[i] * atPulse[i]) / same.Sum(i => walls[i]), (int)same.Sum(i => walls[i]),
                (int)same.Sum(i => passed[i]))),
        ];
        var fit = PassProbabilityFit.Find(counts, out string? failure);
        double[] nucleation =
            [.. data.Numbers(PassProbabilityExperiment.NucleationColumn.Name).Where(double.IsFinite)];
        double again = points.Sum(i => notRead[i]);
        double loops = again + points.Sum(i => walls[i] + missed[i]);
        if (fit is null)
        {
            return new Analysis { Failure = failure, Figures = [Draw(counts, fit: null)], Tables = [TableOf(counts, fit: null)] };
        }

        Estimate nucleates = NucleationOf(nucleation);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "A wall passes every second time at about {h0}, and the slope is {slope}; at low fields {floor} of the walls "
                    + "pass. Without a pulse the wire reverses at {nucleation_field}.",
                "Read a trained network on this wire: `lab run stochastic-inference`.")
            {
                Trust = "Trust it where the curve goes through the counts. The scale of the field sensor is not in the "
                    + "uncertainties.",
            },
            Results =
            [
                Of("h0", fit.Centre, "T", "h₀, the field at the middle of the slope."),
                Of("slope", fit.Slope, "1/T", "Δ, the slope of the logistic function."),
                Of("floor", fit.Floor, string.Empty, "d, the probability with which a wall passes at any low field."),
                .. nucleates.IsKnown
                    ? (ResultValue[])
                    [
                        Of(
                            "nucleation_field", nucleates, "T",
                            "Mean field at which the wire reverses without a pulse, from nucleation to nucleation."),
                    ]
                    : [],
                new ResultValue(
                    "worst_miss", points.Max(i => worst[i]), "T", null,
                    "Largest difference of the field at a pulse from the wanted one, of the walls that count.")
                {
                    Digits = 3,
                },
                Share(
                    "not_read_share", again, loops,
                    "Loops that could not be trusted and were taken again."),
            ],
            Calibrations = [PassProbabilityRecord.Of(fit, nucleates)],
            Figures = [Draw(counts, fit), DrawTiming(points)],
            Tables = [TableOf(counts, fit)],
            Warnings = [.. Doubts(fit, nucleation, again / loops)],
        };
    }

    private static ResultValue Of(string name, Estimate estimate, string unit, string description) =>
        new(name, estimate.Value, unit, estimate.StandardUncertainty, description);

    private static ResultValue Share(string name, double count, double all, string description)
    {
        var interval = WilsonInterval.Of((int)count, (int)all);
        return new ResultValue(name, count / all, string.Empty, (interval.Upper - interval.Lower) / 2, description);
    }

    // The mean of single fields, and the place of a step within its bin.
    private static Estimate NucleationOf(double[] tesla)
    {
        if (tesla.Length < 2)
        {
            return Estimate.Unknown;
        }

        double mean = tesla.Average();
        double variance = tesla.Sum(each => (each - mean) * (each - mean)) / (tesla.Length - 1);
        return new Estimate(mean, Math.Sqrt((variance / tesla.Length) + (StepTesla * StepTesla / 12)));
    }

    private IEnumerable<string> Doubts(PassProbabilityFit fit, double[] nucleation, double notReadShare)
    {
        if (fit.Misfit is { } misfit)
        {
            yield return misfit;
        }

        const double mostNotRead = 0.2;
        if (notReadShare > mostNotRead)
        {
            yield return $"{100 * notReadShare:F0} % of the loops could not be read. Where pinned walls are harder to read than "
                + "those that pass, the probabilities come out too high: look at them with 'lab run kerr-loop'.";
        }

        if (nucleation.Length < 2 && fields.Any(field => field == 0))
        {
            yield return "The nucleation field is not told: in no two loops without pulses there was one clear step. Raise "
                + "'loop_amplitude'.";
        }
    }

    private static ResultTable TableOf(PassCount[] counts, PassProbabilityFit? fit) => new(
        "Walls at each field",
        ["field (mT)", "walls", "passed", "68 % interval", "fit"],
        [
            .. counts.Select(count =>
            {
                var interval = WilsonInterval.Of(count.Passed, count.Walls);
                return (IReadOnlyList<string>)
                [
                    (count.Tesla / Milli).ToString("F3", CultureInfo.InvariantCulture),
                    count.Walls.ToString(CultureInfo.InvariantCulture), count.Passed.ToString(CultureInfo.InvariantCulture),
                    string.Create(CultureInfo.InvariantCulture, $"{interval.Lower:F4} to {interval.Upper:F4}"),
                    fit is null
                        ? string.Empty
                        : fit.Law.At(MagneticField.FromTesla(count.Tesla)).ToString("F4", CultureInfo.InvariantCulture),
                ];
            }),
        ]);

    private static Figure Draw(PassCount[] counts, PassProbabilityFit? fit)
    {
        WilsonInterval[] intervals = [.. counts.Select(count => WilsonInterval.Of(count.Passed, count.Walls))];
        var series = new List<FigureSeries>
        {
            new(
                "counted", [.. counts.Select(count => count.Tesla / Milli)],
                [.. intervals.Select(interval => (interval.Lower + interval.Upper) / 2)], SeriesStyle.Points, 0,
                [.. intervals.Select(interval => (interval.Upper - interval.Lower) / 2)]),
        };
        if (fit is not null)
        {
            double step = (counts[^1].Tesla - counts[0].Tesla) / (CurvePoints - 1);
            double[] curve = [.. Enumerable.Range(0, CurvePoints).Select(i => counts[0].Tesla + (i * step))];
            series.Add(new FigureSeries(
                "fit", [.. curve.Select(tesla => tesla / Milli)],
                [.. curve.Select(tesla => fit.Law.At(MagneticField.FromTesla(tesla)))], SeriesStyle.Line, 1));
        }

        return new Figure(
            "Pass probability against field", "propagation field (mT)", [new FigurePanel("probability to pass", series)],
            "Points and bars are Wilson's intervals of 68 %, at the field that was recorded when the pulses came.");
    }

    private Figure DrawTiming(int[] points)
    {
        double[] minutes = [.. points.Select(i => data.BenchSeconds[i] / 60)];
        return new Figure(
            "Timing of the pulses", "time (min)",
            [
                new FigurePanel(
                    "field at the pulse off (µT)",
                    [
                        new FigureSeries(
                            "mean of a point", minutes, [.. points.Select(i => (atPulse[i] - fields[i]) / 1e-6)],
                            SeriesStyle.Points, 0),
                        new FigureSeries(
                            "largest", minutes, [.. points.Select(i => worst[i] / 1e-6)], SeriesStyle.Points, 1),
                    ]),
                new FigurePanel(
                    "timed anew",
                    [new FigureSeries("so far", minutes, [.. points.Select(i => timed[i])], SeriesStyle.Line, 2)], 0.5),
            ],
            "The field drifts while the magnet becomes warm; each loop records the field at its own pulse, and the pulses are "
                + "timed anew where the last loops are off together.");
    }
}
