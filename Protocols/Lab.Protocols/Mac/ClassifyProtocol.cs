using Lab.Instruments;
using Lab.Protocols.Chains;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Mac;

/// <summary>Two-dimensional classification by the sign of the chain's voltage: each pair of weights is a boundary through the
/// plane of the inputs (Leroux thesis, section 5.3.2.4).</summary>
public sealed class ClassifyProtocol : Protocol<ClassifySettings>
{
    /// <inheritdoc/>
    public override string Name => "classify-2d";

    /// <inheritdoc/>
    public override string Summary =>
        "Classification of two inputs by the sign of the chain's voltage, for every pair of weights, against what the noise "
            + "lets expect.";

    /// <inheritdoc/>
    public override string DefaultBench => "two-junctions";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => ChainRig.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(ClassifySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (settings.Draws < 1)
        {
            throw new SettingsException($"The setting 'draws' is {settings.Draws}; the simulation needs at least one.");
        }

        return new CharacterisationExperiment(
            settings, measuresBoth: true, data => new ClassifyAnalysis(settings, data).Conclude());
    }
}
