using Lab.Calibration.WeightTunings;

namespace Lab.Calibration.Twins;

/// <summary>The parameters of a device from one fit: that of a spectrum, or of all readings of a run at several currents
/// together.</summary>
/// <param name="Damping">α.</param>
/// <param name="Symmetric">βξ_S, rad/C.</param>
/// <param name="Antisymmetric">βξ_A, rad/C.</param>
/// <param name="FrequencyNonlinearity">N; unknown where there was one power.</param>
/// <param name="DampingNonlinearity">Q; unknown where there was one power.</param>
/// <param name="Resonances">Current in the line, A, and resonance, Hz.</param>
internal sealed record DeviceReading(
    Estimate Damping,
    Estimate Symmetric,
    Estimate Antisymmetric,
    Estimate FrequencyNonlinearity,
    Estimate DampingNonlinearity,
    IReadOnlyList<(double Amperes, Estimate Hertz)> Resonances)
{
    /// <summary>Whether resonance, damping and torques are those at vanishing power.</summary>
    public bool KnowsNonlinearity => FrequencyNonlinearity.IsKnown;

    /// <summary>The readings of some spectra; those of one run that were fitted together count once.</summary>
    public static IEnumerable<DeviceReading> Of(IReadOnlyList<MeasuredSpectrum> spectra)
    {
        foreach (IGrouping<TunedJunction?, MeasuredSpectrum> group in spectra.GroupBy(spectrum => spectrum.Tuned))
        {
            if (group.Key is { } tuned)
            {
                yield return new DeviceReading(
                    tuned.Damping,
                    tuned.Symmetric,
                    tuned.Antisymmetric,
                    tuned.FrequencyNonlinearity,
                    tuned.DampingNonlinearity,
                    [.. group.Select(spectrum => (spectrum.Line.Amperes, tuned.Resonances[spectrum.Visit]))]);
                continue;
            }

            foreach (MeasuredSpectrum spectrum in group)
            {
                yield return OfOne(spectrum);
            }
        }
    }

    private static DeviceReading OfOne(MeasuredSpectrum spectrum)
    {
        Estimate resonance = spectrum.Fit.ResonanceFrequency;
        return new DeviceReading(
            Ratio(spectrum.Fit.Linewidth, resonance),
            Product(spectrum.Fit.SymmetricWeight, spectrum.Fit.Rectification),
            Product(spectrum.Fit.AntisymmetricWeight, spectrum.Fit.Rectification),
            spectrum.Fit.FrequencyNonlinearity,
            spectrum.Fit.DampingNonlinearity,
            [(spectrum.Line.Amperes, resonance)]);
    }

    private static Estimate Ratio(Estimate over, Estimate under)
    {
        double value = over.Value / under.Value;
        return new Estimate(
            value,
            Math.Abs(value) * double.Hypot(over.StandardUncertainty / over.Value, under.StandardUncertainty / under.Value));
    }

    // Amplitude and shape err independently to first order.
    private static Estimate Product(Estimate left, Estimate right) => new(
        left.Value * right.Value, double.Hypot(left.StandardUncertainty * right.Value, left.Value * right.StandardUncertainty));
}
