using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>A constant voltage of an analogue output, into an input that takes no current.</summary>
/// <param name="Voltage">The voltage.</param>
public sealed record DirectVoltage(Voltage Voltage) : Signal;
