namespace Lab.Models.SpinDiodes;

/// <summary>The rectified voltage of a <see cref="SpinDiode"/> at one frequency and power, and its derivatives by the parameters
/// that a spectrum can tell. The linewidth, not the damping, is the independent parameter.</summary>
/// <param name="VoltageVolts">The rectified voltage, in volts.</param>
/// <param name="PerResonanceHertz">By the resonance frequency at fixed linewidth, in volts per hertz.</param>
/// <param name="PerLinewidthHertz">By the half width at half maximum, in volts per hertz.</param>
/// <param name="PerSymmetricWeight">By ξ_S, in volts.</param>
/// <param name="PerAntisymmetricWeight">By ξ_A, in volts.</param>
/// <param name="PerFrequencyNonlinearity">By N, in volts.</param>
/// <param name="PerDampingNonlinearity">By Q, in volts.</param>
public readonly record struct SpinDiodeDerivatives(
    double VoltageVolts,
    double PerResonanceHertz,
    double PerLinewidthHertz,
    double PerSymmetricWeight,
    double PerAntisymmetricWeight,
    double PerFrequencyNonlinearity,
    double PerDampingNonlinearity);
