using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.ResistanceLoops;

/// <summary>Settings of <see cref="ResistanceLoopProtocol"/>.</summary>
public sealed record ResistanceLoopSettings
{
    /// <summary>Fields of the magnet.</summary>
    [Setting("Fields of the magnet, ascending; each loop goes from the last down to the first and up again.")]
    public Sweep<MagneticField> Fields { get; init; } = Sweep<MagneticField>.Parse("-250..250 Oe step 5 Oe");

    /// <summary>How many loops.</summary>
    [Setting("Loops; their scatter gives the uncertainty of the switching fields.")]
    public int Loops { get; init; } = 4;

    /// <summary>Current through the junction.</summary>
    [Setting(
        "Current through the junction, with which its resistance is measured; it is reversed from loop to loop, so that its "
            + "torque falls out of the offset.")]
    public Current SenseCurrent { get; init; } = Quantity.Parse<Current>("20 uA");

    /// <summary>Readings of a resistance.</summary>
    [Setting("Readings at each point, of which the mean is recorded.")]
    public int Readings { get; init; } = 1;

    /// <summary>Wait after a change.</summary>
    [Setting("Wait after each change of the field.")]
    public Duration Settle { get; init; } = Duration.FromSeconds(0.05);

    /// <summary>The current of a loop.</summary>
    /// <param name="loop">Its number, from 0.</param>
    public Current CurrentOf(int loop) => loop % 2 == 0 ? SenseCurrent : -SenseCurrent;
}
