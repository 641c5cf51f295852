using System.Globalization;
using Lab.Models.StochasticSynapses;
using Lab.Runs.Results;
using Lab.Runs.Studies;
using Lab.Studies.ClassifierNetworks;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.StochasticSynapses;

/// <summary>How many samples of a stochastic synapse are worth their time: accuracy against the samples of training and test, the
/// stochastic rule against the mean-field rule, distributions of fields and outputs (Ellis 2023, Figs. 3 and 4c). A study in the
/// computer: it needs no instrument.</summary>
public sealed class SamplingStudyProtocol : Study<SamplingStudySettings>
{
    /// <inheritdoc/>
    public override string Name => "sampling-study";

    /// <inheritdoc/>
    public override string Summary =>
        "Stochastic synapses: accuracy against samples of training and test, time and energy, for the stochastic and the "
            + "mean-field rule.";

    /// <inheritdoc/>
    public override IStudy Create(SamplingStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new StochasticStudy(
            settings, (inputs, classes) => PlansOf(settings, inputs, classes), record => Analyse(settings, record));
    }

    private static string KindOf(LearningRule rule, int samples) =>
        $"{(rule == LearningRule.Stochastic ? "stochastic" : "mean-field")} rule, K = {samples}";

    // The long trainings first, so that no thread is left with one of them at the end.
    private static StochasticPlan[] PlansOf(SamplingStudySettings settings, int inputs, int classes)
    {
        var model = new StochasticPerceptron.Options(inputs, classes)
        {
            CentreMillitesla = settings.Centre.Tesla * 1e3,
            SlopePerMillitesla = settings.Slope,
            Floor = settings.Floor,
            LargestMillitesla = settings.LargestField.Tesla * 1e3,
        };
        LearningRule[] rules = settings.MeanField ? Enum.GetValues<LearningRule>() : [LearningRule.Stochastic];
        int[] tests = settings.ToTestSamples();
        return
        [
            .. from rule in rules
               from samples in settings.ToTrainSamples().Reverse()
               from replicate in Enumerable.Range(0, settings.Seeds)
               select new StochasticPlan(
                   KindOf(rule, samples), replicate, settings.RateOf(samples), model with { Samples = samples, Rule = rule },
                   [samples, .. tests.Where(test => test != samples).Select(test => (int?)test)]),
        ];
    }

    private static Analysis Analyse(SamplingStudySettings settings, StochasticRecord record)
    {
        int[] trained = settings.ToTrainSamples();
        int[] tested = [.. trained.Union(settings.ToTestSamples()).Order()];
        string Stochastic(int samples) => KindOf(LearningRule.Stochastic, samples);
        string[] ends = trained.Length > 1 ? [Stochastic(trained[0]), Stochastic(trained[^1])] : [Stochastic(trained[0])];
        List<ResultValue> results =
        [
            .. trained.Select(samples => ClassifierRecord.Mean(
                $"test_accuracy_{samples}", string.Empty, record.Test(Stochastic(samples)),
                $"Mean accuracy on the test images, trained and tested with {samples} samples by the stochastic rule; ± its "
                    + $"standard error over {settings.Seeds} trainings.")),
        ];
        if (settings.MeanField)
        {
            results.AddRange(trained.Select(samples => ClassifierRecord.Mean(
                $"margin_{samples}", string.Empty,
                [
                    .. record.Test(Stochastic(samples)).Zip(
                        record.Test(KindOf(LearningRule.MeanField, samples)), (rule, mean) => rule - mean),
                ],
                $"By how much it is above the mean-field rule; ± its standard error over {settings.Seeds} trainings.")));
        }

        return new Analysis
        {
            Conclusion = new Conclusion(
                "The results name the accuracy for each number of samples, and the map what training and test with different "
                    + "numbers give.",
                "Take the fewest samples whose accuracy lies within the errors of the best, and train with them: `lab run "
                    + "stochastic-train --samples 16`.")
            {
                Trust = "Compare numbers of samples by their standard errors; a margin over the mean-field rule counts where "
                    + "it exceeds its error a few times.",
            },
            Results = [.. results, .. record.Common()],
            Figures =
            [
                DrawMap(record, trained, tested), DrawRules(settings, record, trained), record.DrawFields(ends, settings),
                record.DrawOutputs(ends, StochasticStudy.OutputsColumn, 1, "Outputs for an image, one sample"),
                record.DrawOutputs(
                    ends, StochasticStudy.MeanOutputsColumn, StochasticWork.FineSteps,
                    "Outputs for an image, as many samples as in training"),
                DrawDeviations(record, trained), DrawCosts(settings, record, trained, tested), record.DrawLearning(),
            ],
            Tables =
            [
                TabulateMap(record, trained, tested), record.Tabulate(), TabulateCosts(settings, record, trained),
            ],
            Warnings = [.. record.Unfinished(settings)],
        };
    }

