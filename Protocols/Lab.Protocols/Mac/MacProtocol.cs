using Lab.Instruments;
using Lab.Protocols.Chains;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Mac;

/// <summary>Multiply-and-accumulate with a chain of two junctions: all combinations of inputs and weights against the sum of the
/// products that single tones promise (Leroux thesis, section 5.3.2.3).</summary>
public sealed class MacProtocol : Protocol<MacSettings>
{
    /// <inheritdoc/>
    public override string Name => "mac";

    /// <inheritdoc/>
    public override string Summary =>
        "Multiply-and-accumulate of two inputs and two weights against its ideal from single tones; error, slope and what "
            + "explains the rest.";

    /// <inheritdoc/>
    public override string DefaultBench => "two-junctions";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => ChainRig.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(MacSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new CharacterisationExperiment(settings, measuresBoth: true, data => new MacAnalysis(settings, data).Conclude());
    }
}
