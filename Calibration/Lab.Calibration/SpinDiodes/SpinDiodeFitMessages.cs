using Lab.Calibration.Noise;
using Lab.Quantities;

namespace Lab.Calibration.SpinDiodes;

/// <summary>What a fit says to the experimenter: what is wrong with the points, why nothing was found, what to be wary of.</summary>
internal static class SpinDiodeFitMessages
{
    private const double FewestPointsPerLinewidth = 3;
    private const double SmallestWhitenessProbability = 1e-3;

    public static string? FaultOf(
        ReadOnlySpan<double> frequencyHertz, ReadOnlySpan<double> powerWatts, ReadOnlySpan<double> voltageVolts, ReadOnlySpan<double> timeSeconds)
    {
        int count = frequencyHertz.Length;
        if (count < SpinDiodeFit.FewestPoints)
        {
            return $"A spin-diode fit needs at least {SpinDiodeFit.FewestPoints} points; got {count}. Measure more frequencies.";
        }

        for (int i = 0; i < count; i++)
        {
            if (!(frequencyHertz[i] > 0 && double.IsFinite(frequencyHertz[i])))
            {
                return $"Point {i} has the frequency {frequencyHertz[i]} Hz, which is not positive and finite. Leave it out.";
            }

            if (!(powerWatts[i] >= 0 && double.IsFinite(powerWatts[i])))
            {
                return $"Point {i} has the power {powerWatts[i]} W, which is negative or not finite. Give powers in watts, not in dBm.";
            }

            if (!double.IsFinite(voltageVolts[i]))
            {
                return $"Point {i} ({Quantity.FormatSi(frequencyHertz[i], "Hz")}) has the voltage {voltageVolts[i]} V. Leave it out or measure it again.";
            }

            if (!double.IsFinite(timeSeconds[i]) || (i > 0 && timeSeconds[i] < timeSeconds[i - 1]))
            {
                return $"Point {i} was read at {timeSeconds[i]} s, before the point ahead of it. Pass the points in the order in which they were measured.";
            }
        }

        double[] voltages = voltageVolts.ToArray();
        int frequencies = frequencyHertz.ToArray().Distinct().Count();
        return frequencies < SpinDiodeFit.FewestFrequencies
            ? $"A spin-diode fit needs at least {SpinDiodeFit.FewestFrequencies} frequencies; the points have {frequencies}. Sweep the frequency."
            : !powerWatts.ContainsAnyExcept(0)
            ? "The power of every point is zero. Switch on the source's output."
            : Array.TrueForAll(voltages, voltage => voltage == voltages[0])
            ? $"All voltages are {voltages[0]} V. The voltmeter does not see the junction, or its range is too coarse."
            : null;
    }

    public static string NothingFound(double significance) =>
        $"No resonance was found: the largest feature of the sweep stands {significance:F1} standard deviations above noise and drift, and "
        + $"{SpinDiodeFit.SmallestSignificance} are needed. Raise the power, average longer, or sweep where the resonance is expected.";

    public static string Outside(SpinDiodeSpectrum spectrum, double resonanceHertz) =>
        $"The resonance is outside the sweep, near {Quantity.FormatSi(resonanceHertz, "Hz", 3)}, while the points go from "
        + $"{Quantity.FormatSi(spectrum.LowestHertz, "Hz", 4)} to {Quantity.FormatSi(spectrum.HighestHertz, "Hz", 4)}. Move the sweep there.";

    public static string Unsettled(double resonanceHertz) =>
        $"The fit did not settle, although there is a feature near {Quantity.FormatSi(resonanceHertz, "Hz", 4)}. "
        + "The points hold no whole resonance or more than one; sweep a band of ten linewidths around one of them.";

    public static string Summary(SpinDiodeFitResult result) =>
        $"Resonance at {WithUncertainty(result.ResonanceFrequency, "Hz", 7)}, half width {WithUncertainty(result.Linewidth, "Hz", 4)}, "
        + $"sensitivity {WithUncertainty(result.Sensitivity, "V/W", 4)}.";

    private static string WithUncertainty(Estimate estimate, string unit, int digits) =>
        $"{Quantity.FormatSi(estimate.Value, unit, digits)} ± {Quantity.FormatSi(estimate.StandardUncertainty, unit, 2)}";

    public static string? PowerWarningOf(SpinDiodeSpectrum spectrum) => spectrum.TellsNonlinearity
        ? null
        : $"All points have about one power ({Quantity.FormatSi(spectrum.HighestWatts, "W", 3)}): the nonlinearities N and Q are taken as zero, "
            + "and the results hold at that power. Sweep at a second power to tell them.";

    public static List<string> WarningsOf(SpinDiodeSpectrum spectrum, double[] parameters, Whiteness whiteness)
    {
        List<string> warnings = [];
        if (whiteness.Probability < SmallestWhitenessProbability)
        {
            warnings.Add(
                $"The residuals are not white (probability {whiteness.Probability:G1}): the model does not describe the spectrum. "
                + "Look in the residuals for a second resonance or a background.");
        }

        double linewidth = parameters[SpinDiodeSpectrum.Linewidth];
        double toEdge = Math.Min(parameters[SpinDiodeSpectrum.Resonance] - spectrum.LowestHertz, spectrum.HighestHertz - parameters[SpinDiodeSpectrum.Resonance]) / linewidth;
        if (toEdge < 1)
        {
            warnings.Add(
                $"The resonance is {toEdge:F1} linewidths from the edge of the sweep; sweep at least one linewidth beyond it on both sides.");
        }

        double pointsPerLinewidth = linewidth / spectrum.SpacingHertz;
        if (pointsPerLinewidth < FewestPointsPerLinewidth)
        {
            warnings.Add(
                $"The sweep has {pointsPerLinewidth:F1} points per linewidth; take at least {FewestPointsPerLinewidth}, that is a step of "
                + $"{Quantity.FormatSi(linewidth / FewestPointsPerLinewidth, "Hz", 2)} or less.");
        }

        return warnings;
    }
}
