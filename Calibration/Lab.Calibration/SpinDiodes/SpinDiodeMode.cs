using Lab.Models.SpinDiodes;

namespace Lab.Calibration.SpinDiodes;

/// <summary>One resonance of a spectrum.</summary>
/// <param name="Diode">The line, normalised to ξ_S² + ξ_A² = 1 and the reference γ.</param>
/// <param name="ResonanceFrequency">Resonance frequency at zero power, in hertz.</param>
/// <param name="Linewidth">Half width at half maximum at zero power, in hertz.</param>
/// <param name="SymmetryAngle">Angle of the torques, atan2(ξ_S, ξ_A), in radians: 0 for an antisymmetric line, ±π/2 for a
/// symmetric one.</param>
/// <param name="Sensitivity">The largest |V|/P over frequency in the limit of small power, in volts per watt.</param>
public sealed record SpinDiodeMode(
    SpinDiode Diode, Estimate ResonanceFrequency, Estimate Linewidth, Estimate SymmetryAngle, Estimate Sensitivity);
