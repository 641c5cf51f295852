using Lab.Models.Nanowires;
using Lab.Models.StochasticSynapses;
using Lab.Models.Training;
using Lab.Models.Training.Schemes;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.StochasticSynapses;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>The plan of <see cref="TrainOnChipProtocol"/>: the test of the network from the model, image after image, the steps
/// in the loop, and the test again.</summary>
/// <param name="settings">The settings.</param>
internal sealed class TrainOnChipExperiment(TrainOnChipSettings settings) : IExperiment
{
    internal static readonly Column PhaseColumn = new(
        "phase", "", "0 test before, 1 step in the loop, 2 test after.")
    { IsAxis = true };
    internal static readonly Column NumberColumn = new(
        "number", "", "Number of the test image or of the step, from 0.")
    { IsAxis = true };
    internal static readonly Column LossColumn = new(
        "loss", "", "Mean cross-entropy of the measured outputs, before the step, in nats.");
    internal static readonly Column AccuracyColumn = new(
        "accuracy", "", "Share of the images whose class was named, before the step; of one image 0 or 1.");
    internal static readonly Column ShotsColumn = new("shots", "", "Shots that were read.");
    internal static readonly Column LoopsColumn = new("loops", "", "Loops that were taken, with those that were repeated.");
    internal static readonly Column MissColumn = new(
        "largest_miss", "T", "Largest difference of the field at a pulse from the wanted one, of the loops that count.");
    internal static readonly Column StateColumn = new(
        "state", "", "State of the training after the step: steps, measured samples, fields in mT and biases, the optimiser's "
            + "memory; empty in a test.",
        ColumnKind.Array);

    internal const int BeforePhase = 0;
    internal const int StepPhase = 1;
    internal const int AfterPhase = 2;

    private readonly FewClasses images = settings.ToImages();

    public IReadOnlyList<Column> Columns =>
    [
        PhaseColumn, NumberColumn, LossColumn, AccuracyColumn, ShotsColumn, LoopsColumn, MissColumn, StateColumn,
    ];

    public bool Learns => true;

    public IReadOnlyList<CalibrationNeed> Calibrations => SynapseWire.Calibrations;

    public int PointCount => (2 * settings.TestImages) + settings.Steps;

    public string Describe(int point)
    {
        (int phase, int number) = PhaseOf(point);
        return phase switch
        {
            BeforePhase => $"test before, image {number + 1} of {settings.TestImages}",
            StepPhase => $"step {number + 1} of {settings.Steps}",
            _ => $"test after, image {number + 1} of {settings.TestImages}",
        };
    }

    public IReadOnlyList<ReadData> LookAtData() => [images.Describe()];

    public async ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken)
    {
        Progress progress = context.Learned(data => new Progress(
            data?.Arrays(StateColumn.Name).LastOrDefault(state => state.Length > 0)));
        PassProbability wire = SynapseWire.ProbabilityOf(settings, context);
        StochasticPerceptron network = progress.Network ?? await OffChipTraining.TrainAsync(
            SynapseWire.ModelOf(images.Test, wire, settings.Samples), images.Training, settings.Epochs, settings.Batch,
            settings.LearningRate, context.SeedOf(0), cancellationToken).ConfigureAwait(false);
        WireShots shots = await SynapseWire.PrepareAsync(settings, context, cancellationToken).ConfigureAwait(false);
        var trainer = new Trainer(
            new PerceptronOnWires(network, shots), new InTheLoop(), new Adam(), LearningRate.Constant(settings.LearningRate),
            new TrainerOptions(settings.Batch, context.SeedOf(0)));
        if (progress.Saved is { } saved)
        {
            trainer.Restore(saved);
        }

        progress.Network = network;
        return new TrainOnChipMeasurement(settings, this, images, trainer, progress, shots, context.SeedOf(0));
    }

    public Analysis Analyse(IRunData data) => new TrainOnChipAnalysis(settings, data).Analyse();

    /// <summary>The meaning of a point, and its number among those alike.</summary>
    internal (int Phase, int Number) PhaseOf(int point)
    {
        int step = point - settings.TestImages;
        return step < 0 ? (BeforePhase, point)
            : step < settings.Steps ? (StepPhase, step)
            : (AfterPhase, step - settings.Steps);
    }

    /// <summary>What outlives a preparation of the bench.</summary>
    /// <param name="saved">The state of the training on record.</param>
    internal sealed class Progress(double[]? saved)
    {
        /// <summary>The state of the training after its last step; <see langword="null"/> before the first.</summary>
        public double[]? Saved { get; set; } = saved;

        /// <summary>The step that was begun last, and the state of the training before it.</summary>
        public (int Number, double[] State)? Before { get; set; }

        /// <summary>The network.</summary>
        public StochasticPerceptron? Network { get; set; }
    }
}
