using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Nanowires;
using Lab.Calibration.Switching;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Nanowires;

/// <summary>Counts of walls, their law, and the nucleation field.</summary>
internal sealed class PassProbabilityAnalysis(PassProbabilitySettings settings, IRunData data)
{
    private const double Milli = 1e-3;
    private const int CurvePoints = 200;
    private const double MostNotRead = 0.2;
    private const double MostMissed = 0.2;

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
        double off = points.Sum(i => missed[i]);
        double loops = again + off + points.Sum(i => walls[i]);
        if (fit is null)
        {
            return new Analysis
            {
                Failure = failure,
                Figures = [Draw(counts, fit: null)],
                Tables = [TableOf(counts, points, fit: null)],
            };
        }

        Estimate nucleates = NucleationOf(nucleation);
        double spread = nucleates.IsKnown ? nucleation.StandardDeviation() : double.NaN;
        string[] doubts = [.. Doubts(fit, points, off / loops)];
        return new Analysis
        {
            Conclusion = new Conclusion(
                "Half of the walls that the floor leaves pass at {h0}, with a slope of {slope} there; {floor} of them pass at "
                    + "any low field. Without a pulse the wire reverses at {nucleation_field}.",
                "Use the wire as a synapse: `lab run stochastic-inference` takes this probability for its model.")
            {
                Trust = "The counts hold where few loops were taken again ({not_read_share} could not be read) and where the "
                    + "points lie about the curve by as much as their bars.",
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
                    "Largest difference of the field at a pulse from the wanted one, with the loops that were taken again.")
                {
                    Digits = 3,
                },
                WallShare.Of(
                    "not_read_share", again, loops,
                    "Loops that could not be trusted and were taken again."),
                WallShare.Of("missed_share", off, loops, "Loops whose pulse missed its field and were taken again."),
            ],
            Calibrations = doubts.Length == 0 ? [PassProbabilityRecord.Of(fit, nucleates, spread)] : [],
            Figures = [Draw(counts, fit), DrawTiming(points)],
            Tables = [TableOf(counts, points, fit)],
            Warnings =
            [
                .. doubts,
                .. doubts.Length > 0
                    ? (string[])["No calibration is put in force, since the probabilities may be those of the readings."]
                    : [],
                .. nucleates.IsKnown && new FreedByLimit(nucleates.Value, spread).FindFault(settings.FreedBy) is { } freed
                    ? (string[])[freed]
                    : [],
                .. nucleation.Length < 2 && fields.Any(field => field == 0)
                    ? (string[])
                    [
                        "The nucleation field is not told: in no two loops without pulses there was one clear step. Raise "
                            + "'loop_amplitude'.",
                    ]
                    : [],
            ],
        };
    }

    private static ResultValue Of(string name, Estimate estimate, string unit, string description) =>
        new(name, estimate.Value, unit, estimate.StandardUncertainty, description);

    // The mean of single fields. Each is known to a bin of the reader; where they scatter over several bins, that is part of
    // their scatter, and where they lie in one, the mean is wrong by up to half of it. Of normal numbers with a deviation σ the
    // mean of their bins of width w is off by w/π·exp(−2π²σ²/w²) at most (Widrow's theorem of quantisation).
    private Estimate NucleationOf(double[] tesla)
    {
        if (tesla.Length < 2)
        {
            return Estimate.Unknown;
        }

        double mean = tesla.Average();
        double variance = tesla.Sum(each => (each - mean) * (each - mean)) / (tesla.Length - 1);
        double bin = WallReader.BinOf(settings) * RiseAt(mean);
        double own = Math.Max(0, variance - (bin * bin / 12));
        double common = bin / Math.PI * Math.Exp(-2 * Math.PI * Math.PI * own / (bin * bin));
        return new Estimate(mean, Math.Sqrt((variance / tesla.Length) + (common * common / 2)));
    }

    // How fast the field rises where it has a value, T/s.
    private double RiseAt(double tesla)
    {
        double amplitude = settings.LoopAmplitude.Tesla;
        return Math.Tau * settings.LoopFrequency.Hertz * Math.Sqrt(Math.Max(0, (amplitude * amplitude) - (tesla * tesla)));
    }

    private IEnumerable<string> Doubts(PassProbabilityFit fit, int[] points, double missedShare)
    {
        if (fit.Misfit is { } misfit)
        {
            yield return misfit;
        }

        (double tesla, double share) = points.GroupBy(i => fields[i])
            .Select(same => (same.Key, same.Sum(i => notRead[i]) / same.Sum(i => notRead[i] + walls[i])))
            .MaxBy(each => each.Item2);
        if (share > MostNotRead)
        {
            yield return $"{100 * share:F0} % of the loops at {MagneticField.FromTesla(tesla)} could not be read. Where "
                + "pinned walls are harder to read than those that pass, the probabilities come out too high: look at them with "
                + "'lab run kerr-loop'.";
        }

        if (missedShare > MostMissed)
        {
            yield return $"In {100 * missedShare:F0} % of the loops the pulse missed its field by more than "
                + $"{settings.LargestMiss}: let the magnet become warm first, or look for noise at the field sensor.";
        }
    }

    // Counts and points have their fields in one order.
    private ResultTable TableOf(PassCount[] counts, int[] points, PassProbabilityFit? fit) => new(
        "Walls at each field",
        ["field (mT)", "walls", "passed", "68 % interval", "fit", "not read", "missed"],
        [
            .. counts.Zip(points.GroupBy(i => fields[i]).OrderBy(same => same.Key), (count, same) =>
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
                    same.Sum(i => notRead[i]).ToString(CultureInfo.InvariantCulture),
                    same.Sum(i => missed[i]).ToString(CultureInfo.InvariantCulture),
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
