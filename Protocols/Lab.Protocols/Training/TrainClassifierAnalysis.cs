using Lab.Protocols.Fields;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Training;

/// <summary>How a training went, and how well it ended.</summary>
internal sealed class TrainClassifierAnalysis(TrainClassifierSettings settings, IRunData data)
{
    private const double Micro = 1e-6;

    /// <summary>Counts and draws.</summary>
    public Analysis Conclude()
    {
        var record = new TrainingRecord(data);
        int[] steps = record.StepsOf(0);
        int test = record.TestOf(0);
        double accuracy = record.Accuracy[test];
        int samples = record.Target[test].Length;
        return new Analysis
        {
            Conclusion = new Conclusion(
                "After training {accuracy} of the samples that it never saw are on the right side. Their loss is {final_loss} "
                    + "nats, and that of the last steps was {training_loss}.",
                "Compare ways to train where the model of the chip is wrong: `lab run mismatch-study`. A hidden layer does "
                    + "what a line cannot: `lab run train-hidden-layer`.")
            {
                Trust =
                    "A test loss far above that of training says that it learned its samples by heart. The uncertainty is that "
                        + "of the number of samples tested.",
            },
            Results =
            [
                new(
                    "accuracy",
                    accuracy,
                    string.Empty,
                    Math.Sqrt(accuracy * (1 - accuracy) / samples),
                    $"Share of the {samples} samples that training never saw on the right side, measured on the bench."),
                new(
                    "final_loss",
                    record.Loss[test],
                    string.Empty,
                    Uncertainty: null,
                    "Mean cross-entropy of these samples, in nats.") { Digits = 4 },
                new(
                    "training_loss",
                    steps.TakeLast(5).Average(i => record.Loss[i]),
                    string.Empty,
                    Uncertainty: null,
                    "Mean cross-entropy of the last five steps, in nats.") { Digits = 4 },
                new(
                    "measurements",
                    record.MeasurementsAfter(test),
                    string.Empty,
                    Uncertainty: null,
                    "Samples that were measured for training and test; the map of the weights is not counted."),
                new("weight_1", record.ParameterAfter(test, 0), "V/W", Uncertainty: null, "First weight at the end, by the map.")
                {
                    Digits = 4
                },
                new("weight_2", record.ParameterAfter(test, 1), "V/W", Uncertainty: null, "Second weight at the end, by the map.")
                {
                    Digits = 4
                },
                .. new RecordedField(settings.Field, slope: null, data).Results,
            ],
            Figures = [DrawLearning(record, steps), DrawParameters(record, steps), DrawTest(record, test)],
            Warnings = accuracy < 0.6
                ? ["The accuracy is hardly better than guessing: look at the learning curve, and whether the map fits."]
                : [],
        };
    }

    private Figure DrawLearning(TrainingRecord record, int[] steps)
    {
        double[] x = [.. steps.Select((_, step) => step + 1.0)];
        return new Figure(
            "Learning curve",
            "step",
            [
                new FigurePanel(
                    "loss (nats)", [new FigureSeries("loss", x, [.. steps.Select(i => record.Loss[i])], SeriesStyle.Points, 0)]),
                new FigurePanel(
                    "accuracy (%)",
                    [
                        new FigureSeries(
                            "accuracy", x, [.. steps.Select(i => 100 * record.Accuracy[i])], SeriesStyle.Points, 1,
                            [
                                .. steps.Select(i => 100
                                    * Math.Sqrt(record.Accuracy[i] * (1 - record.Accuracy[i]) / settings.Batch)),
                            ]),
                    ]),
            ],
            $"Each point: the {settings.Batch} samples of a step, before the step was made.");
    }

    private static Figure DrawParameters(TrainingRecord record, int[] steps)
    {
        double[] x = [.. steps.Select((_, step) => step + 1.0)];
        FigureSeries Series(string name, int parameter, int color) =>
            new(name, x, [.. steps.Select(i => record.ParameterAfter(i, parameter))], SeriesStyle.Line, color);
        return new Figure(
            "What was learned",
            "step",
            [
                new FigurePanel("weight (V/W)", [Series("W1", 0, 0), Series("W2", 1, 1)]),
                new FigurePanel("read-out", [Series("gain (1/µV)", 2, 2), Series("bias", 3, 3)]),
            ],
            "Weights as the map believes them, after each step.");
    }

    private static Figure DrawTest(TrainingRecord record, int test)
    {
        List<FigureSeries> series = [];
        foreach ((string name, double target, bool right, int color) in ((string, double, bool, int)[])
            [
                ("class 0, right", 0, true, 0),
                ("class 1, right", 1, true, 1),
                ("class 0, wrong", 0, false, 5),
                ("class 1, wrong", 1, false, 4)
            ])
        {
            int[] points =
            [
                .. Enumerable.Range(0, record.Target[test].Length)
                    .Where(i => record.Target[test][i] == target && record.Output[test][i] > 0 == target > 0.5 == right),
            ];
            series.Add(new FigureSeries(
                name,
                [.. points.Select(i => record.Power1[test][i] / Micro)],
                [.. points.Select(i => record.Power2[test][i] / Micro)],
                SeriesStyle.Points,
                color));
        }

        // gain · (P1·W1 + P2·W2)/1 µV + bias = 0, as far as the inputs go.
        (double w1, double w2, double gain, double bias) = (
            record.ParameterAfter(test, 0),
            record.ParameterAfter(test, 1),
            record.ParameterAfter(test, 2),
            record.ParameterAfter(test, 3));
        double least = record.Power2[test].Min() / Micro;
        double largest = record.Power2[test].Max() / Micro;
        (double X, double Y)[] boundary =
        [
            .. Enumerable.Range(0, 201)
                .Select(i => record.Power1[test].Min() + ((record.Power1[test].Max() - record.Power1[test].Min()) * i / 200))
                .Select(p1 => (p1 / Micro, -((gain * p1 * w1 / Micro) + bias) / (gain * w2)))
                .Where(point => point.Item2 >= least && point.Item2 <= largest),
        ];
        series.Add(new FigureSeries(
            "boundary by the map",
            [.. boundary.Select(point => point.X)],
            [.. boundary.Select(point => point.Y)],
            SeriesStyle.DashedLine,
            2));
        return new Figure(
            "Samples that training never saw",
            "P1 (µW)",
            [new FigurePanel("P2 (µW)", series)],
            "Each point was measured once, with the weights of the last step.");
    }
}
