using Lab.Modules;
using Lab.Runs.Calibrations;

namespace OddInstrument;

/// <summary>A laser and a photodiode, which Lab does not know, and a protocol that calibrates the one with the other.</summary>
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
        registry.Add(Photodiode.Description);
        registry.Add(new LaserStepsProtocol());
        registry.AddTruth("laser-steps", (_, _, hidden, _) => new Dictionary<string, double?>
        {
            ["responsivity"] = hidden.Sample.Parts.Single().Values.Get<double>(Photodiode.Responsivity),
        });
        registry.Add(
            new CalibrationKind("laser/responsivity", "A/W", "laser-steps", "The current of the photodiode for each watt."));
    }
}
