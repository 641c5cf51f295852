using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Nanowires;

/// <summary>
/// The probability that a domain wall passes the notch of a nanowire against the field at which it is injected (Ellis 2023,
/// Fig. 2): counts of walls, the fit of f(h) = d + (1 − d)/(1 + exp(−Δ(h − h₀))), and the field at which the wire reverses
/// without a pulse.
/// </summary>
public sealed class PassProbabilityProtocol : Protocol<PassProbabilitySettings>
{
    internal const string ProtocolName = "pass-probability";

    private const int FewestFields = 5;

    /// <inheritdoc/>
    public override string Name => ProtocolName;

    /// <inheritdoc/>
    public override string Summary =>
        "Probability that a domain wall passes a notch against the field of its injection: centre, slope, floor, nucleation.";

    /// <inheritdoc/>
    public override string DefaultBench => NanowireBench.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => NanowireBench.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(PassProbabilitySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.RequireMeaning();
        RequiredSetting.AtLeast("walls_of_point", settings.WallsOfPoint, 1);
        RequiredSetting.AtLeast("walls", settings.Walls, settings.WallsOfPoint);
        RequiredSetting.AtLeast("nucleation_loops", settings.NucleationLoops, 0);
        if (settings.Walls % settings.WallsOfPoint != 0)
        {
            throw new SettingsException(
                $"The setting 'walls' is {settings.Walls}, no multiple of 'walls_of_point', {settings.WallsOfPoint}.");
        }

        if (settings.Fields.Distinct().Count() is var count && count < FewestFields)
        {
            throw new SettingsException($"The setting 'fields' has {count} values; the fit needs {FewestFields}.");
        }

        foreach (MagneticField field in settings.Fields)
        {
            settings.RequireReached("fields", field);
        }

        return new PassProbabilityExperiment(settings);
    }
}
