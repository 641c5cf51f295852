using System.Globalization;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>A study whose kinds of trainings were each done with several learning rates: that one counts whose trainings are best
/// on the samples that choose the epoch; the samples of the test have no say in it.</summary>
internal static class TunedStudyAnalysis
{
    /// <summary>Chooses, and draws the conclusions.</summary>
    /// <param name="axis">The varied quantity, with its unit: <c>pixel time (ns)</c>.</param>
    /// <param name="title">Title of the figure.</param>
    /// <param name="caption">The feature to look for.</param>
    /// <param name="record">The points.</param>
    /// <param name="keyOf">Of each training: its curve, the name of its result, and where it stands on the axis.</param>
    /// <param name="rateOf">Of each training: its learning rate.</param>
    public static Analysis Of(
        string axis, string title, string caption, NetworkRecord record,
        Func<int, (string Curve, string Result, double At)> keyOf, Func<int, double> rateOf)
    {
        Kind[] kinds =
        [
            .. Enumerable.Range(0, record.Test.Length).GroupBy(keyOf).Select(kind => new Kind(
                kind.Key.Curve,
                kind.Key.Result,
                kind.Key.At,
                [.. kind.GroupBy(rateOf).Select(rate => new Rate(
                    rate.Key, [.. rate], rate.Average(index => record.ChosenValidation[index])))])),
        ];
        Analysis chosen = NetworkStudyAnalysis.Of(
            axis, title, caption, record, keyOf, [.. kinds.SelectMany(kind => kind.Best.Trainings).Order()]);
        return kinds.All(kind => kind.Rates.Count == 1) ? chosen : chosen with
        {
            Results =
            [
                .. chosen.Results,
                .. kinds.Select(kind => new ResultValue(
                    $"learning_rate_{kind.Result}",
                    kind.Best.LearningRate,
                    string.Empty,
                    Uncertainty: null,
                    $"Learning rate that is best on the samples that choose the epoch, {axis} {kind.At:0.###}, {kind.Curve}.")),
            ],
            Tables = [.. chosen.Tables, Tabulate(axis, record, kinds)],
            Warnings =
            [
                .. kinds.Where(kind => kind.IsAtAnEnd).Select(kind => string.Create(
                    CultureInfo.InvariantCulture,
                    $"The learning rate chosen at {axis} {kind.At:0.###}, {kind.Curve}, is {kind.Best.LearningRate:G3}, an end "
                        + $"of those tried; better ones may lie beyond.")),
            ],
        };
    }

    private static ResultTable Tabulate(string axis, NetworkRecord record, Kind[] kinds) => new(
        "Learning rates: accuracy on the samples that choose the epoch (%), mean ± its standard error over "
            + $"{kinds[0].Best.Trainings.Length} trainings",
        ["", axis, "learning rate", "accuracy", "tested"],
        [
            .. from kind in kinds
               from rate in kind.Rates
               select (IReadOnlyList<string>)
               [
                   kind.Curve,
                   $"{kind.At:0.###}",
                   rate.LearningRate.ToString("G3", CultureInfo.InvariantCulture),
                   NetworkStudyAnalysis.Percent([.. rate.Trainings.Select(index => record.ChosenValidation[index])]),
                   rate == kind.Best ? "yes" : string.Empty,
               ],
        ]);

    private sealed record Rate(double LearningRate, int[] Trainings, double Validation);

    private sealed record Kind(string Curve, string Result, double At, IReadOnlyList<Rate> Rates)
    {
        public Rate Best { get; } = Rates.MaxBy(rate => rate.Validation)!;

        public bool IsAtAnEnd =>
            Rates.Count > 1
                && (Best.LearningRate == Rates.Min(rate => rate.LearningRate)
                    || Best.LearningRate == Rates.Max(rate => rate.LearningRate));
    }
}
