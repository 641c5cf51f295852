using Lab.Models.Reservoirs;
using Lab.Runs;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.Reservoirs;

/// <summary>Trains and tests the read-outs of all masks of a record, beside a linear register: means over masks, and the
/// figures.</summary>
internal static class ReservoirAnalysis
{
    private const int ShownSteps = 100;
    private const int ShownStatesSteps = 40;

    /// <summary>Draws the conclusions from points that belong together.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="plan">The plan of them.</param>
    /// <param name="points">The points; at least one.</param>
    public static Analysis Of(ReservoirSettings settings, ReservoirPlan plan, IEnumerable<ReservoirRecord> points)
    {
        List<(ReservoirRecord Point, IReadOnlyList<ReservoirScore> Scores)> all = [.. points.Select(point =>
        {
            try
            {
                return (point, ReservoirScore.Of(point, plan.Trial, settings));
            }
            catch (ArithmeticException error)
            {
                throw new RunException(
                    $"The read-out of mask {point.MaskIndex + 1} cannot be fitted. {error.Message} It is the setting 'ridge', "
                        + "or give --readout pseudo-inverse.");
            }
        })];
        ReservoirScore[][] byName = ByName([.. all.SelectMany(each => each.Scores)]);
        int states = all[0].Point.States.Length / all[0].Point.Task.Input.Length;
        var singular = SingularValues.Of(all[0].Point.States, states);
        return new Analysis
        {
            Conclusion = new Conclusion(
                $"The reservoir reaches {{{byName[0][0].Name}}}; a linear register of {settings.Taps} taps reaches "
                    + $"{{register_{byName[0][0].Name}}}. So many states move independently: {{effective_states}}.",
                "Try more power, another step time and feedback: `lab run hyperparameter-search --protocol reservoir-study`. "
                    + "What holds in the model is measured by `lab run reservoir`.")
            {
                Trust = "A reservoir is worth its device where it beats the register beyond the spread of the masks.",
            },
            Results =
            [
                .. byName.Select(scores => ResultOf(
                    scores[0].Name, $"{scores[0].What}; mean over {scores.Length} {(scores.Length == 1 ? "mask" : "masks")}.",
                    [.. scores.Select(each => each.Value)])),
                .. byName.Select(scores => ResultOf(
                    $"register_{scores[0].Name}", $"The same of a linear register of {settings.Taps} taps.",
                    [.. scores.Select(each => each.Register)])),
                new(
                    "effective_states", singular.EffectiveCount, string.Empty, Uncertainty: null,
                    $"Of {states} states so many move independently: the square of the sum of the squared singular values over "
                        + "the sum of their squares.")
                {
                    Digits = 3
                },
            ],
            Figures =
            [
                .. byName.Any(scores => scores[0].OfDelays.Length > 0) ? (Figure[])[DrawMemory(byName)] : [],
                .. plan.Inputs.Select(kind => DrawAnswers(plan, all.First(each => each.Point.Input == kind).Point)),
                DrawMask(all[0].Point.Mask),
                DrawStates(all[0].Point, states),
                singular.Draw(),
            ],
            Tables =
            [
                new ResultTable(
                    $"{states} states of a step, and a linear register of {settings.Taps} taps",
                    ["", "reservoir", "deviation over masks", "linear register"],
                    [
                        .. byName.Select(scores => (IReadOnlyList<string>)
                        [
                            scores[0].What,
                            $"{scores.Average(each => each.Value):0.000}",
                            scores.Length > 1 ? $"{scores.Select(each => each.Value).StandardDeviation():0.000}" : "one mask",
                            $"{scores.Average(each => each.Register):0.000}",
                        ]),
                    ]),
            ],
            Warnings =
            [
                .. ReadoutWarnings.OfFewSteps(states, plan.Trial.Training, "training"),
                .. settings.Mask == MaskKind.File && settings.Masks > 1
                    ? (string[])["All masks are that of the file: the error bars are those of inputs and noise alone."]
                    : [],
            ],
        };
    }

    /// <summary>The figure by which reservoirs are told apart: the first of the task.</summary>
    /// <param name="analysis">The conclusions.</param>
    /// <returns>The more the better.</returns>
    public static double RankOf(Analysis analysis)
    {
        ResultValue first = analysis.Results[0];
        return first.Name.EndsWith("error", StringComparison.Ordinal) ? -first.Value : first.Value;
    }

