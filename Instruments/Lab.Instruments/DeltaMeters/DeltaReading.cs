using Lab.Quantities;

namespace Lab.Instruments.DeltaMeters;

/// <summary>One reading of a delta-mode meter.</summary>
/// <param name="Voltage">Half of the voltage's change when the current is reversed.</param>
/// <param name="Amplitude">The current to either side.</param>
public readonly record struct DeltaReading(Voltage Voltage, Current Amplitude)
{
    /// <summary>Voltage over current, without what does not follow the current; infinite where no current flows.</summary>
    public Resistance Resistance => Resistance.FromOhms(Voltage.Volts / Amplitude.Amperes);
}