    /// <summary>Accuracies of a training's networks at samples of the test; <see langword="null"/> where it was not
    /// tested.</summary>
    private static double[]? At(StochasticRecord record, LearningRule rule, int trained, int tested)
    {
        string kind = KindOf(rule, trained);
        IReadOnlyList<int?> tests = record.Plans.First(plan => plan.Kind == kind).TestSamples;
        int index = tests.ToList().IndexOf(tested);
        return index < 0 ? null : record.Test(kind, index);
    }

    private static Figure DrawMap(StochasticRecord record, int[] trained, int[] tested)
    {
        (int Trained, int Tested, double Accuracy)[] cells =
        [
            .. from train in trained
               from test in tested
               let accuracies = At(record, LearningRule.Stochastic, train, test)
               where accuracies is not null
               select (train, test, 100 * accuracies.Mean()),
        ];
        return new Figure(
            "Samples of training and test", "samples K of the test",
            [
                new FigurePanel(
                    "samples K of the training",
                    [
                        new FigureSeries(
                            "test accuracy (%)",
                            [.. cells.Select(cell => (double)cell.Tested)],
                            [.. cells.Select(cell => (double)cell.Trained)],
                            SeriesStyle.Points, 0)
                        {
                            Heat = [.. cells.Select(cell => cell.Accuracy)],
                            HeatLabel = "test accuracy (%)",
                            IsHeatAboutZero = false,
                        },
                    ])
                {
                    IsLogarithmic = true,
                },
            ],
            "Stochastic rule, mean over the trainings (Ellis 2023, Fig. 4c).")
        {
            IsLogarithmic = true,
        };
    }

    private static Figure DrawRules(SamplingStudySettings settings, StochasticRecord record, int[] trained)
    {
        FigureSeries Draw(LearningRule rule, string name, int color)
        {
            double[][] accuracies = [.. trained.Select(samples => record.Test(KindOf(rule, samples)))];
            return new FigureSeries(
                name, [.. trained.Select(samples => (double)samples)], [.. accuracies.Select(each => 100 * each.Mean())],
                SeriesStyle.Points, color,
                [.. accuracies.Select(each => each.Length > 1 ? 100 * each.StandardDeviation() : 0)]);
        }

        return new Figure(
            "Stochastic and mean-field rule", "samples K of training and test",
            [
                new FigurePanel(
                    "test accuracy (%)",
                    [
                        Draw(LearningRule.Stochastic, "stochastic rule", 0),
                        .. settings.MeanField ? (FigureSeries[])[Draw(LearningRule.MeanField, "mean-field rule", 1)] : [],
                    ]),
            ],
            "Mean and standard deviation of the trainings (Ellis 2023, Fig. 3h). The rule that knows of the chance makes it "
                + "small where few samples are taken.")
        {
            IsLogarithmic = true,
        };
    }

