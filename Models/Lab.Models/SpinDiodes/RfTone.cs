using Lab.Quantities;

namespace Lab.Models.SpinDiodes;

/// <summary>One radio-frequency signal on a line that can carry several.</summary>
/// <param name="Frequency">Frequency of the tone.</param>
/// <param name="Power">Power of the tone where it meets the resonators.</param>
public readonly record struct RfTone(Frequency Frequency, Power Power);
