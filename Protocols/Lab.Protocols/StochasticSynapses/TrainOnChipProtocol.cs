using Lab.Protocols.Nanowires;
using Lab.Runs.Protocols;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Trains a network of stochastic synapses with the wire of a bench in the loop: the sums are measured, and the rule
/// takes their deviation ξ from the model (Ellis 2023, Eq. 14). The same network is tested on the bench before and
/// after.</summary>
public sealed class TrainOnChipProtocol : Protocol<TrainOnChipSettings>
{
    /// <inheritdoc/>
    public override string Name => "stochastic-train-on-chip";

    /// <inheritdoc/>
    public override string Summary =>
        "Stochastic synapses of domain walls trained with the wire in the loop, tested on it before and after.";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => NanowireBench.Needs;

    /// <inheritdoc/>
    public override string DefaultBench => NanowireBench.Name;

    /// <inheritdoc/>
    public override IExperiment Create(TrainOnChipSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new TrainOnChipExperiment(settings);
    }
}
