using Lab.Quantities;

namespace Lab.Instruments.LockInAmplifiers;

/// <summary>One reading of a lock-in amplifier: both components of one moment, rms.</summary>
/// <param name="X">The component in phase with the reference.</param>
/// <param name="Y">The component a quarter of a period before it.</param>
public readonly record struct LockInReading(Voltage X, Voltage Y)
{
    /// <summary>The magnitude.</summary>
    public Voltage R => Voltage.FromVolts(Math.Sqrt((X.Volts * X.Volts) + (Y.Volts * Y.Volts)));

    /// <summary>The phase, −180° to 180°.</summary>
    public Angle Theta => Angle.FromRadians(Math.Atan2(Y.Volts, X.Volts));
}
