using Lab.Runs.Studies;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Stochastic synapses, each a wire with a pass probability of its own: trained with the wires in the loop, by the
/// measured ξ of Ellis 2023, Eq. 14, and off them with the mean pass probability. A study in the computer: it needs no
/// instrument.</summary>
public sealed class SynapseSpreadProtocol : Study<SynapseSpreadSettings>
{
    /// <inheritdoc/>
    public override string Name => "synapse-spread-study";

    /// <inheritdoc/>
    public override string Summary =>
        "Stochastic synapses whose wires differ: trained with the wires in the loop, beside off them with the mean wire.";

    /// <inheritdoc/>
    public override IStudy Create(SynapseSpreadSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new SynapseSpreadStudy(settings);
    }
}
