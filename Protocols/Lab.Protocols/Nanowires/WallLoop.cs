using Lab.Calibration.Nanowires;
using Lab.Models.KerrLoops;
using Lab.Quantities;

namespace Lab.Protocols.Nanowires;

/// <summary>One loop as the card recorded it.</summary>
/// <param name="Field">The field of the loop against time.</param>
/// <param name="Wanted">The field at which the pulse was wanted.</param>
/// <param name="AtPulse">The field when it came.</param>
/// <param name="Record">The rising half of the loop, for a reader; valid until the next loop.</param>
internal sealed record WallLoop(FieldTiming Field, MagneticField Wanted, MagneticField AtPulse, LoopRecord Record)
{
    /// <summary>By how much the pulse missed its field.</summary>
    public MagneticField Miss => AtPulse - Wanted;
}
