using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Nanowires;

/// <summary>Settings of <see cref="PassProbabilityProtocol"/>.</summary>
public sealed record PassProbabilitySettings : WallLoopSettings
{
    /// <summary>Fields at which walls are injected.</summary>
    [Setting("Fields at which walls are injected, from where few pass to where nearly all do.")]
    public Sweep<MagneticField> Fields { get; init; } = Sweep<MagneticField>.Parse("2..6.4 mT step 0.2 mT");

    /// <summary>Walls of each field.</summary>
    [Setting("Walls that are read at each field.")]
    public int Walls { get; init; } = 1000;

    /// <summary>Walls of a point.</summary>
    [Setting("Walls of a point of the record: round after round takes so many at each field, so that a drift meets all alike.")]
    public int WallsOfPoint { get; init; } = 50;

    /// <summary>Loops without a pulse.</summary>
    [Setting("Loops without a pulse at the beginning, which tell the nucleation field.")]
    public int NucleationLoops { get; init; } = 100;

    /// <summary>Rounds through the fields.</summary>
    internal int Rounds => Walls / WallsOfPoint;
}
