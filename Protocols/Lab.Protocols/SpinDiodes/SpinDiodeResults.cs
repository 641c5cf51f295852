using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.SpinDiodes;
using Lab.Protocols.Fields;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinDiodes;

/// <summary>The results of a spin-diode fit under the names that records use.</summary>
internal static class SpinDiodeResults
{
    private const double DegreesPerRadian = 180 / Math.PI;

    public static IReadOnlyList<ResultValue> Of(SpinDiodeFitResult fit, LevelRatio level, RecordedField field)
    {
        List<ResultValue> results = [];

        // Where the model does not describe the readings, a value stands without an uncertainty rather than with a wrong one.
        void Add(string name, Estimate estimate, string unit, string description, bool isParameter = false)
        {
            if (estimate.IsKnown)
            {
                results.Add(new ResultValue(
                    name, estimate.Value, unit, fit.IsDescribed ? estimate.StandardUncertainty : null, description)
                {
                    IsParameter = isParameter,
                });
            }
        }

        Add("resonance_frequency", field.Widen(fit.ResonanceFrequency), "Hz", "Resonance frequency at vanishing power.");
        Add("linewidth", fit.Linewidth, "Hz", "Half width at half maximum Γ/2π at vanishing power.", isParameter: true);
        Add("symmetry_ratio", fit.SymmetryRatio, string.Empty, "ξ_S/ξ_A: symmetric over antisymmetric part of the line.");
        Add(
            "symmetry_angle",
            InDegrees(fit.SymmetryAngle),
            "°",
            "Angle of the torques, atan2(ξ_S, ξ_A): 0 antisymmetric, ±90 symmetric.");
        Add(
            "sensitivity",
            fit.Sensitivity.Widen(level),
            "V/W",
            "Largest |V|/P over frequency at vanishing power.",
            isParameter: true);
        Add("rectification", fit.Rectification.Widen(level), "rad/C", "β of Eq. 3.15, with ξ_S² + ξ_A² = 1.", isParameter: true);
        Add(
            "frequency_nonlinearity",
            fit.FrequencyNonlinearity.Widen(level),
            string.Empty,
            "N of Eq. 5.7, for γ = 2e8 rad Hz W^-1/2.",
            isParameter: true);
        Add(
            "damping_nonlinearity",
            fit.DampingNonlinearity.Widen(level),
            string.Empty,
            "Q of Eq. 5.8, for γ = 2e8 rad Hz W^-1/2.",
            isParameter: true);
        Add(
            "rectification_beside",
            fit.RectificationBeside.Widen(level),
            "V/W",
            "Voltage per power beside the line, at its resonance.");
        Add("resonance_drift", fit.ResonanceDrift, "Hz/s", "Mean drift of the resonance during the run.");
        for (int mode = 1; mode < fit.Modes.Count; mode++)
        {
            SpinDiodeMode further = fit.Modes[mode];
            Add(
                $"resonance_frequency_{mode + 1}",
                field.Widen(further.ResonanceFrequency),
                "Hz",
                "Resonance frequency of a further line.");
            Add($"linewidth_{mode + 1}", further.Linewidth, "Hz", "Half width at half maximum of that line.", isParameter: true);
            Add($"symmetry_angle_{mode + 1}", InDegrees(further.SymmetryAngle), "°", "Angle of the torques of that line.");
            Add(
                $"sensitivity_{mode + 1}",
                further.Sensitivity.Widen(level),
                "V/W",
                "Largest |V|/P of that line over frequency.",
                isParameter: true);
        }

        results.Add(new(
            "white_noise",
            fit.WhiteNoise,
            "V",
            Uncertainty: null,
            "Standard deviation of the white noise of one reading.")
        { Digits = 2 });
        results.Add(new(
            "drift_noise", fit.DriftNoise, "V/√s", Uncertainty: null, "Random walk of the offset in one second.")
        { Digits = 2 });
        return [.. results, .. field.Results];
    }

    /// <summary>The terms that the readings asked for, and the results that they do not tell.</summary>
    public static IEnumerable<ResultTable> Tables(SpinDiodeFitResult fit)
    {
        yield return new ResultTable(
            "Terms of the fit, chosen by evidence",
            ["term", "chosen"],
            [
                ["lines", $"{fit.Modes.Count}"],
                ["background in proportion to power", fit.RectificationBeside.IsKnown ? "yes" : "no"],
                ["drift of the resonance", fit.ResonanceDrift.IsKnown ? "yes" : "no"],
                ["whitened residuals are noise", string.Create(
                    CultureInfo.InvariantCulture, $"with a probability of {fit.Whiteness.Probability:G2} (Ljung–Box)")],
                ["model describes the readings", fit.IsDescribed ? "yes" : "no, uncertainties are withheld"],
            ]);
        if (fit.Correlations is { } correlations)
        {
            yield return new ResultTable(
                "Correlation coefficients of the fit",
                [string.Empty, .. correlations.Names],
                [
                    .. correlations.Names.Select((name, row) => (IReadOnlyList<string>)
                        [
                            name,
                            .. correlations.Coefficients[row].Take(row + 1).Select(Rounded),
                            .. Enumerable.Repeat(string.Empty, correlations.Names.Count - row - 1)
                        ]),
                ]);
        }

        if (fit.Withheld.Count > 0)
        {
            yield return new ResultTable(
                "Not determined",
                ["result", "reason"],
                [.. fit.Withheld.Select(each => (IReadOnlyList<string>)[each.Name, each.Reason])]);
        }
    }

    private static string Rounded(double coefficient) =>
        coefficient.ToString("0.00", CultureInfo.InvariantCulture).Replace("-0.00", "0.00", StringComparison.Ordinal);

    private static Estimate InDegrees(Estimate radians) =>
        new(radians.Value * DegreesPerRadian, radians.StandardUncertainty * DegreesPerRadian);
}
