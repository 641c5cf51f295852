using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Parts;

/// <summary>The pulses that a field line got from a generator.</summary>
/// <param name="Count">How many since the virtual bench started.</param>
/// <param name="Amplitude">Voltage across the line in the last one.</param>
/// <param name="Width">Width of the last one.</param>
/// <param name="Energy">Energy that the last one left in the line.</param>
public sealed record DeliveredPulses(long Count, Voltage Amplitude, Duration Width, Energy Energy);
