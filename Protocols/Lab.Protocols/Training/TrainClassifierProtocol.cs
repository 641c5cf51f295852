using Lab.Instruments;
using Lab.Protocols.Chains;
using Lab.Runs.Protocols;
using Lab.Studies.Training;

namespace Lab.Protocols.Training;

/// <summary>Trains a classifier of two features with a chain of two junctions: its weights are the junctions', its read-out is
/// software.</summary>
public sealed class TrainClassifierProtocol : Protocol<TrainClassifierSettings>
{
    /// <inheritdoc/>
    public override string Name => "train-classifier";

    /// <inheritdoc/>
    public override string Summary =>
        "Training of a classifier of two features with the chip in the loop, or off it, and its accuracy on samples it "
            + "never saw.";

    /// <inheritdoc/>
    public override string DefaultBench => "two-junctions";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => ChainRig.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(TrainClassifierSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new TrainingExperiment(
            settings,
            [new TrainingPlan(new TrainingWay(settings.Scheme, settings.Refit), 0, 0, settings.LearningRate)],
            data => new TrainClassifierAnalysis(settings, data).Conclude());
    }
}
