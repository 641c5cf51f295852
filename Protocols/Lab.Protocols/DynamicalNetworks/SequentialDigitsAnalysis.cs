using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Mean and spread over the trainings, and their learning curves.</summary>
internal static class SequentialDigitsAnalysis
{
    /// <summary>Draws the conclusions.</summary>
    public static Analysis Of(SequentialDigitsSettings settings, NetworkRecord record)
    {
        double[] accuracy = record.Test;
        double spread = accuracy.Length > 1 ? accuracy.StandardDeviation() : 0;
        return new Analysis
        {
            Results =
            [
                new("test_accuracy", accuracy.Mean(), string.Empty, accuracy.Length > 1 ? spread / Math.Sqrt(accuracy.Length) : null, $"Mean accuracy on digits that were never seen, over {accuracy.Length} trainings, each at the epoch that other held-back digits chose."),
                new("test_accuracy_spread", spread, string.Empty, Uncertainty: null, "Standard deviation of it between the trainings."),
                new("validation_accuracy", record.ChosenValidation.Mean(), string.Empty, Uncertainty: null, "Mean accuracy on the digits that chose the epoch."),
                new("epoch_seconds", record.EpochSeconds, "s", Uncertainty: null, "Median time of an epoch, with the tests after it."),
                new("synapses", record.Synapses[0], string.Empty, Uncertainty: null, "Weights of the network, without biases."),
            ],
            Figures = [DrawLearning(settings, record)],
            Tables =
            [
                new ResultTable(
                    "Each training",
                    ["training", "epoch", "validation (%)", "test (%)"],
                    [.. accuracy.Select((test, index) => (IReadOnlyList<string>)[$"{index + 1}", $"{record.ChosenEpoch[index]}", $"{100 * record.ChosenValidation[index]:0.0}", $"{100 * test:0.0}"])]),
            ],
        };
    }

    private static Figure DrawLearning(SequentialDigitsSettings settings, NetworkRecord record)
    {
        double[] epochs = [.. Enumerable.Range(1, settings.Epochs).Select(epoch => (double)epoch)];
        IReadOnlyList<FigureSeries> Curves(double[] values, double factor) =>
        [
            .. Enumerable.Range(0, settings.Seeds).Select(index => new FigureSeries($"training {index + 1}", epochs, [.. record.Of(values, index).Select(value => factor * value)], SeriesStyle.Line, index)),
        ];
        return new Figure(
            "Learning curves", "epoch", [new FigurePanel("loss (nats)", Curves(record.Loss, 1)), new FigurePanel("validation accuracy (%)", Curves(record.Validation, 100))]);
    }
}
