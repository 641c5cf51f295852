using Lab.Runs;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>An epoch a point, one training after the other.</summary>
/// <param name="settings">What the trainings share.</param>
/// <param name="task">What they learn.</param>
/// <param name="trainings">The trainings in their order.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class NetworkExperiment(NetworkSettings settings, SequenceTask task, IReadOnlyList<NetworkPlan> trainings, Func<NetworkRecord, Analysis> analyse) : IExperiment
{
    internal static readonly Column TrainingColumn = new("training", "", "Number of the training, from 0.") { IsAxis = true };
    internal static readonly Column EpochColumn = new("epoch", "", "Number of the epoch, from 0.") { IsAxis = true };
    internal static readonly Column LossColumn = new("loss", "", "Mean loss while the epoch went on: cross-entropy in nats for classes, squared error for predictions.");
    internal static readonly Column SynapsesColumn = new("synapses", "", "Weights of the network, without biases.");
    internal static readonly Column DriveColumn = new("cumulative_drive", "", "I·Δt with I = S·⟨|W|⟩·√N, after the epoch.");
    internal static readonly Column TrainedColumn = new("trained", "", "1; 0 where the training had ended early, and the point repeats its last epoch.");

    internal static readonly Column ConfusionColumn = new(
        "confusion", "", "How many sequences of the test of each class were taken for each class after the epoch, shape [class · answer].", ColumnKind.Array)
    {
        Form = new ArrayForm(ElementType.Float32),
    };

    private readonly Column scoreColumn = TrainingScoreColumn(task);
    private readonly Column validationColumn = ValidationColumn(task);
    private readonly Column testColumn = TestColumn(task);
    private readonly bool hasConfusion = task.ClassNames.Count > 0;

    public IReadOnlyList<Column> Columns =>
    [
        TrainingColumn, EpochColumn, LossColumn, scoreColumn, validationColumn, testColumn, SynapsesColumn, DriveColumn, TrainedColumn,
        .. hasConfusion ? (Column[])[ConfusionColumn] : [],
    ];

    public bool IsComputed => true;

    /// <summary>Whether a training that diverges ends early, with the epochs before, and not the run with it.</summary>
    public bool BearsDivergence { get; init; }

    /// <summary>What was read.</summary>
    public IReadOnlyList<ReadData> Data { get; init; } = [];

    public IReadOnlyList<ReadData> LookAtData() => Data;

    public int PointCount => trainings.Count * settings.Epochs;

    public string Describe(int point) => $"training {(point / settings.Epochs) + 1} of {trainings.Count}, epoch {(point % settings.Epochs) + 1}";

    public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        var queue = new TrainingQueue(trainings.Count, settings.Epochs, settings.Patience, settings.Threads, (index, threads) =>
            new NetworkTraining(settings, trainings[index], task, context.SeedOf(trainings[index].Replicate), threads))
        {
            BearsDivergence = BearsDivergence,
        };
        return new ValueTask<IMeasurement>(new Measurement(this, settings.Epochs, queue));
    }

    public Analysis Analyse(IRunData data) => analyse(new NetworkRecord(settings.Epochs, trainings.Count, task, data));

    internal static Column TrainingScoreColumn(SequenceTask task) => new("training_" + ScoreOf(task), "", $"{DescribeScore(task)} while the epoch went on.");

    internal static Column ValidationColumn(SequenceTask task) => new("validation_" + ScoreOf(task), "", $"{DescribeScore(task)} after the epoch, of samples that choose the epoch.");

    internal static Column TestColumn(SequenceTask task) => new("test_" + ScoreOf(task), "", $"{DescribeScore(task)} after the epoch, of samples that neither training nor choice sees.");

    private static string ScoreOf(SequenceTask task) => task.IsClassification ? "accuracy" : "error";

    private static string DescribeScore(SequenceTask task) => task.IsClassification ? "Share of the samples whose class was named" : "Mean squared error of the predictions";

    private sealed class Measurement(NetworkExperiment experiment, int epochs, TrainingQueue queue) : IMeasurement
    {
        public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
        {
            (int index, int epoch) = Math.DivRem(point, epochs);
            TrainedEpoch trained;
            try
            {
                // A run that is taken up within a training goes through its first epochs again.
                trained = await queue.TakeAsync(index, epoch, cancellationToken).ConfigureAwait(false);
            }
            catch (ArithmeticException diverged)
            {
                throw new RunException(diverged.Message);
            }

            row.Set(TrainingColumn, index);
            row.Set(EpochColumn, epoch);
            row.Set(LossColumn, trained.Loss);
            row.Set(experiment.scoreColumn, trained.Score);
            row.Set(experiment.validationColumn, trained.Validation);
            row.Set(experiment.testColumn, trained.Test);
            row.Set(SynapsesColumn, trained.Synapses);
            row.Set(DriveColumn, trained.Drive);
            row.Set(TrainedColumn, trained.IsTrained ? 1 : 0);
            if (experiment.hasConfusion)
            {
                row.SetElements(ConfusionColumn, trained.Confusion);
            }
        }
    }
}
