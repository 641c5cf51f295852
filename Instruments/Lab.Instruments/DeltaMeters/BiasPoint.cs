using Lab.Quantities;

namespace Lab.Instruments.DeltaMeters;

/// <summary>One point of a sweep of the differential resistance.</summary>
/// <param name="Bias">The bias about which the current changed.</param>
/// <param name="Voltage">The mean voltage there, offsets included.</param>
/// <param name="DifferentialResistance">dV/dI there.</param>
public readonly record struct BiasPoint(Current Bias, Voltage Voltage, Resistance DifferentialResistance);
