using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Trainings of dynamical networks: a training an item, an epoch a point.</summary>
/// <param name="settings">The settings that the trainings share.</param>
/// <param name="task">The task that they learn.</param>
/// <param name="trainings">The trainings in their order.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class NetworkStudy(
    NetworkSettings settings, SequenceTask task, IReadOnlyList<NetworkPlan> trainings,
    Func<NetworkRecord, Analysis> analyse) : IStudy
{
    internal static readonly Column TrainingColumn = new("training", "", "Number of the training, from 0.") { IsAxis = true };
    internal static readonly Column EpochColumn = new("epoch", "", "Number of the epoch, from 0.") { IsAxis = true };
    internal static readonly Column LossColumn = new(
        "loss", "", "Mean loss while the epoch went on: cross-entropy in nats for classes, squared error for predictions.");
    internal static readonly Column SynapsesColumn = new("synapses", "", "Weights of the network, without biases.");
    internal static readonly Column DriveColumn = new("cumulative_drive", "", "I·Δt with I = S·⟨|W|⟩·√N, after the epoch.");
    internal static readonly Column TrainedColumn = new(
        "trained", "", "1; 0 where the training had ended early, and the point repeats its last epoch.");

    internal static readonly Column ConfusionColumn = new(
        "confusion",
        "",
        "How many sequences of the test of each class were taken for each class after the epoch, shape [class · answer].",
        ColumnKind.Array)
    {
        Form = new ArrayForm(ElementType.Float32),
    };

    private readonly Column scoreColumn = TrainingScoreColumn(task);
    private readonly Column validationColumn = ValidationColumn(task);
    private readonly Column testColumn = TestColumn(task);
    private readonly bool hasConfusion = task.ClassNames.Count > 0;

    public IReadOnlyList<Column> Columns =>
    [
        TrainingColumn, EpochColumn, LossColumn, scoreColumn, validationColumn, testColumn, SynapsesColumn, DriveColumn,
        TrainedColumn,
        .. hasConfusion ? (Column[])[ConfusionColumn] : [],
    ];

    /// <summary>Whether a training that diverges ends early, with the epochs before, and not the run with it.</summary>
    public bool BearsDivergence { get; init; }

    /// <summary>The data that were read.</summary>
    public IReadOnlyList<ReadData> Data { get; init; } = [];

    public IReadOnlyList<ReadData> LookAtData() => Data;

    public int ItemCount => trainings.Count;

    public int Threads => settings.Threads;

    public int PointsOf(int item) => settings.Epochs;

    public string Describe(int item, int point) => $"training {item + 1} of {trainings.Count}, epoch {point + 1}";

    public IStudyWork Begin(StudyContext context) => new Work(this, settings, task, trainings, context);

    public Analysis Analyse(IRunData data) => analyse(new NetworkRecord(settings.Epochs, trainings.Count, task, data));

    internal static Column TrainingScoreColumn(SequenceTask task) =>
        new("training_" + ScoreOf(task), "", $"{DescribeScore(task)} while the epoch went on.");

    internal static Column ValidationColumn(SequenceTask task) =>
        new("validation_" + ScoreOf(task), "", $"{DescribeScore(task)} after the epoch, of samples that choose the epoch.");

    internal static Column TestColumn(SequenceTask task) => new(
        "test_" + ScoreOf(task), "", $"{DescribeScore(task)} after the epoch, of samples that neither training nor choice sees.");

    private static string ScoreOf(SequenceTask task) => task.IsClassification ? "accuracy" : "error";

    private static string DescribeScore(SequenceTask task) =>
        task.IsClassification ? "Share of the samples whose class was named" : "Mean squared error of the predictions";

    private void Fill(Row row, int training, int epoch, TrainedEpoch trained)
    {
        row.Set(TrainingColumn, training);
        row.Set(EpochColumn, epoch);
        row.Set(LossColumn, trained.Loss);
        row.Set(scoreColumn, trained.Score);
        row.Set(validationColumn, trained.Validation);
        row.Set(testColumn, trained.Test);
        row.Set(SynapsesColumn, trained.Synapses);
        row.Set(DriveColumn, trained.Drive);
        row.Set(TrainedColumn, trained.IsTrained ? 1 : 0);
        if (hasConfusion)
        {
            row.SetElements(ConfusionColumn, trained.Confusion);
        }
    }

    private sealed class Work(
        NetworkStudy study, NetworkSettings settings, SequenceTask task, IReadOnlyList<NetworkPlan> trainings,
        StudyContext context) : IStudyWork
    {
        public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            NetworkPlan plan = trainings[item.Index];
            var training = new NetworkTraining(settings, plan, task, context.SeedOf(plan.Replicate), item.Threads);
            var last = new TrainedEpoch(0, 0, 0, 0, training.Synapses, 0, IsTrained: false) { Confusion = training.NoAnswers };
            bool hasDiverged = false;
            for (int epoch = 0; epoch < settings.Epochs; epoch++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                bool hasEnded = hasDiverged || (settings.Patience > 0 && training.EpochsWithoutGain >= settings.Patience);
                try
                {
                    last = hasEnded ? last with { IsTrained = false }
                        : await training.TrainAndTestAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (ArithmeticException) when (study.BearsDivergence)
                {
                    (hasDiverged, last) = (true, last with { IsTrained = false });
                }
                catch (ArithmeticException diverged)
                {
                    throw new RunException(diverged.Message, diverged);
                }

                (int at, TrainedEpoch trained) = (epoch, last);
                item.Add(row => study.Fill(row, item.Index, at, trained));
            }
        }
    }
}
