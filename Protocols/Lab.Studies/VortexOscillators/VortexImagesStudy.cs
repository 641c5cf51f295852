using Lab.Models.ImageReservoirs;
using Lab.Models.VortexOscillators;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.VortexOscillators;

/// <summary>A kind of node with a mask an item, or a value of what is varied with a mask; a number of nodes a point.</summary>
/// <param name="settings">The settings.</param>
/// <param name="oscillator">The oscillator.</param>
internal sealed class VortexImagesStudy(VortexImagesSettings settings, VortexOscillator oscillator) : IStudy
{
    internal static readonly Column FunctionColumn = new(
        "function", "", "The nodes: 0 vortex, 1 ReLU, 2 sigmoid of u − 1, 3 sigmoid of u, 4 tanh, 5 no hidden layer.")
    {
        IsAxis = true,
    };

    internal static readonly Column MaskColumn = new("mask", "", "Number of the mask, from 0.") { IsAxis = true };
    internal static readonly Column ValueColumn = new("value", "", "What is varied has this value; 0 where nothing is.")
    {
        IsAxis = true,
    };

    internal static readonly Column NodesColumn = new("nodes", "", "Nodes that the read-out reads, the first of all.")
    {
        IsAxis = true,
    };

    internal static readonly Column RidgeColumn = new(
        "ridge", "", "Ridge over the mean of the Gram matrix' diagonal, as chosen on the images held back.");

    internal static readonly Column ValidationColumn = new(
        "validation_accuracy", "", "Share of the images held back that were told, by a read-out of the others.");

    internal static readonly Column TestColumn = new(
        "test_accuracy", "", "Share of the test images that were told; none where something is varied, for a choice.")
    {
        MayBeMissing = true,
    };

    internal static readonly Column ConditionColumn = new(
        "condition", "", "Largest over smallest eigenvalue of the Gram matrix with its ridge; of all nodes.");

    internal static readonly Column HeldColumn = new(
        "held_share", "", "Share of the currents that left the range of the model and were held within.");

    internal static readonly Column SecondsColumn = new("job_time", "s", "Time of all numbers of nodes together.");

    internal static readonly Column DataColumn = new(
        "data_time", "s", "Before the job: time of the images' components, once for all jobs.");

    internal static readonly Column StatesColumn = new(
        "states_time", "s", "Part of the job's time: states of the images to train with, and their Gram matrix.");

    internal static readonly Column FitColumn = new(
        "fit_time", "s", "Part of the job's time: factors of the Gram matrix, and read-outs of all numbers of nodes.");

    internal static readonly Column AnswerColumn = new(
        "answer_time", "s", "Part of the job's time: states of the other images, and answers of all read-outs.");

    internal static readonly Column ConfusionColumn = new(
        "confusion", "", "How many test images of a class were taken for each, class after class.", ColumnKind.Array);

    internal static readonly Column WrongColumn = new(
        "wrong", "", "Test images with a wrong answer, the first of them: index, class and answer of each, one after the "
            + "other.",
        ColumnKind.Array);

    internal static readonly Column WrongPixelsColumn = new(
        "wrong_pixels", "", "Their grey values, shape [image · row · column].", ColumnKind.Array);

    // Numbers of nodes that are looked at besides.
    private static readonly int[] Ladder = [100, 200, 500, 1000, 2000, 3000, 4000, 6000, 8000, 10_000, 15_000, 20_000];

    private readonly VortexImageData data = new(settings);
    private readonly VortexImagePlan[] plans =
    [
        .. from value in settings.ToValues()
           from function in settings.Vary == StudiedVortex.Nothing && settings.Baselines
               ? Enum.GetValues<NodeFunction>()
               : [NodeFunction.Vortex]
           from mask in Enumerable.Range(0, settings.Masks)
           where function != NodeFunction.None || mask == 0 // no mask changes it
           select new VortexImagePlan(function, mask, value, CountsOf(function, settings.With(value))),
    ];

    public IReadOnlyList<Column> Columns =>
    [
        FunctionColumn, MaskColumn, ValueColumn, NodesColumn, RidgeColumn, ValidationColumn, TestColumn, ConditionColumn,
        HeldColumn, SecondsColumn, DataColumn, StatesColumn, FitColumn, AnswerColumn, ConfusionColumn, WrongColumn,
        WrongPixelsColumn,
    ];

    public int ItemCount => plans.Length;

    public int Threads => settings.Threads;

    public int PointsOf(int item) => plans[item].Counts.Count;

    public string Describe(int item, int point)
    {
        VortexImagePlan plan = plans[item];
        string varied = settings.Vary == StudiedVortex.Nothing ? string.Empty : $", value {plan.Value}";
        return $"{VortexImagesAnalysis.NameOf(plan.Function)}, mask {plan.Mask + 1} of {settings.Masks}, {plan.Counts[point]} "
            + $"nodes{varied}";
    }

    public IReadOnlyList<ReadData> LookAtData() => [data.Describe()];

    public IStudyWork Begin(StudyContext context)
    {
        data.Require(settings.ToValues().Max(value => settings.With(value).ComponentCount));
        return new VortexImagesWork(settings, oscillator, data, plans, context);
    }

    public Analysis Analyse(IRunData data) => new VortexImagesAnalysis(settings, oscillator, data).Analyse();

    private static int[] CountsOf(NodeFunction function, VortexImagesSettings settings) => function == NodeFunction.None
        ? [settings.ComponentCount]
        : settings.Vary == StudiedVortex.Nothing
            ? [.. Ladder.Where(count => count < settings.Nodes), settings.Nodes]
            : [settings.Nodes];
}
