using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>The points of trainings on images, and what reports show of them. Nothing is chosen on test images:
/// the last epoch counts.</summary>
internal sealed class ClassifierRecord
{
    private readonly ClassifierTrainingSettings settings;
    private readonly IReadOnlyList<ClassifierPlan> trainings;
    private readonly double[] training;
    private readonly double[] test;
    private readonly double[] seconds;
    private readonly double[][] confusion;
    private readonly double[][] weights;

    public ClassifierRecord(ClassifierTrainingSettings settings, IReadOnlyList<ClassifierPlan> trainings, IRunData data)
    {
        (this.settings, this.trainings) = (settings, trainings);
        training = data.Numbers(ClassifierStudy.TrainAccuracyColumn.Name);
        test = data.Numbers(ClassifierStudy.TestAccuracyColumn.Name);
        seconds = data.Numbers(ClassifierStudy.SecondsColumn.Name);
        confusion = data.Arrays(ClassifierStudy.ConfusionColumn.Name);
        weights = data.Arrays(ClassifierStudy.WeightsColumn.Name);
        Trials =
        [
            .. Enumerable.Range(0, trainings.Count).Select(index => data.Arrays(ClassifierStudy.FinishColumn.Name)[Last(index)])
        ];
        Variants = [.. trainings.Select(plan => plan.Variant).Distinct()];
    }

    /// <summary>The devices' spread in the tests of trained networks, shape [training][number].</summary>
    public double[][] Trials { get; }

    /// <summary>The kinds of trainings, in their order.</summary>
    public IReadOnlyList<string> Variants { get; }

    /// <summary>The trainings of a kind.</summary>
    public int[] Of(string variant) =>
        [.. Enumerable.Range(0, trainings.Count).Where(index => trainings[index].Variant == variant)];

    /// <summary>First weights of the first training of a kind.</summary>
    public double[] FirstWeights(string variant) => weights[Last(Of(variant)[0])];

    /// <summary>Accuracies on test images after the last epoch, shape [training of the kind].</summary>
    public double[] Test(string variant) => [.. Of(variant).Select(index => test[Last(index)])];

    /// <summary>Accuracies on training images while the last epoch went on, shape [training of the kind].</summary>
    public double[] Training(string variant) => [.. Of(variant).Select(index => training[Last(index)])];

    /// <summary>A mean with its standard error, or none of a single number.</summary>
    public static ResultValue Mean(string name, string unit, double[] values, string description) =>
        new(name, values.Mean(), unit, values.Length > 1
            ? values.StandardDeviation() / Math.Sqrt(values.Length)
            : null, description);

    /// <summary>Results, figures and tables that all trainings on images have. The first kind of training is the kind that
    /// results without a name beside them belong to.</summary>
    public Analysis Summarise(int weightColumns, int weightRows) => new()
    {
        Conclusion = new Conclusion(
            $"The network names {{{settings.Tested}_accuracy}} of the images rightly, and {{train_accuracy}} of those it was "
                + "trained with.",
            settings.Tested == "test"
                ? "See what devices that spread cost: `lab run network-test --network RUN/network-1.npz`. Energy and time of "
                      + "such a network are estimated by `lab run energy`."
                : "Choose the settings on these images that were held back, then run once on the test images.")
        {
            Trust = "Accuracies of variants that were tested on the same images differ where their difference exceeds the "
                + "spread between trainings. A training accuracy far above the other says that images were learned by heart.",
        },
        Results =
        [
            Mean(
                $"{settings.Tested}_accuracy",
                string.Empty,
                Test(Variants[0]),
                $"Mean accuracy on the {settings.TestedImages} after the last epoch, {Variants[0]}; {Spread}."),
            SampleError(Test(Variants[0]).Mean()),
            Mean(
                "train_accuracy",
                string.Empty,
                Training(Variants[0]),
                $"Mean accuracy on the training images while the last epoch went on, {Variants[0]}."),
            new(
                "epoch_seconds",
                SecondsOf(Variants[0]),
                "s",
                Uncertainty: null,
                "Median time of an epoch, without the test after it.") { Digits = 4 },
            .. Variants.Skip(1).Select(variant => Mean(
                $"{settings.Tested}_accuracy_"
                    + variant.Replace(' ', '_').Replace(",", string.Empty, StringComparison.Ordinal).Replace('.', '_')
                        .Replace('-', '_').ToLowerInvariant(),
                string.Empty,
                Test(variant),
                $"Mean accuracy on the {settings.TestedImages} after the last epoch, {variant}; {Spread}.")),
        ],
        Figures = [DrawLearning(), DrawConfusion(), DrawWeights(weightColumns, weightRows)],
        Tables =
        [
            new ResultTable(
                "Accuracy after the last epoch (%), mean ± standard deviation between trainings"
                    + (settings.ValidationShare > 0 ? ", on images held back from those to train with" : string.Empty),
                ["", "trainings", settings.Tested, "training", "time of an epoch (s)"],
                [.. Variants.Select(variant => (IReadOnlyList<string>)[
                    variant,
                    $"{Of(variant).Length}",
                    Percent(Test(variant)),
                    Percent(Training(variant)),
                    $"{SecondsOf(variant):0.00}"
                ])]),
        ],
    };

