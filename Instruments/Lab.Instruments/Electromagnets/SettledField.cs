using Lab.Quantities;

namespace Lab.Instruments.Electromagnets;

/// <summary>The field that is there after a magnet has settled.</summary>
/// <param name="Field">The measured field.</param>
/// <param name="Uncertainty">Its standard uncertainty: that of the mean of the readings, their drift, and what the gaussmeter does not know.</param>
public readonly record struct SettledField(MagneticField Field, MagneticField Uncertainty);
