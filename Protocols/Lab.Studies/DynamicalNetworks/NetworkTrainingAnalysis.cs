using System.Globalization;
using Lab.Runs.Results;
using Lab.Studies.ClassifierNetworks;
using Lab.Studies.Series;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Mean and spread over trainings that differ by their random numbers alone, and their learning curves.</summary>
internal static class NetworkTrainingAnalysis
{
    // A wider table does not fit a page; the figure and the record have all classes.
    private const int MostTabulatedClasses = 20;

    /// <summary>Draws the conclusions.</summary>
    /// <param name="settings">The settings that the trainings share.</param>
    /// <param name="task">The learned task.</param>
    /// <param name="record">The points.</param>
    /// <param name="plan">One of the trainings.</param>
    /// <param name="baseline">A score to compare with, or <see langword="null"/>.</param>
    public static Analysis Of(
        NetworkSettings settings, SequenceTask task, NetworkRecord record, NetworkPlan plan, SeriesBaseline? baseline = null)
    {
        (string score, string what, double factor, string unit) = task.IsClassification
            ? ("accuracy", "accuracy", 100.0, " (%)")
            : ("error", "squared error, in units of the variance,", 1.0, string.Empty);
        double[] test = record.Test;
        double spread = test.Length > 1 ? test.StandardDeviation() : 0;
        int testSamples = task.Split(0).Test.Targets.Length / task.Outputs;
        EnergyEstimate energy = EnergyEstimate.Of(plan, task, (int)record.Synapses[0]);
        return new Analysis
        {
            Conclusion = new Conclusion(
                $"On samples that it never saw the network reaches a {what} of {{test_{score}}}. It was "
                    + $"{{validation_{score}}} on the samples that chose the epoch.",
                "Search learning rate and time scales with `lab run hyperparameter-search`. `lab run "
                    + "dynamical-mismatch-study` tells what devices that spread do to it.")
            {
                Trust = "A test far worse than the validation says that the epoch was chosen for its luck. Trainings differ by "
                    + $"{{test_{score}_spread}}. The drive of an epoch is {{cumulative_drive}}, of which the design rule wants "
                    + "one.",
            },
            Results =
            [
                new(
                    $"test_{score}",
                    test.Mean(),
                    string.Empty,
                    test.Length > 1 ? spread / Math.Sqrt(test.Length) : null,
                    $"Mean {what} on samples that were never seen, over {test.Length} trainings, each at the epoch that other "
                        + "held-back samples chose; its standard error over the "
                        + $"trainings{(task.IsClassification ? ", which are tested on the same samples" : string.Empty)}."),
                new(
                    $"test_{score}_spread",
                    spread,
                    string.Empty,
                    Uncertainty: null,
                    "Standard deviation of it between the trainings.") { Digits = 2 },
                .. task.IsClassification ? (ResultValue[])[SampleError(test.Mean(), testSamples)] : [],
                new(
                    $"validation_{score}",
                    record.ChosenValidation.Mean(),
                    string.Empty,
                    Uncertainty: null,
                    $"Mean {what} on the samples that chose the epoch.") { Digits = 4 },
                .. baseline is null
                    ? []
                    : (ResultValue[])[new(baseline.Name, baseline.Value, string.Empty, Uncertainty: null, baseline.Description)],
                new("synapses", record.Synapses[0], string.Empty, Uncertainty: null, "Weights of the network, without biases."),
                new(
                    "cumulative_drive",
                    record.ChosenDrive.Mean(),
                    string.Empty,
                    Uncertainty: null,
                    "I·Δt at the chosen epoch, of which the design rule wants 1.") { Digits = 4 },
                new(
                    "epoch_seconds",
                    record.EpochSeconds,
                    "s",
                    Uncertainty: null,
                    "Time of the run over all its epochs, with the tests after each; trainings run beside each other on "
                        + "several threads.")
                    {
                        Digits = 4
                    },
                new(
                    "energy",
                    energy.OfNeurons + energy.OfSynapses,
                    "J",
                    Uncertainty: null,
                    "Estimated energy of one sample on hardware; the report has its parts.") { Digits = 4 },
                new(
                    "presentation_time",
                    energy.PresentationTime.Seconds,
                    "s",
                    Uncertainty: null,
                    "Time in which the neurons are shown one sample."),
            ],
            Figures =
            [
                DrawLearning(settings, record, $"validation {score}{unit}", factor),
                .. record.Confusion.Length > 0 ? (Figure[])[ClassifierRecord.DrawConfusion(record.Confusion)] : [],
            ],
            Tables =
            [
                new ResultTable(
                    "Each training",
                    ["training", "epoch", $"validation{unit}", $"test{unit}"],
                    [
                        .. test.Select((value, index) => (IReadOnlyList<string>)
                        [
                            $"{index + 1}",
                            $"{record.ChosenEpoch[index]}",
                            Number(factor * record.ChosenValidation[index], factor),
                            Number(factor * value, factor),
                        ]),
                    ]),
                .. record.Confusion.Length > 0 && task.ClassNames.Count <= MostTabulatedClasses
                    ? (ResultTable[])[TabulateConfusion(task, record.Confusion, test.Length)]
                    : [],
                energy.Tabulate(),
            ],
        };
    }

