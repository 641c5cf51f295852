using Lab.Models.Data;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.SequentialDigits;

/// <summary>An epoch a point, one training after the other.</summary>
internal sealed class SequentialDigitsExperiment(SequentialDigitsSettings settings) : IExperiment
{
    private static readonly Column TrainingColumn = new("training", "", "Number of the training, from 0.");
    private static readonly Column EpochColumn = new("epoch", "", "Number of the epoch, from 0.");
    private static readonly Column LossColumn = new("loss", "", "Mean cross-entropy while the epoch went on, in nats.");
    private static readonly Column AccuracyColumn = new("training_accuracy", "", "Share of the digits that were named while the epoch went on.");
    private static readonly Column ValidationColumn = new("validation_accuracy", "", "Share after the epoch, of digits that choose the epoch.");
    private static readonly Column TestColumn = new("test_accuracy", "", "Share after the epoch, of digits that neither training nor choice sees.");
    private static readonly Column SynapsesColumn = new("synapses", "", "Weights of the network, without biases.");

    private LabelledSamples? digits;
    private DigitTraining? training;
    private int trainingIndex = -1;
    private ulong seed;

    public IReadOnlyList<Column> Columns { get; } = [TrainingColumn, EpochColumn, LossColumn, AccuracyColumn, ValidationColumn, TestColumn, SynapsesColumn];

    public int PointCount => settings.Seeds * settings.Epochs;

    public string Describe(int point) => $"training {(point / settings.Epochs) + 1}, epoch {(point % settings.Epochs) + 1}";

    public ValueTask PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        seed = context.Seed;
        digits ??= Digits.Load();
        return ValueTask.CompletedTask;
    }

    public ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        (int index, int epoch) = Math.DivRem(point, settings.Epochs);
        if (trainingIndex != index)
        {
            const ulong trainings = 1_000_000;
            training = new DigitTraining(settings, digits!, (seed * trainings) + (ulong)index);
            trainingIndex = index;
            if (epoch > 0)
            {
                throw new InvalidOperationException("Bug in Lab: a training was entered in its middle.");
            }
        }

        try
        {
            (double loss, double accuracy, double validation) = training!.Train();
            row.Set(TrainingColumn, index);
            row.Set(EpochColumn, epoch);
            row.Set(LossColumn, loss);
            row.Set(AccuracyColumn, accuracy);
            row.Set(ValidationColumn, validation);
            row.Set(TestColumn, training.Test());
            row.Set(SynapsesColumn, training.Shape.SynapseCount);
            return ValueTask.CompletedTask;
        }
        catch (ArithmeticException diverged)
        {
            throw new RunException(diverged.Message);
        }
    }

    public Analysis Analyse(IRunData data)
    {
        double[] validation = data.Numbers(ValidationColumn.Name);
        double[] test = data.Numbers(TestColumn.Name);
        int[] chosen =
        [
            .. Enumerable.Range(0, settings.Seeds).Select(index =>
            {
                // The last of the best epochs by the digits that choose; the test digits have no say in it.
                int[] points = [.. Enumerable.Range(index * settings.Epochs, settings.Epochs)];
                return points.Last(point => validation[point] == points.Max(other => validation[other]));
            }),
        ];
        double[] accuracy = [.. chosen.Select(point => test[point])];
        double spread = accuracy.Length > 1 ? accuracy.StandardDeviation() : 0;
        return new Analysis
        {
            Results =
            [
                new("test_accuracy", accuracy.Mean(), string.Empty, accuracy.Length > 1 ? spread / Math.Sqrt(accuracy.Length) : null, $"Mean accuracy on digits that were never seen, over {accuracy.Length} trainings, each at the epoch that other held-back digits chose."),
                new("test_accuracy_spread", spread, string.Empty, Uncertainty: null, "Standard deviation of it between the trainings."),
                new("validation_accuracy", chosen.Select(point => validation[point]).Mean(), string.Empty, Uncertainty: null, "Mean accuracy on the digits that chose the epoch."),
                new("synapses", data.Numbers(SynapsesColumn.Name)[0], string.Empty, Uncertainty: null, "Weights of the network, without biases."),
            ],
            Figures = [DrawLearning(data, validation)],
            Tables =
            [
                new ResultTable(
                    "Each training",
                    ["training", "epoch", "validation (%)", "test (%)"],
                    [.. chosen.Select((point, index) => (IReadOnlyList<string>)[$"{index + 1}", $"{(point % settings.Epochs) + 1}", $"{100 * validation[point]:0.0}", $"{100 * test[point]:0.0}"])]),
            ],
        };
    }

    private Figure DrawLearning(IRunData data, double[] validation)
    {
        double[] loss = data.Numbers(LossColumn.Name);
        double[] epochs = [.. Enumerable.Range(1, settings.Epochs).Select(epoch => (double)epoch)];
        return new Figure(
            "Learning curves",
            "epoch",
            [
                new FigurePanel("loss (nats)", [.. Enumerable.Range(0, settings.Seeds).Select(index => new FigureSeries($"training {index + 1}", epochs, loss[(index * settings.Epochs)..((index + 1) * settings.Epochs)], SeriesStyle.Line, index))]),
                new FigurePanel("validation accuracy (%)", [.. Enumerable.Range(0, settings.Seeds).Select(index => new FigureSeries($"training {index + 1}", epochs, [.. validation[(index * settings.Epochs)..((index + 1) * settings.Epochs)].Select(value => 100 * value)], SeriesStyle.Line, index))]),
            ]);
    }
}
