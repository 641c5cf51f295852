using Lab.Quantities;

namespace Lab.Calibration.SpinDiodes;

/// <summary>Messages of a fit to the experimenter: what is wrong with the points, why nothing was found,
/// what to be wary of.</summary>
internal static class SpinDiodeFitMessages
{
    private const double FewestPointsPerLinewidth = 3;

    public static string? FaultOf(
        ReadOnlySpan<double> frequencyHertz, ReadOnlySpan<double> powerWatts, ReadOnlySpan<double> voltageVolts,
        ReadOnlySpan<double> timeSeconds)
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
                return $"Point {i} has the power {powerWatts[i]} W, which is negative or not finite. Give powers in watts, not "
                    + "in dBm.";
            }

            if (!double.IsFinite(voltageVolts[i]))
            {
                return $"Point {i} ({Quantity.FormatSi(frequencyHertz[i], "Hz")}) has the voltage {voltageVolts[i]} V. Leave it "
                    + "out or measure it again.";
            }

            if (!double.IsFinite(timeSeconds[i]) || (i > 0 && timeSeconds[i] < timeSeconds[i - 1]))
            {
                return $"Point {i} was read at {timeSeconds[i]} s, before the point ahead of it. Pass the points in the order "
                    + "in which they were measured.";
            }
        }

        double[] voltages = voltageVolts.ToArray();
        int frequencies = frequencyHertz.ToArray().Distinct().Count();
        return frequencies < SpinDiodeFit.FewestFrequencies
            ? $"A spin-diode fit needs at least {SpinDiodeFit.FewestFrequencies} frequencies; the points have {frequencies}. "
                + "Sweep the frequency."
            : !powerWatts.ContainsAnyExcept(0)
            ? "The power of every point is zero. Switch on the source's output."
            : Array.TrueForAll(voltages, voltage => voltage == voltages[0])
            ? $"All voltages are {voltages[0]} V. The voltmeter does not see the junction, or its range is too coarse."
            : null;
    }

    public static string NothingFound(SpinDiodeSpectrum spectrum, double significance)
    {
        const double clearly = 15;
        double raw = spectrum.WhiteVolts > 0 ? spectrum.RangeVolts / spectrum.WhiteVolts : 0;
        return raw > clearly && significance < SpinDiodeFit.SmallestSignificance
            ? $"No resonance was found, although the readings vary by {Quantity.FormatSi(spectrum.RangeVolts, "V", 2)}, "
                + $"{raw:F0} times the noise of one: "
                + "neither one to three lines nor a wandering offset describes that. Look at the figure, and sweep around one "
                + "feature."
            : $"No resonance was found: the largest feature of the sweep stands {significance:F1} standard deviations above "
                + "noise and drift, and "
                + $"{SpinDiodeFit.SmallestSignificance} are needed. Average longer, or sweep where the resonance is expected; "
                + "'lab run find-resonance' looks for it over a wide range.";
    }

    /// <summary>A resonance beyond the sweep. Its place is named only where the flank inside the sweep tells it.</summary>
    public static string Outside(SpinDiodeSpectrum spectrum, Estimate resonance, double linewidthHertz)
    {
        double beyond = Math.Max(spectrum.LowestHertz - resonance.Value, resonance.Value - spectrum.HighestHertz);
        bool isKnown = resonance.StandardUncertainty < linewidthHertz / 3 && beyond < 2 * linewidthHertz
            && linewidthHertz < spectrum.SpanHertz / 4;
        string sweep =
            $"the points go from {Quantity.FormatSi(spectrum.LowestHertz, "Hz", 4)} to "
                + $"{Quantity.FormatSi(spectrum.HighestHertz, "Hz", 4)}";
        return isKnown
            ? $"The resonance is outside the sweep, near {Quantity.FormatSi(resonance.Value, "Hz", 3)} ± "
                + $"{Quantity.FormatSi(resonance.StandardUncertainty, "Hz", 1)}, while {sweep}. Move the sweep there."
            : OnlyBends(spectrum);
    }

    public static string OnlyBends(SpinDiodeSpectrum spectrum) =>
        $"There is no resonance in the sweep: the points go from {Quantity.FormatSi(spectrum.LowestHertz, "Hz", 4)} to "
        + $"{Quantity.FormatSi(spectrum.HighestHertz, "Hz", 4)}, and the readings only bend there, as on the far flank of a "
        + "line or under a background. "
        + "'lab run find-resonance' looks for it over a wide range.";

    public static string Unsettled(double resonanceHertz) =>
        $"The fit did not settle, although there is a feature near {Quantity.FormatSi(resonanceHertz, "Hz", 4)}. "
        + "The points hold no whole resonance or more than three; sweep a band of ten linewidths around one of them.";

    public static string Summary(SpinDiodeFitResult result) =>
        $"Resonance at {WithUncertainty(result.ResonanceFrequency, "Hz", 7)}, half width "
            + $"{WithUncertainty(result.Linewidth, "Hz", 4)}, "
        + $"sensitivity {WithUncertainty(result.Sensitivity, "V/W", 4)}.";

    private static string WithUncertainty(Estimate estimate, string unit, int digits) =>
        $"{Quantity.FormatSi(estimate.Value, unit, digits)} ± {Quantity.FormatSi(estimate.StandardUncertainty, unit, 2)}";

    public static string? PowerWarningOf(SpinDiodeSpectrum spectrum) => spectrum.TellsNonlinearity
        ? null
        : $"All points have about one power ({Quantity.FormatSi(spectrum.HighestWatts, "W", 3)}): the nonlinearities N and Q "
            + "are taken as zero, "
            + "and the results hold at that power. Sweep at a second power to tell them.";

    public static string MisfitWarning(string reason, double widening) =>
        $"The model does not describe the spectrum: {reason}. Uncertainties are withheld; with the misfit they would be at least "
        + $"{widening:F1} times those of the noise. Look in the residuals for a further resonance, a loss that depends on "
        + "frequency "
        + "('lab run power-calibration' takes it out), or a resonance that moves.";

    public static string BackgroundWarning(Background beside) =>
        $"Beside the line there are {Quantity.FormatSi(beside.VoltsPerWatt, "V/W", 2)}: rectification, a line outside the "
            + "sweep, or a loss that varies by "
        + $"{10 * Math.Log10(1 + beside.LossRatio):F1} dB over the sweep. The points cannot tell which, so sensitivity and "
        + "symmetry are uncertain by the "
        + "difference; 'lab run power-calibration' rules the loss out.";

    public static string DriftWarning(double hertz, double seconds) =>
        $"The resonance moved by about {Quantity.FormatSi(hertz, "Hz", 2)} within {seconds:F0} s. The fit allows for it; the "
            + "resonance is the mean over "
        + "the run, and half of the way is in its uncertainty. Wait until the bench is warm.";

    public static List<string> WarningsOf(SpinDiodeSpectrum spectrum, double resonanceHertz, double linewidth)
    {
        List<string> warnings = [];
        double toEdge = Math.Min(resonanceHertz - spectrum.LowestHertz, spectrum.HighestHertz - resonanceHertz) / linewidth;
        if (toEdge < 1)
        {
            warnings.Add(
                $"The resonance is {toEdge:F1} linewidths from the edge of the sweep; sweep at least one linewidth beyond it on "
                    + "both sides.");
        }

        double pointsPerLinewidth = linewidth / spectrum.SpacingHertz;
        if (pointsPerLinewidth < FewestPointsPerLinewidth)
        {
            warnings.Add(
                $"The sweep has {pointsPerLinewidth:F1} points per linewidth; take at least {FewestPointsPerLinewidth}, that is "
                    + "a step of "
                + $"{Quantity.FormatSi(linewidth / FewestPointsPerLinewidth, "Hz", 2)} or less.");
        }

        return warnings;
    }
}
