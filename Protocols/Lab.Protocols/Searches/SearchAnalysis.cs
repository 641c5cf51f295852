using System.Globalization;
using Lab.Models.Searching;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.Searches;

/// <summary>The results of a search: the finalist that is the best when it is run again, the effect of each setting, and the
/// ranges of good values.</summary>
/// <param name="settings">The settings.</param>
/// <param name="space">The searched space.</param>
/// <param name="runner">Ran the trials.</param>
/// <param name="trials">The trials in their order.</param>
/// <param name="confirmations">The finalists again, one after the other.</param>
/// <param name="finalists">The trials whose settings the finalists have.</param>
internal sealed class SearchAnalysis(
    HyperparameterSearchSettings settings, SearchSpace space, TrialRunner runner, SearchTrial[] trials,
    SearchTrial[] confirmations, int[] finalists)
{
    private const int PairsToDraw = 3;

    private readonly double[][] confirmed =
    [
        .. finalists.Select((_, i) => confirmations.Skip(i * settings.Confirmations).Take(settings.Confirmations)
            .Select(trial => trial.Score).ToArray()),
    ];

    /// <summary>Draws the conclusions.</summary>
    public Analysis Conclude()
    {
        if (trials.All(trial => double.IsNaN(trial.Score)))
        {
            return new Analysis
            {
                Failure =
                    $"Every trial failed{(runner.LastFailure is { } why ? $", the last one with: {why}" : ".")} There is "
                        + "nothing to choose from; look at the ranges in 'space'."
            };
        }

        // A finalist that fails when it is run again is no good.
        int[] byMean = [.. Enumerable.Range(0, finalists.Length).OrderByDescending(i => confirmed[i].Any(double.IsNaN)
            ? double.NegativeInfinity
            : confirmed[i].Mean())];
        SearchTrial best = trials[finalists[byMean[0]]];
        double[] again = confirmed[byMean[0]];
        double[] effects = MainEffects.Of(space.Dimensions, trials);
        KeyValuePair<string, string>[] chosen = [.. space.At(best.Place)];
        string[] options =
        [
            .. chosen.Select(pair => $"--{pair.Key.Replace('_', '-')} \"{Round(pair.Value)}\""),
            .. runner.Fixed.Select(pair => $"--{pair.Key.Replace('_', '-')} \"{pair.Value}\""),
        ];
        string command = $"lab run {settings.Protocol} {string.Join(' ', options)}";
        var analysis = new Analysis
        {
            Conclusion = new Conclusion(
                $"The best settings give {{best_{settings.Objective}}} when they are run again with other random numbers. "
                    + "The tables rank the settings by how much they matter.",
                $"Use what was found: `{command}`.")
            {
                Trust =
                    "Trust the runs that confirmed the finalists and not the best trial, which was chosen for its luck as well.",
            },
            Results =
            [
                new(
                    "best_" + settings.Objective,
                    runner.ObjectiveOf(again.Mean()),
                    string.Empty,
                    again.StandardDeviation() / Math.Sqrt(again.Length),
                    $"Mean of {again.Length} runs with the best settings and random numbers that no trial had; its standard "
                        + "error over these runs."),
                .. chosen.Select((pair, d) => new ResultValue(
                    "best_" + pair.Key,
                    space.NumberAt(d, best.Place[d]),
                    string.Empty,
                    Uncertainty: null,
                    $"The setting to choose: {Round(pair.Value)}.")),
                new(
                    "whole_trials",
                    trials.Count(trial => trial.IsWhole),
                    string.Empty,
                    Uncertainty: null,
                    "Trials that went through all their points; the others were given up or failed."),
            ],
            Figures = [DrawHistory(), .. DrawDimensions(effects), .. DrawPairs(effects)],
            Tables =
            [
                TabulateFinalists(byMean),
                TabulateEffects(effects),
                new ResultTable("To run it with what was found", ["command"], [[command]])
            ],
        };
        return again.Any(double.IsNaN)
            ? analysis with
            {
                Failure = "Every finalist failed when it was run again. More 'trials' or narrower ranges may help.",
                Conclusion = null,
            }
            : analysis;
    }

    private static string Round(string value)
    {
        string[] parts = value.Split(' ', 2);
        return double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? string.Join(' ', [number.ToString("G3", CultureInfo.InvariantCulture), .. parts[1..]])
            : value;
    }

    private SearchTrial[] Scored => [.. trials.Where(trial => !double.IsNaN(trial.Score))];

    private Figure DrawHistory()
    {
        List<double> best = [];
        foreach (SearchTrial trial in trials)
        {
            double now = trial.IsWhole ? trial.Score : double.NegativeInfinity;
            best.Add(best.Count > 0 ? Math.Max(best[^1], now) : now);
        }

        FigureSeries Of(string name, Func<SearchTrial, bool> isOne, int color)
        {
            int[] which = [.. Enumerable.Range(0, trials.Length).Where(i => !double.IsNaN(trials[i].Score) && isOne(trials[i]))];
            return new FigureSeries(
                name,
                [.. which.Select(i => i + 1.0)],
                [.. which.Select(i => runner.ObjectiveOf(trials[i].Score))],
                SeriesStyle.Points,
                color);
        }

        int firstWhole = best.FindIndex(double.IsFinite);
        int[] known = firstWhole < 0 ? [] : [.. Enumerable.Range(firstWhole, trials.Length - firstWhole)];
        return new Figure(
            "The trials",
            "trial",
            [
                new FigurePanel(settings.Objective,
                [
                    Of("whole", trial => trial.IsWhole, 0),
                    Of("given up", trial => !trial.IsWhole, 1),
                    new FigureSeries(
                        "best so far",
                        [.. known.Select(i => i + 1.0)],
                        [.. known.Select(i => runner.ObjectiveOf(best[i]))],
                        SeriesStyle.Line,
                        0),
                ]),
            ],
            "A trial that is given up has the best value that was watched until then.");
    }

    private IEnumerable<Figure> DrawDimensions(double[] effects) => Enumerable.Range(0, effects.Length)
        .OrderByDescending(d => effects[d]).Select(d => new Figure(
        $"Along {space.Names[d]}",
        space.LabelOf(d),
        [
            new FigurePanel(
                settings.Objective,
                [new FigureSeries(
                    "trials", Numbers(d), [.. Scored.Select(trial => runner.ObjectiveOf(trial.Score))], SeriesStyle.Points, 0)])
        ],
        $"{effects[d]:P0} of the variance of the ranks lies along this setting.")
        {
            IsLogarithmic = space.IsLogarithmic(d),
        });

    // Of the settings that matter most, how good was what was tried, as its colour: around the median, so that either side shows.
    private IEnumerable<Figure> DrawPairs(double[] effects)
    {
        int[] order = [.. Enumerable.Range(0, effects.Length).OrderByDescending(d => effects[d])];
        double median = Scored.Select(trial => trial.Score).Median();
        return from i in Enumerable.Range(0, order.Length)
               from j in Enumerable.Range(i + 1, order.Length - i - 1)
               where i + j <= PairsToDraw
               select new Figure(
                   $"{space.Names[order[i]]} and {space.Names[order[j]]}",
                   space.LabelOf(order[i]),
                   [
                       new FigurePanel(space.LabelOf(order[j]),
                       [
                           new FigureSeries("trials", Numbers(order[i]), Numbers(order[j]), SeriesStyle.Points, 0)
                           {
                               Heat = [.. Scored.Select(trial => runner.ObjectiveOf(trial.Score) - runner.ObjectiveOf(median))],
                               HeatLabel = $"{settings.Objective} less its median",
                           },
                       ])
                       {
                           IsLogarithmic = space.IsLogarithmic(order[j]),
                       },
                   ],
                   "Where trials were made and how good they were.")
               {
                   IsLogarithmic = space.IsLogarithmic(order[i]),
               };
    }

    private double[] Numbers(int dimension) => [.. Scored.Select(trial => space.NumberAt(dimension, trial.Place[dimension]))];

    private ResultTable TabulateFinalists(int[] byMean) => new(
        "Finalists",
        ["trial", .. space.Names, "in the search", $"again: mean ± standard deviation of {settings.Confirmations} runs"],
        [
            .. byMean.Select(i => (IReadOnlyList<string>)
            [
                $"{finalists[i] + 1}",
                .. space.At(trials[finalists[i]].Place).Select(pair => Round(pair.Value)),
                runner.ObjectiveOf(trials[finalists[i]].Score).ToString("G4", CultureInfo.InvariantCulture),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{runner.ObjectiveOf(confirmed[i].Mean()):G4} ± {confirmed[i].StandardDeviation():G2}"),
            ]),
        ]);

    private ResultTable TabulateEffects(double[] effects) => new(
        "What each setting matters by itself",
        ["setting", "share of the variance of the ranks"],
        [.. Enumerable.Range(0, effects.Length).OrderByDescending(d => effects[d]).Select(
            d => (IReadOnlyList<string>)[space.Names[d], $"{effects[d]:P0}"])]);
}
