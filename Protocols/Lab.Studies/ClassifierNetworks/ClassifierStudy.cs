using Lab.Benches.Samples;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Trainings of classifiers: a training an item, an epoch a point.</summary>
/// <param name="settings">The settings that the trainings share.</param>
/// <param name="data">Name of the images.</param>
/// <param name="load">Gives the images of a seed; called once a training.</param>
/// <param name="plan">Gives the kinds of trainings in their order, each of which is done for every seed, of the junction of the
/// bench where that is taken, and none before it is known; their names and number do not depend on it.</param>
/// <param name="analyse">Makes the results.</param>
internal sealed class ClassifierStudy(
    ClassifierTrainingSettings settings, string data, Func<ulong, (ImageSet Training, ImageSet Test)> load,
    Func<JunctionDefinition?, IEnumerable<ClassifierPlan>> plan, Func<ClassifierRecord, Analysis> analyse) : IStudy
{
    internal static readonly Column TrainingColumn = new("training", "", "Number of the training, from 0.") { IsAxis = true };
    internal static readonly Column EpochColumn = new("epoch", "", "Number of the epoch, from 0.") { IsAxis = true };
    internal static readonly Column LossColumn = new("loss", "", "Mean cross-entropy in nats while the epoch went on.");
    internal static readonly Column TrainAccuracyColumn = new(
        "train_accuracy", "", "Share of the training images whose class was named while the epoch went on.");
    internal static readonly Column TestAccuracyColumn = new(
        "test_accuracy",
        "",
        "Share of the test images, or of those held back in their place, whose class was named after the epoch.");
    internal static readonly Column SecondsColumn = new("epoch_time", "s", "Time of the epoch, without the test.");
    internal static readonly Column ConfusionColumn = new(
        "confusion", "", "How many test images of a class were taken for each, class after class.", ColumnKind.Array);
    internal static readonly Column FinishColumn = new(
        "trials", "", "What the trained network was tried with after the last epoch; empty before.", ColumnKind.Array);
    internal static readonly Column WeightsColumn = new(
        "first_weights",
        "",
        "Weights of the first layer after the last epoch, neuron or filter after the other; empty before.",
        ColumnKind.Array);

    private readonly ClassifierPlan[] trainings = Replicate(plan(null), settings.Seeds);

    public IReadOnlyList<Column> Columns =>
        [
            TrainingColumn, EpochColumn, LossColumn, TrainAccuracyColumn, TestAccuracyColumn, SecondsColumn, ConfusionColumn,
            FinishColumn, WeightsColumn
        ];

    /// <summary>Whose resonators they are.</summary>
    public ResonatorSource Source { get; init; }

    /// <summary>Tries a trained network, on the images of a seed; gives the numbers of an array of the record.</summary>
    public Func<ClassifierPlan, ClassifierNetwork, (ImageSet Training, ImageSet Test), ulong, ValueTask<double[]>> Finish
    {
        get;
        init;
    } = (_, _, _, _) => new([]);

    /// <summary>Says what the images are.</summary>
    public Func<IReadOnlyList<ReadData>> Look { get; init; } = () => [];

    public IReadOnlyList<ReadData> LookAtData() => Look();

    public int ItemCount => trainings.Length;

    public int Threads => settings.Threads;

    public int PointsOf(int item) => settings.Epochs;

    public string Describe(int item, int point) =>
        $"{trainings[item].Variant}, training {item + 1} of {trainings.Length}, epoch {point + 1}";

    public IStudyWork Begin(StudyContext context)
    {
        ClassifierPlan[] known = Source == ResonatorSource.Bench
            ? Replicate(plan(BenchResonator.Of(context.Device)), settings.Seeds)
            : trainings;
        Divide(load(context.Seed)); // what is missing is told before anything is trained
        return new ClassifierWork(
            settings, data, known, (training, seed) => Divide((training.Load ?? load)(seed)), Finish, context);
    }

    public Analysis Analyse(IRunData data) => analyse(new ClassifierRecord(settings, trainings, data));

    // The last images to train with in the place of the test images, where a setting is chosen.
    private (ImageSet Training, ImageSet Test) Divide((ImageSet Training, ImageSet Test) all)
    {
        if (settings.ValidationShare == 0)
        {
            return all;
        }

        ImageSet training = all.Training;
        int first = (int)Math.Round((1 - settings.ValidationShare) * training.Count);
        return first > 0 && first < training.Count
            ? (training with { Pixels = training.Pixels[..(first * training.Size)], Labels = training.Labels[..first] },
                training with { Pixels = training.Pixels[(first * training.Size)..], Labels = training.Labels[first..] })
            : throw new RunException(
                $"The setting 'validation_share' is {settings.ValidationShare}; of {training.Count} images to train with that "
                    + "leaves none to train or none to choose with.");
    }

    private static ClassifierPlan[] Replicate(IEnumerable<ClassifierPlan> kinds, int seeds) =>
        [.. from kind in kinds from replicate in Enumerable.Range(0, seeds) select kind with { Replicate = replicate }];
}
