using Lab.Instruments;
using Lab.Protocols.Chains;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Mac;

/// <summary>Synapses of a trained network on a chain of two junctions, pair after pair: pixels of images as powers, the weights
/// of the network's file as currents, against the network's own sums.</summary>
public sealed class NetworkMacProtocol : Protocol<NetworkMacSettings>
{
    /// <inheritdoc/>
    public override string Name => "network-mac";

    /// <inheritdoc/>
    public override string Summary =>
        "Multiply-and-accumulate of images with the weights of a trained network's file, two synapses at a time on the chain.";

    /// <inheritdoc/>
    public override string DefaultBench => "two-junctions";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => ChainRig.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(NetworkMacSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new NetworkMacExperiment(settings);
    }
}
