using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Nanowires;

/// <summary>
/// Moves the spot of a Kerr magnetometer along a nanowire until it is on the notch: there, the two steps of a pinned wall are of
/// one height. The change of the signal when all of the wire reverses is measured with it.
/// </summary>
public sealed class SpotPositionProtocol : Protocol<SpotPositionSettings>
{
    internal const string ProtocolName = "spot-position";

    private const int FewestPositions = 5;
    private const int FewestLoops = 4;

    /// <inheritdoc/>
    public override string Name => ProtocolName;

    /// <inheritdoc/>
    public override string Summary =>
        "Calibrates where the spot of a Kerr magnetometer is on the notch of a nanowire, its radius, and the whole change.";

    /// <inheritdoc/>
    public override string DefaultBench => NanowireBench.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => NanowireBench.Needs;

    /// <inheritdoc/>
    public override IExperiment Create(SpotPositionSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.RequireMeaning();
        settings.RequireReached("field", settings.Field);
        settings.RequireReached("held_until", settings.HeldUntil);
        RequiredSetting.AtLeast("loops", settings.Loops, FewestLoops);
        if (settings.Positions.Distinct().Count() is var count && count < FewestPositions)
        {
            throw new SettingsException($"The setting 'positions' has {count} values; the fit needs {FewestPositions}.");
        }

        return SpotPositionExperiment.HasPlateau(settings)
            ? new SpotPositionExperiment(settings)
            : throw new SettingsException(
                $"The setting 'held_until' is {settings.HeldUntil}; it has to be well above 'field', {settings.Field}: the "
                    + "step is measured while the field goes from one to the other.");
    }
}
