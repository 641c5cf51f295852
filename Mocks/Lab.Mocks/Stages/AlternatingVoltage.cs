using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>A sine voltage behind a resistance: the reference output of a lock-in amplifier with its series resistor. Its phase
/// is that of the modulation: 0 at the rising zero.</summary>
/// <param name="Voltage">The open-circuit voltage, rms.</param>
/// <param name="Frequency">The frequency. Positive.</param>
/// <param name="Source">The resistance of the source with what is in series.</param>
public sealed record AlternatingVoltage(Voltage Voltage, Frequency Frequency, Resistance Source) : Signal
{
    /// <summary>The peak current into a load, A.</summary>
    /// <param name="loadOhms">The load, Ω.</param>
    public double PeakAmperesInto(double loadOhms) => Math.Sqrt(2) * Voltage.Volts / (Source.Ohms + loadOhms);
}
