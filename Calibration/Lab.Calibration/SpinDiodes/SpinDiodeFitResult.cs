using Lab.Calibration.Noise;
using Lab.Models.SpinDiodes;

namespace Lab.Calibration.SpinDiodes;

/// <summary>The result of <see cref="SpinDiodeFit"/> from spectra: the parameters of the junction with their uncertainty, the
/// noise of the bench, and the curves for a plot.</summary>
/// <remarks>A fit that finds nothing is a result too: <see cref="Succeeded"/> is false, <see cref="Message"/> says why and what
/// to change, and every estimate is <see cref="Estimate.Unknown"/>.</remarks>
public sealed record SpinDiodeFitResult
{
    /// <summary>Whether the parameters are good for use.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>One sentence for the experimenter: the main numbers, or what is wrong and how to mend it.</summary>
    public required string Message { get; init; }

    /// <summary>Warnings about the numbers; empty where all is well.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Those of the warnings that are about the frequencies of the sweep,
    /// which hold whatever else is fitted to its readings.</summary>
    public IReadOnlyList<string> SweepWarnings { get; init; } = [];

    /// <summary>That the results hold at one power only, for callers who did not mean it so; <see langword="null"/> where the
    /// points have several powers.</summary>
    public string? PowerWarning { get; init; }

    /// <summary>The junction that was found, ready for simulation, normalised to ξ_S² + ξ_A² = 1 and the reference γ;
    /// <see langword="null"/> where the fit failed.</summary>
    public SpinDiode? Diode { get; init; }

    /// <summary>Resonance frequency f0 at zero power, in hertz; at the power of the sweep where there was only one.</summary>
    public Estimate ResonanceFrequency { get; init; } = Estimate.Unknown;

    /// <summary>Half width at half maximum Γ/2π at zero power, in hertz; at the power of the sweep where there was only
    /// one.</summary>
    public Estimate Linewidth { get; init; } = Estimate.Unknown;

    /// <summary>All resonances, the largest first. The other properties describe the largest resonance.</summary>
    public IReadOnlyList<SpinDiodeMode> Modes { get; init; } = [];

    /// <summary>Whether the model describes the readings. Where it does not, the uncertainties are multiplied by
    /// <see cref="Widening"/> and are no more than a hint.</summary>
    public bool IsDescribed { get; init; } = true;

    /// <summary>The factor on all uncertainties by which the misfit widens them, 1 or more.</summary>
    public double Widening { get; init; } = 1;

    /// <summary>Parameters that the points do not determine, each with its reason; its estimate is
    /// <see cref="Estimate.Unknown"/>.</summary>
    public IReadOnlyList<NotDetermined> Withheld { get; init; } = [];

    /// <summary>Rectification beside the line, at its resonance, in volts per watt;
    /// unknown where the readings ask for none.</summary>
    public Estimate RectificationBeside { get; init; } = Estimate.Unknown;

    /// <summary>Mean drift of the resonance during the run, in hertz per second; unknown where the readings ask for none. The
    /// resonance is then that of the mean over the run.</summary>
    public Estimate ResonanceDrift { get; init; } = Estimate.Unknown;

    /// <summary>Angle of the torques, atan2(ξ_S, ξ_A), in radians.</summary>
    public Estimate SymmetryAngle { get; init; } = Estimate.Unknown;

    /// <summary>ξ_S/ξ_A, dimensionless; unknown for a line without a known antisymmetric part,
    /// where the angle says more.</summary>
    public Estimate SymmetryRatio { get; init; } = Estimate.Unknown;

    /// <summary>ξ_S under the convention ξ_S² + ξ_A² = 1.</summary>
    public Estimate SymmetricWeight { get; init; } = Estimate.Unknown;

    /// <summary>ξ_A under the convention ξ_S² + ξ_A² = 1.</summary>
    public Estimate AntisymmetricWeight { get; init; } = Estimate.Unknown;

    /// <summary>β under the convention ξ_S² + ξ_A² = 1, in radians per coulomb. Positive.</summary>
    public Estimate Rectification { get; init; } = Estimate.Unknown;

    /// <summary>The largest |V|/P over frequency in the limit of small power, in volts per watt.</summary>
    public Estimate Sensitivity { get; init; } = Estimate.Unknown;

    /// <summary>Nonlinear frequency shift N at γ = <see cref="SpinDiode.ReferenceDriveFactor"/> (a voltage tells only Nγ²);
    /// unknown where the points have one power.</summary>
    public Estimate FrequencyNonlinearity { get; init; } = Estimate.Unknown;

    /// <summary>Nonlinear damping Q at γ = <see cref="SpinDiode.ReferenceDriveFactor"/> (a voltage tells only Qγ²); unknown where
    /// the points have one power.</summary>
    public Estimate DampingNonlinearity { get; init; } = Estimate.Unknown;

    /// <summary>How the parameters of the largest line depend on each other; <see langword="null"/> where the fit
    /// failed.</summary>
    public FitCorrelations? Correlations { get; init; }

    /// <summary>Standard deviation of the white noise per point, in volts.</summary>
    public double WhiteNoise { get; init; } = double.NaN;

    /// <summary>Strength of the random walk of the offset, in volts per root second.</summary>
    public double DriftNoise { get; init; } = double.NaN;

    /// <summary>How far the resonance stands above noise and drift, in standard deviations: the root of twice the logarithm of
    /// the likelihood ratio. Below <see cref="SpinDiodeFit.SmallestSignificance"/> the fit fails.</summary>
    public double Significance { get; init; } = double.NaN;

    /// <summary>Whether the whitened residuals are noise.</summary>
    public Whiteness Whiteness { get; init; } = new(double.NaN, double.NaN);

    /// <summary>Rectified voltage of the fit at each point, all lines and the background, without offset, in volts,
    /// shape [point].</summary>
    public IReadOnlyList<double> ModelVolts { get; init; } = [];

    /// <summary>Estimated offset of the voltmeter at each point, its wander included, in volts, shape [point].</summary>
    public IReadOnlyList<double> OffsetVolts { get; init; } = [];

    /// <summary>Measured voltage less model and offset at each point, in volts, shape [point].</summary>
    public IReadOnlyList<double> ResidualVolts { get; init; } = [];

    /// <summary>A fit that found nothing.</summary>
    /// <param name="message">The fault and its remedy.</param>
    internal static SpinDiodeFitResult Failure(string message) => new() { Succeeded = false, Message = message };
}
