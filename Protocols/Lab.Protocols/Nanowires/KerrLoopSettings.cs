using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Nanowires;

/// <summary>Settings of <see cref="KerrLoopProtocol"/>.</summary>
public sealed record KerrLoopSettings : WallLoopSettings
{
    /// <summary>Fields at which walls are injected.</summary>
    [Setting("Fields at which walls are injected.")]
    public Sweep<MagneticField> Fields { get; init; } = Sweep<MagneticField>.Parse("4.6 mT");

    /// <summary>Loops of each field.</summary>
    [Setting("Loops that are read at each field.")]
    public int Loops { get; init; } = 20;
}