    private static ReservoirScore[][] ByName(IReadOnlyList<ReservoirScore> scores) =>
        [.. scores.GroupBy(score => score.Name).Select(group => group.ToArray())];

    private static ResultValue ResultOf(string name, string what, double[] values) => new(
        name, values.Mean(), string.Empty,
        values.Length > 1 ? values.StandardDeviation() / Math.Sqrt(values.Length) : null, what)
    {
        Digits = 4
    };

    private static Figure DrawMemory(ReservoirScore[][] byName) => new(
        "Memory of each delay",
        "delay (steps)",
        [
            new FigurePanel(
                "squared correlation",
                [
                    .. byName.Where(scores => scores[0].OfDelays.Length > 0).SelectMany((scores, color) =>
                    {
                        double[][] own = [.. scores.Select(each => each.OfDelays)];
                        double[] delays = [.. own[0].Select((_, i) => i + 1.0)];
                        string degree = color == 0 ? "linear" : $"degree {color + 1}";
                        return (FigureSeries[])
                        [
                            new($"reservoir, {degree}", delays, MeanOf(own), SeriesStyle.Line, color)
                            {
                                Band = [.. delays.Select((_, i) => own.Length > 1
                                    ? own.Select(each => each[i]).StandardDeviation()
                                    : 0)],
                            },
                            .. color == 0
                                ? (FigureSeries[])[
                                    new(
                                        "linear register", delays, MeanOf([.. scores.Select(each => each.RegisterOfDelays)]),
                                        SeriesStyle.DashedLine, byName.Length),
                                ]
                                : [],
                        ];
                    }),
                ]),
        ],
        "How much of the input so many steps ago is left in the states; bands are the deviation over masks.");

    private static double[] MeanOf(double[][] rows) =>
        [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Average(row => row[i]))];

    private static Figure DrawAnswers(ReservoirPlan plan, ReservoirRecord point)
    {
        int first = plan.Trial.Washout + plan.Trial.Training;
        int count = Math.Min(ShownSteps, plan.Trial.Test);
        double[] steps = [.. Enumerable.Range(first, count).Select(step => (double)step)];
        double[] answers = plan.Trial.Predict(point.States, point.Task.Targets)[first..(first + count)];
        string target = point.Input switch
        {
            ReservoirInputKind.Uniform => "NARMA-10",
            ReservoirInputKind.Binary => "Parity of two bits",
            ReservoirInputKind.MackeyGlass => "Series of Mackey and Glass",
            _ => "Own task",
        };
        return new Figure(
            $"{target}: answers on the first steps of the test",
            "step",
            [
                new FigurePanel(
                    "value",
                    [
                        new FigureSeries("target", steps, point.Task.Targets[first..(first + count)], SeriesStyle.DashedLine, 0),
                        new FigureSeries("answer", steps, answers, SeriesStyle.Line, 1),
                    ]),
            ]);
    }

    private static Figure DrawMask(Mask mask) => new(
        "Mask",
        "node",
        [
            new FigurePanel(
                "weight",
                [
                    new FigureSeries(
                        "first mask", [.. mask.Weights.Select((_, node) => (double)node)], [.. mask.Weights],
                        SeriesStyle.Points, 0),
                ]),
        ]);

    private static Figure DrawStates(ReservoirRecord point, int states)
    {
        int steps = point.Task.Input.Length;
        int first = Math.Max(0, steps - ShownStatesSteps);
        int[] cells = [.. Enumerable.Range(first * states, (steps - first) * states)];
        return new Figure(
            "States",
            "step",
            [
                new FigurePanel(
                    "state",
                    [
                        new FigureSeries(
                            "state", [.. cells.Select(cell => (double)(cell / states))],
                            [.. cells.Select(cell => (double)(cell % states))], SeriesStyle.Points, 0)
                        {
                            Heat = [.. cells.Select(cell => point.States[cell])],
                            HeatLabel = "state",
                            IsHeatAboutZero = false,
                        },
                    ]),
            ],
            "The states of the last steps under the first mask.");
    }
}