    private static Figure DrawDeviations(StochasticRecord record, int[] trained)
    {
        double[] x = [.. trained.Select(samples => (double)samples)];
        double[] one = [.. trained.Select(samples => record.DeviationOf(KindOf(LearningRule.Stochastic, samples)) ?? 0)];
        return new Figure(
            "Deviation of a neuron's sum", "samples K of the training",
            [
                new FigurePanel(
                    "standard deviation",
                    [
                        new FigureSeries("tested with one sample", x, one, SeriesStyle.Points, 0),
                        new FigureSeries(
                            "tested with as many as trained", x,
                            [.. one.Select((deviation, i) => deviation / Math.Sqrt(trained[i]))], SeriesStyle.Points, 1),
                    ]),
            ],
            "Root of the mean of σ² over test images, mean over neurons and trainings (Ellis 2023, Fig. 3g).")
        {
            IsLogarithmic = true,
        };
    }

    private static double ShotsOf(StochasticRecord record, int tested, int classes) => tested * record.ActiveInputs * classes;

    private static int ClassesOf(StochasticRecord record) =>
        (int)Math.Round(Math.Sqrt(record.Arrays(StochasticStudy.ConfusionColumn, record.Kinds[0])[0].Length));

    private static Figure DrawCosts(SamplingStudySettings settings, StochasticRecord record, int[] trained, int[] tested)
    {
        int classes = ClassesOf(record);
        return new Figure(
            "Accuracy against energy", "energy of the pulses for an image (mJ)",
            [
                new FigurePanel(
                    "test accuracy (%)",
                    [
                        .. trained.Select((train, color) =>
                        {
                            (double Energy, double Accuracy)[] points =
                            [
                                .. from test in tested
                                   let accuracies = At(record, LearningRule.Stochastic, train, test)
                                   where accuracies is not null
                                   select (
                                       ShotsOf(record, test, classes) * settings.PulseJoules * 1e3, 100 * accuracies.Mean()),
                            ];
                            return new FigureSeries(
                                $"trained with K = {train}", [.. points.Select(point => point.Energy)],
                                [.. points.Select(point => point.Accuracy)], SeriesStyle.Line, color);
                        }),
                    ]),
            ],
            string.Create(
                CultureInfo.InvariantCulture,
                $"A pulse takes {settings.PulseJoules * 1e9:0} nJ; inputs of 0 take none. One wire does {settings.LoopFrequency} "
                    + $"shots one after the other, so that time goes with energy."))
        {
            IsLogarithmic = true,
        };
    }

    private static ResultTable TabulateMap(StochasticRecord record, int[] trained, int[] tested) => new(
        "Test accuracy (%), stochastic rule, mean ± standard deviation between trainings",
        ["trained with", .. tested.Select(test => $"tested with {test}")],
        [
            .. trained.Select(train => (IReadOnlyList<string>)
            [
                $"K = {train}",
                .. tested.Select(test => At(record, LearningRule.Stochastic, train, test) is { } accuracies
                    ? ClassifierRecord.Percent(accuracies)
                    : string.Empty),
            ]),
        ]);

    private static ResultTable TabulateCosts(SamplingStudySettings settings, StochasticRecord record, int[] trained)
    {
        int classes = ClassesOf(record);
        static string Round(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        return new ResultTable(
            "Cost of an image, trained and tested with as many samples",
            [
                "samples", "accuracy (%)", "shots", "time on one wire (s)", "time on a wire a synapse (s)",
                "energy of the pulses (mJ)",
            ],
            [
                .. trained.Select(samples =>
                {
                    double shots = ShotsOf(record, samples, classes);
                    return (IReadOnlyList<string>)
                    [
                        $"{samples}",
                        ClassifierRecord.Percent(record.Test(KindOf(LearningRule.Stochastic, samples))),
                        Round(shots, "0"),
                        Round(shots / settings.LoopFrequency.Hertz, "0"),
                        Round(samples / settings.LoopFrequency.Hertz, "0.00"),
                        Round(shots * settings.PulseJoules * 1e3, "0.00"),
                    ];
                }),
            ]);
    }
}
