using Lab.Protocols.Nanowires;
using Lab.Runs.Protocols;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>A trained network of stochastic synapses on one wire of a bench, which is each synapse in turn (Ellis 2023, Fig.
/// 4a, b): inputs of 0 cost no shot, and the accuracy against samples stands beside a simulation.</summary>
public sealed class StochasticInferenceProtocol : Protocol<StochasticInferenceSettings>
{
    /// <inheritdoc/>
    public override string Name => "stochastic-inference";

    /// <inheritdoc/>
    public override string Summary =>
        "Images told by domain walls in a nanowire, one synapse after the other: accuracy against samples, beside simulation.";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => NanowireBench.Needs;

    /// <inheritdoc/>
    public override string DefaultBench => NanowireBench.Name;

    /// <inheritdoc/>
    public override IExperiment Create(StochasticInferenceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new StochasticInferenceExperiment(settings);
    }
}
