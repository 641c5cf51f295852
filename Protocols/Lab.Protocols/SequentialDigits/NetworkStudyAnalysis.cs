using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.SequentialDigits;

/// <summary>Accuracy against what a study varies, mean and spread over the trainings of each kind.</summary>
internal static class NetworkStudyAnalysis
{
    /// <summary>Draws the conclusions.</summary>
    /// <param name="axis">What is varied, with its unit: <c>pixel time (ns)</c>.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="caption">What to look for.</param>
    /// <param name="record">The points.</param>
    /// <param name="keyOf">Of each training: its curve, the name of its result, and where it stands on the axis.</param>
    public static Analysis Of(string axis, string title, string caption, DigitRecord record, Func<int, (string Curve, string Result, double At)> keyOf)
    {
        var groups = Enumerable.Range(0, record.TestAccuracy.Length).GroupBy(keyOf)
            .Select(group => (group.Key, Values: group.Select(index => record.TestAccuracy[index]).ToArray(), Synapses: group.Average(index => record.Synapses[index])))
            .ToArray();
        return new Analysis
        {
            Results =
            [
                .. groups.Select(group => new ResultValue(
                    group.Key.Result, group.Values.Mean(), string.Empty, group.Values.Length > 1 ? group.Values.StandardDeviation() / Math.Sqrt(group.Values.Length) : null, $"Mean accuracy on digits that were never seen, {axis} {group.Key.At:0.###}, {group.Key.Curve}.")),
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
                                new(curve.Key, [.. curve.Select(group => group.Key.At)], [.. curve.Select(group => 100 * group.Values.Mean())], SeriesStyle.Points, color, [.. curve.Select(group => group.Values.Length > 1 ? 100 * group.Values.StandardDeviation() : 0)]),
                                new($"{curve.Key}, mean", [.. curve.Select(group => group.Key.At)], [.. curve.Select(group => 100 * group.Values.Mean())], SeriesStyle.Line, color),
                            ]),
                        ]),
                    ],
                    caption),
            ],
            Tables =
            [
                new ResultTable(
                    "Test accuracy (%), mean ± standard deviation",
                    ["", axis, "synapses", "accuracy"],
                    [.. groups.Select(group => (IReadOnlyList<string>)[group.Key.Curve, $"{group.Key.At:0.###}", $"{group.Synapses:0}", $"{100 * group.Values.Mean():0.0} ± {(group.Values.Length > 1 ? 100 * group.Values.StandardDeviation() : 0):0.0}"])]),
            ],
        };
    }
}
