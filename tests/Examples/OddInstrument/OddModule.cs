using Lab.Modules;
using Lab.Runs.Calibrations;

namespace OddInstrument;

/// <summary>A laser, which Lab does not know, and a protocol that calibrates its monitor diode.</summary>
public sealed class OddModule : ILabModule
{
    /// <inheritdoc/>
    public string Name => "odd instrument";

    /// <inheritdoc/>
    public void Register(LabRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.Add(LaserKind.Laser);
        registry.Add(OddLaser.Description);
        registry.Add(OddLaserTwin.Description);
        registry.Add(new LaserStepsProtocol());
        registry.AddTruth("laser-steps", (_, _, _, _) => new Dictionary<string, double?> { ["responsivity"] = OddLaserTwin.AmperesPerWatt });
        registry.Add(new CalibrationKind("laser/responsivity", "A/W", "laser-steps", "The current of the monitor diode for each watt."));
    }
}
