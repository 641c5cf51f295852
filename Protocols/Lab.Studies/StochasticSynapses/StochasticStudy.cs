using Lab.Models.ClassifierNetworks;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Trainings of stochastic synapses, a training an item and a point.</summary>
/// <param name="settings">The settings that the trainings share.</param>
/// <param name="makePlans">The trainings in their order, for a number of inputs and classes, which are known once the images are
/// read; names and number of the trainings do not depend on them.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class StochasticStudy(
    StochasticSettings settings, Func<int, int, IReadOnlyList<StochasticPlan>> makePlans,
    Func<StochasticRecord, Analysis> analyse) : IStudy
{
    internal static readonly Column TrainingColumn = new("training", "", "Number of the training, from 0.") { IsAxis = true };
    internal static readonly Column EpochsColumn = new("epochs", "", "Epochs of the training.");
    internal static readonly Column BestEpochColumn = new(
        "best_epoch", "", "Epoch whose network is tested, from 1: that of the least loss on the images held back.");
    internal static readonly Column ValidationLossColumn = new(
        "validation_loss", "", "Mean cross-entropy on the images held back after that epoch, in nats.");
    internal static readonly Column ValidationColumn = new(
        "validation_accuracy", "", "Share of the images held back whose class was named after that epoch.");
    internal static readonly Column SecondsColumn = new("epoch_time", "s", "Median time of an epoch, without validation.");
    internal static readonly Column ActiveColumn = new("active_inputs", "", "Mean number of inputs of a test image that are 1.");
    internal static readonly Column LossesColumn = new(
        "validation_losses", "", "Loss on the images held back after each epoch, nats.", ColumnKind.Array);
    internal static readonly Column AccuraciesColumn = new(
        "validation_accuracies", "", "Accuracy on the images held back after each epoch.", ColumnKind.Array);
    internal static readonly Column TestColumn = new(
        "test_accuracies", "", "Accuracy on the test images, a number for each number of samples that is tested.",
        ColumnKind.Array);
    internal static readonly Column ConfusionColumn = new(
        "confusion", "", "How many test images of a class were taken for each, class after class, in the first test.",
        ColumnKind.Array);
    internal static readonly Column FieldsColumn = new(
        "fields", "T", "Propagation fields of the first layer, shape [input · neuron]; none in software.", ColumnKind.Array);
    internal static readonly Column DeviationsColumn = new(
        "deviations", "",
        "Standard deviation of a neuron's sum of one sample, root of the mean square over the test images, a number a neuron.",
        ColumnKind.Array);
    internal static readonly Column OutputsColumn = new(
        "outputs", "",
        "Sums with biases that the first test image of the first class gives when it is shown again and again, of one sample: "
            + "counts in steps of one from −20 on, of the neuron of its class, then of the others.",
        ColumnKind.Array);
    internal static readonly Column MeanOutputsColumn = new(
        "outputs_of_test", "", "The same with the samples of the first test, in steps of a tenth.", ColumnKind.Array);

    private readonly IReadOnlyList<StochasticPlan> plans = makePlans(1, 2);
    private readonly BinaryImages images = new(settings.Data, settings.TrainingImages, settings.ValidationShare);

    public IReadOnlyList<Column> Columns =>
    [
        TrainingColumn, EpochsColumn, BestEpochColumn, ValidationLossColumn, ValidationColumn, SecondsColumn, ActiveColumn,
        LossesColumn, AccuraciesColumn, TestColumn, ConfusionColumn, FieldsColumn, DeviationsColumn, OutputsColumn,
        MeanOutputsColumn,
    ];

    public int ItemCount => plans.Count;

    public int Threads => settings.Threads;

    public string Describe(int item, int point) =>
        $"{plans[item].Kind}, training {plans[item].Replicate + 1} of {plans.Max(plan => plan.Replicate) + 1}";

    public IReadOnlyList<ReadData> LookAtData() => [images.Describe()];

    public IStudyWork Begin(StudyContext context) => new StochasticWork(
        settings, images, makePlans(images.Training.Size, images.Training.Classes), context);

    public Analysis Analyse(IRunData data) => analyse(new StochasticRecord(plans, data));
}