    private static ResultTable TabulateConfusion(SequenceTask task, double[] counts, int trainings)
    {
        int classes = task.ClassNames.Count;
        return new ResultTable(
            "Confusion: test sequences of each class by their answer at the chosen "
                + $"epoch{(trainings > 1 ? $", sum of {trainings} trainings" : string.Empty)}",
            ["class", .. task.ClassNames.Select(name => $"answer {name}"), "correct (%)"],
            [
                .. task.ClassNames.Select((name, label) => (IReadOnlyList<string>)
                [
                    name,
                    .. counts.Skip(label * classes).Take(classes).Select(count => count.ToString(
                        "0", CultureInfo.InvariantCulture)),
                    Number(
                        100 * counts[(label * classes) + label] / Math.Max(1, counts.Skip(label * classes).Take(classes).Sum()),
                        100),
                ]),
            ]);
    }

    /// <summary>Uncertainty of an accuracy from the number of samples tested, whatever the trainings.</summary>
    public static ResultValue SampleError(double accuracy, int samples) => new(
        "test_sample_error",
        Math.Sqrt(accuracy * (1 - accuracy) / samples),
        string.Empty,
        Uncertainty: null,
        $"Standard error of an accuracy because {samples} samples are tested: it comes on top where other samples are "
            + "compared with.")
    { Digits = 2 };

    private static string Number(double value, double factor) =>
        value.ToString(factor > 1 ? "0.0" : "G3", CultureInfo.InvariantCulture);

    private static Figure DrawLearning(NetworkSettings settings, NetworkRecord record, string label, double factor)
    {
        double[] epochs = [.. Enumerable.Range(1, settings.Epochs).Select(epoch => (double)epoch)];
        IReadOnlyList<FigureSeries> Curves(double[] values, double scale)
        {
            double[][] trainings = [.. Enumerable.Range(0, settings.Seeds).Select(index => record.Of(values, index))];
            double[][] ofEpoch = [.. Enumerable.Range(0, settings.Epochs).Select(epoch => trainings.Select(
                training => scale * training[epoch]).ToArray())];
            return
            [
                new FigureSeries(
                    settings.Seeds > 1 ? $"mean of {settings.Seeds} trainings" : "training",
                    epochs,
                    [.. ofEpoch.Select(all => all.Mean())],
                    SeriesStyle.Line,
                    0)
                {
                    Band = settings.Seeds > 1 ? [.. ofEpoch.Select(all => all.StandardDeviation())] : null,
                },
            ];
        }

        return new Figure(
            "Learning curves",
            "epoch",
            [new FigurePanel("loss", Curves(record.Loss, 1)), new FigurePanel(label, Curves(record.Validation, factor))],
            settings.Seeds > 1 ? "The band is a standard deviation between the trainings to either side." : string.Empty);
    }
}
