using Lab.Calibration;
using Lab.Calibration.FieldLines;
using Lab.Calibration.Regression;
using Lab.Protocols.Fields;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.FieldLines;

/// <summary>Field per current from the ratio of slopes, with hysteresis and leakage.</summary>
internal sealed class FieldLineCalibrationAnalysis(IRunData data)
{
    private const double TeslaPerOersted = 1e-4;

    /// <summary>Hysteresis of less than this many standard uncertainties is noise.</summary>
    private const double Significant = 4;

    /// <summary>Part of the swept field from which hysteresis makes the slopes doubtful.</summary>
    private const double LargestHysteresis = 0.02;

    private readonly double[] parts = data.Numbers(FieldLineCalibrationExperiment.PartColumn.Name);
    private readonly double[] upward = data.Numbers(FieldLineCalibrationExperiment.UpwardColumn.Name);
    private readonly double[] ohms = data.Numbers(FieldLineCalibrationExperiment.ResistanceColumn.Name);

    /// <summary>Fits and reports.</summary>
    public Analysis Conclude()
    {
        ResistanceSweep field = SweepOf(SweptPart.Field, FieldLineCalibrationExperiment.FieldColumn);
        ResistanceSweep current = SweepOf(SweptPart.Line, FieldLineCalibrationExperiment.CurrentColumn);
        ResistanceSweep other = SweepOf(SweptPart.OtherLine, FieldLineCalibrationExperiment.CurrentColumn);
        var fit = FieldLineFit.Fit(field, current, PreparedField.ScaleUncertaintyIn(data), out string? failure);
        Figure[] figures =
        [
            Draw("Resistance against the magnet's field", "field (Oe)", field, fit?.FieldPoints, fit?.Field, TeslaPerOersted),
            Draw("Resistance against the line's current", "current (mA)", current, fit?.CurrentPoints, fit?.Current, 1e-3),
            .. other.X.Count > 0
                ? [Draw("Resistance against the other line's current", "current (mA)", other, null, null, 1e-3)]
                : Array.Empty<Figure>(),
        ];
        if (fit is null)
        {
            return new Analysis { Failure = failure, Figures = figures };
        }

        return new Analysis
        {
            Conclusion = new Conclusion(
                "A current in the line makes a field of {field_per_current} at the junction. Of the other line's current "
                    + "{leakage} acts as if it flowed in this one.",
                "`lab calibrations list` shows the calibration and until when it holds. Tune the junction with `lab run "
                    + "weight-tuning`, whose resonance then moves by a known field.")
            {
                Trust =
                    "The field lags by {field_hysteresis} when the magnet is swept, and by {current_hysteresis} when the "
                        + "current is: both should be no more than their uncertainty. The factor has the scale of the "
                        + "gaussmeter in its uncertainty.",
            },
            Results =
            [
                Result(
                    "field_per_current",
                    fit.Conversion,
                    "T/A",
                    "Field of the line at the junction per current; 0.1 T/A are 1 Oe/mA."),
                .. other.X.Count > 0
                    ? [Result(
                        "leakage",
                        fit.LeakageOf(other),
                        string.Empty,
                        "Part of the other line's current that acts as if it flowed in this one.")]
                    : Array.Empty<ResultValue>(),
                Result("resistance_per_field", fit.OhmsPerField, "Ω/T", "Slope of the resistance with the in-plane field."),
                Result(
                    "field_hysteresis",
                    fit.FieldHysteresis,
                    "T",
                    "Lag of the way down behind the way up while the magnet was swept."),
                Result("current_hysteresis", fit.CurrentHysteresis, "T", "The same while the line's current was swept."),
            ],
            Calibrations =
            [
                Calibrated("line/field-per-current", fit.Conversion, "T/A"),
                .. other.X.Count > 0
                    ? [Calibrated("line/leakage", fit.LeakageOf(other), string.Empty)]
                    : Array.Empty<CalibrationRecord>(),
            ],
            Figures = figures,
            Warnings = [.. Doubts(fit)],
        };
    }

    private static CalibrationRecord Calibrated(string name, Estimate value, string unit) =>
        new(name, value.Value, unit, value.StandardUncertainty, string.Empty);

    private static IEnumerable<string> Doubts(FieldLineFit fit)
    {
        double span = fit.FieldPoints.X.Max() - fit.FieldPoints.X.Min();
        foreach ((string what, Estimate lag) in ((string, Estimate)[])[
            ("the field", fit.FieldHysteresis),
            ("the current", fit.CurrentHysteresis)
        ])
        {
            if (Math.Abs(lag.Value) > Significant * lag.StandardUncertainty && Math.Abs(lag.Value) > LargestHysteresis * span)
            {
                yield return $"The resistance lags by {lag.Value / TeslaPerOersted:0.00} Oe when {what} is swept up and down: "
                    + "the junction is hysteretic in this range. Choose a smaller one.";
            }
        }
    }

    private static ResultValue Result(string name, Estimate estimate, string unit, string description) =>
        new(name, estimate.Value, unit, estimate.StandardUncertainty, description);

    private static Figure Draw(
        string title, string axis, ResistanceSweep all, ResistanceSweep? fitted, LineFit? line, double unit)
    {
        List<FigureSeries> series = [DrawWay("up", all.Way(upward: true), 0), DrawWay("down", all.Way(upward: false), 1)];
        if (line is null || fitted is null)
        {
            return new Figure(title, axis, [new FigurePanel("resistance (Ω)", series)], string.Empty);
        }

        FigureSeries DrawWay(string name, ResistanceSweep way, int group) =>
            new(name, [.. way.X.Select(x => x / unit)], [.. way.Ohms], SeriesStyle.Points, group);

        // The band is one standard uncertainty of the line to either side.
        double[] ends = [.. Enumerable.Range(0, 21).Select(i => fitted.X.Min() + (i / 20.0 * (fitted.X.Max() - fitted.X.Min())))];
        foreach ((double sigmas, string name) in ((double, string)[])[(0, "line"), (-1, "− 1 σ"), (1, "+ 1 σ")])
        {
            series.Add(new FigureSeries(
                name,
                [.. ends.Select(x => x / unit)],
                [.. ends.Select(x => line.At(x).Value + (sigmas * line.At(x).StandardUncertainty))],
                SeriesStyle.Line,
                2));
        }

        return new Figure(
            title,
            axis,
            [
                new FigurePanel("resistance (Ω)", series, RelativeHeight: 2),
                new FigurePanel(
                    "residual (mΩ)",
                    [new FigureSeries(
                        "residual",
                        [.. fitted.X.Select(x => x / unit)],
                        [.. line.Residuals.Select(r => r / 1e-3)],
                        SeriesStyle.Points,
                        0,
                        [.. line.Residuals.Select(_ => line.Residuals.StandardDeviation() / 1e-3)])]),
            ],
            "The line is fitted where both sweeps reach the same resistances; the band is one standard uncertainty, "
                + "and bars are the scatter of a reading.");
    }

    private ResistanceSweep SweepOf(SweptPart part, Column swept)
    {
        double[] x = data.Numbers(swept.Name);
        int[] points = [.. Enumerable.Range(0, data.Count).Where(i => parts[i] == (int)part)];
        return new ResistanceSweep(
            [.. points.Select(i => x[i])], [.. points.Select(i => ohms[i])], [.. points.Select(i => upward[i] > 0)]);
    }
}
