using Lab.Models.Data;
using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.SequentialDigits;

/// <summary>An epoch a point, one training after the other.</summary>
/// <param name="settings">What the trainings share.</param>
/// <param name="trainings">The trainings in their order.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class DigitExperiment(DigitSettings settings, IReadOnlyList<DigitPlan> trainings, Func<DigitRecord, Analysis> analyse) : IExperiment
{
    private static readonly Column TrainingColumn = new("training", "", "Number of the training, from 0.");
    private static readonly Column EpochColumn = new("epoch", "", "Number of the epoch, from 0.");
    internal static readonly Column LossColumn = new("loss", "", "Mean cross-entropy while the epoch went on, in nats.");
    private static readonly Column AccuracyColumn = new("training_accuracy", "", "Share of the digits that were named while the epoch went on.");
    internal static readonly Column ValidationColumn = new("validation_accuracy", "", "Share after the epoch, of digits that choose the epoch.");
    internal static readonly Column TestColumn = new("test_accuracy", "", "Share after the epoch, of digits that neither training nor choice sees.");
    internal static readonly Column SynapsesColumn = new("synapses", "", "Weights of the network, without biases.");

    private LabelledSamples? digits;
    private DigitTraining? training;
    private int trainingIndex = -1;
    private ulong seed;

    public IReadOnlyList<Column> Columns { get; } = [TrainingColumn, EpochColumn, LossColumn, AccuracyColumn, ValidationColumn, TestColumn, SynapsesColumn];

    public int PointCount => trainings.Count * settings.Epochs;

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
            const ulong replicates = 1_000_000;
            training = new DigitTraining(settings, trainings[index], digits!, (seed * replicates) + (ulong)trainings[index].Replicate);
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

    public Analysis Analyse(IRunData data) => analyse(new DigitRecord(settings.Epochs, trainings.Count, data));
}
