using Lab.Modules;

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
    }
}