    /// <summary>Mean and spread in per cent.</summary>
    public static string Percent(double[] values) => values.Length > 1
        ? $"{100 * values.Mean():0.00} ± {100 * values.StandardDeviation():0.00}"
        : $"{100 * values.Mean():0.00}";

    /// <summary>The confusion matrix.</summary>
    /// <param name="sums">How many images of a class were taken for each, class after class.</param>
    public static Figure DrawConfusion(double[] sums)
    {
        int classes = (int)Math.Round(Math.Sqrt(sums.Length));
        double[] shares = [.. sums.Select((count, cell) => cell / classes == cell % classes
            ? 0
            : 100 * count / Math.Max(1, sums.Skip(cell / classes * classes).Take(classes).Sum()))];
        return new Figure(
            "Confusion",
            "answer",
            [
                new FigurePanel("class",
                [
                    new FigureSeries(
                        "share of the class (%)",
                        [.. sums.Select((_, cell) => (double)(cell % classes))],
                        [.. sums.Select((_, cell) => (double)(cell / classes))],
                        SeriesStyle.Points,
                        0)
                    {
                        Heat = shares,
                        HeatLabel = "wrong answers (%)",
                    },
                ]),
            ],
            "Share of the samples of a class that were taken for another; correct answers are left at zero.");
    }

    private string Spread => $"± its standard error over {settings.Seeds} trainings";

    /// <summary>Uncertainty of an accuracy from the number of images tested, whatever the trainings.</summary>
    private ResultValue SampleError(double accuracy)
    {
        double images = confusion[0].Sum();
        return new ResultValue(
            "test_sample_error",
            Math.Sqrt(accuracy * (1 - accuracy) / images),
            string.Empty,
            Uncertainty: null,
            $"Standard error of an accuracy because {images} images are tested: it comes on top where other images are "
                + "compared with.");
    }

    private int Last(int index) => ((index + 1) * settings.Epochs) - 1;

    private double SecondsOf(string variant) =>
        Of(variant).SelectMany(index => seconds[(Last(index) - settings.Epochs + 1)..(Last(index) + 1)]).Median();

    private Figure DrawLearning()
    {
        double[] epochs = [.. Enumerable.Range(1, settings.Epochs).Select(epoch => (double)epoch)];
        IReadOnlyList<FigureSeries> Curves(double[] values) =>
        [
            .. Variants.Select((variant, color) => new FigureSeries(
                variant,
                epochs,
                [.. Enumerable.Range(0, settings.Epochs).Select(epoch => Of(variant).Average(
                    index => 100 * values[(index * settings.Epochs) + epoch]))],
                SeriesStyle.Line,
                color)),
        ];
        return new Figure("Learning curves", "epoch", [
            new FigurePanel($"{settings.Tested} accuracy (%)", Curves(test)),
            new FigurePanel("training accuracy (%)", Curves(training))
        ], "Means over the trainings.");
    }

    private Figure DrawConfusion() => DrawConfusion(
        [.. Enumerable.Range(0, confusion[0].Length).Select(cell => Of(Variants[0]).Sum(index => confusion[Last(index)][cell]))]);

    private Figure DrawWeights(int columns, int rows)
    {
        double[] values = weights[Last(0)];
        const int perRow = 8;
        int size = columns * rows;
        return new Figure(
            "Weights of the first layer",
            "column",
            [
                new FigurePanel("row",
                [
                    new FigureSeries(
                        "weight",
                        [.. values.Select((_, i) => (double)((i / size % perRow * (columns + 1)) + (i % columns)))],
                        [.. values.Select((_, i) => -(double)((i / size / perRow * (rows + 1)) + (i % size / columns)))],
                        SeriesStyle.Points,
                        0)
                    {
                        Heat = values,
                        HeatLabel = "weight",
                    },
                ], 2),
            ],
            "One picture a neuron or filter, of the first training.");
    }
}
