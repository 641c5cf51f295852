using Lab.Models.Nanowires;
using Lab.Models.StochasticSynapses;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.StochasticSynapses;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>The plan of <see cref="StochasticInferenceProtocol"/>: a point is the sum of one neuron for one image.</summary>
/// <param name="settings">The settings.</param>
internal sealed class StochasticInferenceExperiment(StochasticInferenceSettings settings) : IExperiment
{
    internal static readonly Column ImageColumn = new("image", "", "Number of the test image, from 0.") { IsAxis = true };
    internal static readonly Column NeuronColumn = new("neuron", "", "Number of the neuron, from 0.") { IsAxis = true };
    internal static readonly Column LabelColumn = new("label", "", "Class of the image, from 0, in the order of 'classes'.");
    internal static readonly Column BiasColumn = new("bias", "", "What is added to the sum of the neuron.");
    internal static readonly Column LoopsColumn = new("loops", "", "Loops that were taken, with those that were repeated.");
    internal static readonly Column MissColumn = new(
        "largest_miss", "T", "Largest difference of the field at a pulse from the wanted one, of the loops that count.");
    internal static readonly Column InputsColumn = new(
        "inputs", "", "The inputs that are 1; the others cost no shot.", ColumnKind.Array);
    internal static readonly Column FieldsColumn = new(
        "fields", "T", "Propagation field of each of their synapses.", ColumnKind.Array);
    internal static readonly Column ProbabilitiesColumn = new(
        "probabilities", "", "Pass probability of the model at each of them.", ColumnKind.Array);
    internal static readonly Column ErrorsColumn = new(
        "probability_errors", "", "Change of that probability by each of the three independent errors of its calibration, "
            + "synapse after synapse; 0 where it is not calibrated.", ColumnKind.Array);
    internal static readonly Column KnownErrorsColumn = new(
        "known_errors", "", "What of those errors is known: 0 not all, the others are taken for zero; 1 the uncertainties "
            + "without their correlations; 2 both.");
    internal static readonly Column PassedColumn = new(
        "passed", "", "1 for a wall that passed and 0 for a pinned one, synapse after synapse, samples of one together.",
        ColumnKind.Array);

    private readonly FewClasses images = settings.ToImages();
    private readonly int classes = settings.ToClasses().Length;

    public IReadOnlyList<Column> Columns =>
    [
        ImageColumn, NeuronColumn, LabelColumn, BiasColumn, LoopsColumn, MissColumn, InputsColumn, FieldsColumn,
        ProbabilitiesColumn, ErrorsColumn, KnownErrorsColumn, PassedColumn,
    ];

    public IReadOnlyList<CalibrationNeed> Calibrations => SynapseWire.Calibrations;

    public int PointCount => settings.TestImages * classes;

    public string Describe(int point) =>
        $"image {(point / classes) + 1} of {settings.TestImages}, neuron {(point % classes) + 1} of {classes}";

    public IReadOnlyList<ReadData> LookAtData() => [images.Describe()];

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        Trained trained = context.Learned(_ => new Trained());
        PassProbability wire = SynapseWire.ProbabilityOf(settings, context);
        trained.Network ??= settings.Network.Length > 0
            ? OffChipTraining.Transfer(settings.Network, images.Test, wire)
            : await OffChipTraining.TrainAsync(
                SynapseWire.ModelOf(images.Test, wire, settings.TrainSamples), images.Training, settings.Epochs, settings.Batch,
                settings.LearningRate, context.SeedOf(0), cancellationToken).ConfigureAwait(false);
        WireShots shots = await SynapseWire.PrepareAsync(settings, context, cancellationToken).ConfigureAwait(false);
        return new StochasticInferenceMeasurement(
            settings, images.Test, trained.Network, wire, SynapseWire.ErrorsOf(context), shots);
    }

    public Analysis Analyse(IRunData data) => new StochasticInferenceAnalysis(settings, classes, data).Analyse();

    public IExperiment? FindCompletePart(int points) => points >= classes
        ? new StochasticInferenceExperiment(settings with { TestImages = points / classes })
        : null;

    // The network outlives a preparation.
    private sealed class Trained
    {
        public StochasticPerceptron? Network { get; set; }
    }
}
