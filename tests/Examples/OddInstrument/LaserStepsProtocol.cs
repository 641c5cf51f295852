using Lab.Runs.Protocols;

namespace OddInstrument;

/// <summary>Steps the power of a laser and fits the responsivity of its monitor diode.</summary>
public sealed class LaserStepsProtocol : Protocol<LaserStepsSettings>
{
    /// <summary>The role of the laser.</summary>
    internal const string Role = "laser";

    /// <inheritdoc/>
    public override string Name => "laser-steps";

    /// <inheritdoc/>
    public override string Summary => "Responsivity of the monitor diode of a laser, from steps of its power.";

    /// <inheritdoc/>
    public override string DefaultBench => string.Empty;

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } = [new(Role, LaserKind.Laser, "is calibrated")];

    /// <inheritdoc/>
    public override IExperiment Create(LaserStepsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new LaserStepsExperiment(settings);
    }
}
