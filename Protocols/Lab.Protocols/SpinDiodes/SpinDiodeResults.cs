using Lab.Calibration;
using Lab.Calibration.SpinDiodes;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinDiodes;

/// <summary>The results of a spin-diode fit under the names that records use.</summary>
internal static class SpinDiodeResults
{
    public static IReadOnlyList<ResultValue> Of(SpinDiodeFitResult fit, LevelRatio level, RecordedField field) =>
    [
        .. Known("resonance_frequency", field.Widen(fit.ResonanceFrequency), "Hz", "Resonance frequency at vanishing power."),
        .. Known("linewidth", fit.Linewidth, "Hz", "Half width at half maximum Γ/2π at vanishing power."),
        .. Known("symmetry_ratio", fit.SymmetryRatio, string.Empty, "ξ_S/ξ_A: symmetric over antisymmetric part of the line."),
        .. Known("sensitivity", fit.Sensitivity.Widen(level), "V/W", "Largest |V|/P over frequency at vanishing power."),
        .. Known("rectification", fit.Rectification.Widen(level), "rad/C", "β of Eq. 3.15, with ξ_S² + ξ_A² = 1."),
        .. Known("frequency_nonlinearity", fit.FrequencyNonlinearity.Widen(level), string.Empty, "N of Eq. 5.7, for γ = 2e8 rad Hz W^-1/2."),
        .. Known("damping_nonlinearity", fit.DampingNonlinearity.Widen(level), string.Empty, "Q of Eq. 5.8, for γ = 2e8 rad Hz W^-1/2."),
        new("white_noise", fit.WhiteNoise, "V", Uncertainty: null, "Standard deviation of the white noise of one reading."),
        new("drift_noise", fit.DriftNoise, "V/√s", Uncertainty: null, "Random walk of the offset in one second."),
        .. field.Results,
    ];

    private static IEnumerable<ResultValue> Known(string name, Estimate estimate, string unit, string description) =>
        estimate.IsKnown ? [new ResultValue(name, estimate.Value, unit, estimate.StandardUncertainty, description)] : [];
}
