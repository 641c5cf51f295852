using Lab.Instruments;
using Lab.Models.SpinDiodes;
using Lab.Protocols.Chains;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.WeightMaps;

/// <summary>The weights of a chain of two junctions against both currents, crosstalk included (Leroux thesis, section 5.3.2.2),
/// as a smooth map that finds the currents for wanted weights.</summary>
public sealed class WeightMapProtocol : Protocol<WeightMapSettings>
{
    /// <inheritdoc/>
    public override string Name => "weight-map";

    /// <inheritdoc/>
    public override string Summary =>
        "Both weights of a chain of two junctions against both currents, as a smooth map with uncertainty, and its inverse.";

    /// <inheritdoc/>
    public override string DefaultBench => "two-junctions";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => ChainRig.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(WeightMapSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        int currents = settings.Currents.Distinct().Count();
        int fewest = TunedChain.ParametersPerResonator(2) - 2;
        if (currents < fewest)
        {
            throw new SettingsException($"The setting 'currents' has {currents} values; a map needs at least {fewest}.");
        }

        return new CharacterisationExperiment(
            settings, measuresBoth: false, data => new WeightMapAnalysis(settings, data).Conclude());
    }
}
