using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Nanowires;

/// <summary>Settings of <see cref="FieldTimingProtocol"/>.</summary>
public sealed record FieldTimingSettings : WallLoopSettings
{
    /// <summary>Loops of which the timing is made.</summary>
    [Setting("Loops of which the timing is made; its uncertainty comes from their scatter.")]
    public int Loops { get; init; } = 40;

    /// <summary>Fields at which it is checked.</summary>
    [Setting("Fields at which the timing is checked: those at which walls will be injected.")]
    public Sweep<MagneticField> Fields { get; init; } = Sweep<MagneticField>.Parse("2..8 mT step 1 mT");

    /// <summary>Loops that check it at each field.</summary>
    [Setting("Loops that check the timing at each field.")]
    public int CheckLoops { get; init; } = 20;
}
