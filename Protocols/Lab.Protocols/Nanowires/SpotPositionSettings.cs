using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Nanowires;

/// <summary>Settings of <see cref="SpotPositionProtocol"/>.</summary>
public sealed record SpotPositionSettings : WallLoopSettings
{
    /// <summary>Positions of the spot.</summary>
    [Setting("Voltages of the scanner at which steps are measured; from where all of the signal comes from one side of the notch "
        + "to where it comes from the other.")]
    public Sweep<Voltage> Positions { get; init; } = Sweep<Voltage>.Parse("-4..4 V step 0.5 V");

    /// <summary>Field at which walls are injected.</summary>
    [Setting("Field at which walls are injected; low, so that nearly all are pinned.")]
    public MagneticField Field { get; init; } = MagneticField.FromTesla(2.5e-3);

    /// <summary>Field that frees no wall.</summary>
    [Setting("Field up to which pinned walls are held.")]
    public MagneticField HeldUntil { get; init; } = MagneticField.FromTesla(5.5e-3);

    /// <summary>Loops of each position.</summary>
    [Setting("Loops with a pulse at each position, and as many without.")]
    public int Loops { get; init; } = 20;
}
