using System.Globalization;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Accuracy against what a study varies, mean and spread over the trainings of each kind.</summary>
internal static class NetworkStudyAnalysis
{
    /// <summary>Draws the conclusions.</summary>
    /// <param name="axis">The varied quantity, with its unit: <c>pixel time (ns)</c>.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="caption">The feature to look for.</param>
    /// <param name="record">The points.</param>
    /// <param name="keyOf">Of each training: its curve, the name of its result, and where it stands on the axis.</param>
    /// <param name="shown">The trainings that count; none for all.</param>
    public static Analysis Of(
        string axis, string title, string caption, NetworkRecord record,
        Func<int, (string Curve, string Result, double At)> keyOf, IReadOnlyList<int>? shown = null)
    {
        shown ??= [.. Enumerable.Range(0, record.Test.Length)];
        var groups = shown.GroupBy(keyOf)
            .Select(group => (
                group.Key,
                Values: group.Select(index => record.Test[index]).ToArray(),
                Synapses: group.Average(index => record.Synapses[index]),
                Drive: group.Average(index => record.ChosenDrive[index])))
            .ToArray();
        return new Analysis
        {
            Conclusion = new Conclusion(
                $"The figure shows the test accuracy against {axis}; the results give each with its standard error over the "
                    + "trainings.",
                "Train at the best place with `lab run sequential-digits`, with more seeds. `lab run "
                    + "dynamical-mismatch-study` tells what devices that spread do to it.")
            {
                Trust =
                    "Compare by the bars, the spread of the trainings: all are tested on the same digits, so that the choice "
                        + "of digits adds nothing.",
            },
            Results =
            [
                .. groups.Select(group => new ResultValue(
                    group.Key.Result,
                    group.Values.Mean(),
                    string.Empty,
                    group.Values.Length > 1 ? group.Values.StandardDeviation() / Math.Sqrt(group.Values.Length) : null,
                    $"Mean accuracy on digits that were never seen, {axis} {group.Key.At:0.###}, {group.Key.Curve}; its "
                        + $"standard error over {group.Values.Length} trainings, tested on the same digits.")),
            ],
            Figures =
            [
                new Figure(
                    title,
                    axis,
                    [
                        new FigurePanel("test accuracy (%)",
                        [
                            .. groups.GroupBy(group => group.Key.Curve).SelectMany((curve, color) => (FigureSeries[])
                            [
                                new(curve.Key, [.. curve.Select(group => group.Key.At)], [
                                    .. curve.Select(group => 100 * group.Values.Mean())
                                ],
                                SeriesStyle.Points,
                                color,
                                [.. curve.Select(group => group.Values.Length > 1 ? 100 * group.Values.StandardDeviation() : 0)]),
                                new(
                                    $"{curve.Key}, mean",
                                    [.. curve.Select(group => group.Key.At)],
                                    [.. curve.Select(group => 100 * group.Values.Mean())],
                                    SeriesStyle.Line,
                                    color),
                            ]),
                        ]),
                    ],
                    $"{caption} Mean and standard deviation of {groups[0].Values.Length} trainings."),
                DrawLearning(axis, record, keyOf, shown),
                new Figure(
                    "Accuracy against the cumulative drive",
                    "I·Δt",
                    [
                        new FigurePanel("test accuracy (%)",
                        [
                            .. groups.GroupBy(group => group.Key.Curve).Select((curve, color) =>
                                new FigureSeries(
                                    curve.Key,
                                    [.. curve.Select(group => group.Drive)],
                                    [.. curve.Select(group => 100 * group.Values.Mean())],
                                    SeriesStyle.Points,
                                    color)),
                        ]),
                    ],
                    "I = S·⟨|W|⟩·√N with the weights of the chosen epoch; the design rule wants I·Δt ≈ 1."),
            ],
            Tables =
            [
                new ResultTable(
                    $"Test accuracy (%), mean ± its standard error over {groups[0].Values.Length} trainings, which are tested "
                        + "on the same digits",
                    ["", axis, "synapses", "I·Δt", "accuracy"],
                    [.. groups.Select(group => (IReadOnlyList<string>)[
                        group.Key.Curve,
                        $"{group.Key.At:0.###}",
                        $"{group.Synapses:0}",
                        $"{group.Drive:0.00}",
                        Percent(group.Values)
                    ])]),
            ],
        };
    }

    /// <summary>Mean and its standard error in per cent.</summary>
    public static string Percent(double[] values) => values.Length > 1
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * values.Mean():0.0} ± {100 * values.StandardDeviation() / Math.Sqrt(values.Length):0.0}")
        : string.Create(CultureInfo.InvariantCulture, $"{100 * values.Mean():0.0}");

    // Mean over the trainings of each kind.
    private static Figure DrawLearning(
        string axis, NetworkRecord record, Func<int, (string Curve, string Result, double At)> keyOf, IReadOnlyList<int> shown)
    {
        double[] epochs = [.. Enumerable.Range(1, record.Epochs).Select(epoch => (double)epoch)];
        FigurePanel Of(string label, double[] solid, double[] dashed) => new(label,
        [
            .. shown.GroupBy(keyOf).SelectMany((group, color) => (FigureSeries[])
            [
                new(
                    $"{group.Key.Curve}, {axis} {group.Key.At:0.###}, training",
                    epochs,
                    Mean(solid, group),
                    SeriesStyle.Line,
                    color),
                .. dashed.Length == 0
                    ? []
                    : (FigureSeries[])[new(
                        $"{group.Key.Curve}, {axis} {group.Key.At:0.###}, test",
                        epochs,
                        Mean(dashed, group),
                        SeriesStyle.DashedLine,
                        color)],
            ]),
        ]);
        double[] Mean(double[] values, IEnumerable<int> trainings) =>
            [.. Enumerable.Range(0, record.Epochs).Select(epoch => trainings.Average(
                training => record.Of(values, training)[epoch]))];
        return new Figure(
            "Learning curves",
            "epoch",
            [
                Of(
                    "accuracy (%)",
                    [.. record.Training.Select(value => 100 * value)],
                    [.. record.TestCurve.Select(value => 100 * value)]),
                Of("loss (nats)", record.Loss, [])
            ],
            "While the epoch went on (line), and on samples that were never seen (dashed).");
    }
}
