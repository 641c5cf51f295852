using Lab.Quantities;

namespace Lab.Instruments.SourceMeters;

/// <summary>One reading of a source-measure unit.</summary>
/// <param name="Voltage">The measured voltage.</param>
/// <param name="Current">The measured current.</param>
public readonly record struct SourceMeterReading(Voltage Voltage, Current Current)
{
    /// <summary>Power that goes into the load; negative where it comes out of it.</summary>
    public Power Power => Power.FromWatts(Voltage.Volts * Current.Amperes);

    /// <summary>Voltage over current; infinite where no current flows.</summary>
    public Resistance Resistance => Resistance.FromOhms(Voltage.Volts / Current.Amperes);
}
