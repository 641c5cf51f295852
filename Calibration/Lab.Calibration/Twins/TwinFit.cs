using Lab.Calibration.Regression;
using Lab.Quantities;

namespace Lab.Calibration.Twins;

/// <summary>Finds the parameters of one junction and its field line from all its spectra together.</summary>
/// <remarks>
/// Every spectrum is fitted by itself, with the offset of its time; what follows is the weighted mean of the parameters that the current
/// leaves alone, and a weighted straight line for the resonance against the current. Where the spectra scatter more than their
/// uncertainties promise, the result is as uncertain as the scatter says. A voltage tells only the products of the rectification β with
/// the torques ξ, and only the product of field per current and shift per field; β is that of the bench file, and the field per current
/// that of a calibration or of the bench file. The resonance is that in the field that the runs were set to, and as uncertain as the field
/// of the worst of them.
/// </remarks>
public static class TwinFit
{
    /// <summary>Fits the device.</summary>
    /// <param name="spectra">Its spectra, all good; at least one.</param>
    /// <param name="rectification">β of the bench file, rad/C.</param>
    /// <param name="conversion">Field per current of the line.</param>
    /// <param name="conversionBasis">Where the conversion comes from.</param>
    /// <param name="driveFactor">γ of the bench file, to which N and Q refer.</param>
    /// <param name="referenceDriveFactor">γ to which the fits of the spectra refer them.</param>
    /// <returns>The parameters of the junction, in the order of a bench file.</returns>
    /// <exception cref="ArgumentException">No spectrum, or one whose fit failed.</exception>
    public static IReadOnlyList<FittedParameter> Fit(
        IReadOnlyList<MeasuredSpectrum> spectra,
        double rectification,
        FieldPerCurrent conversion,
        string conversionBasis,
        double driveFactor,
        double referenceDriveFactor)
    {
        ArgumentNullException.ThrowIfNull(spectra);
        if (spectra.Count == 0 || spectra.Any(spectrum => !spectrum.Fit.Succeeded))
        {
            throw new ArgumentException("A device is fitted to at least one spectrum, all of which are good.", nameof(spectra));
        }

        string all = spectra.Count == 1 ? "1 spectrum" : $"{spectra.Count} spectra";
        List<FittedParameter> found = [];
        bool isTuned = spectra.Select(spectrum => spectrum.Line).Distinct().Skip(1).Any();
        if (isTuned)
        {
            (Estimate atZero, Estimate perAmpere) = Tuning(spectra);
            double teslaPerAmpere = conversion.TeslaPerAmpere;
            found.Add(new FittedParameter("resonance_frequency", InField(atZero), "Hz", $"{all}, taken to 0 A in the line"));
            found.Add(new FittedParameter(
                "in_plane_slope", new Estimate(perAmpere.Value / teslaPerAmpere, perAmpere.StandardUncertainty / Math.Abs(teslaPerAmpere)), "Hz/T", $"{all}, with {conversion} from {conversionBasis}"));
        }
        else
        {
            found.Add(new FittedParameter("resonance_frequency", InField(Mean(spectra.Select(spectrum => spectrum.Fit.ResonanceFrequency))), "Hz", $"{all} at {spectra[0].Line} in the line"));
        }

        found.Add(new FittedParameter("damping", Mean(spectra.Select(spectrum => Ratio(spectrum.Fit.Linewidth, spectrum.Fit.ResonanceFrequency))), string.Empty, all));
        found.Add(new FittedParameter("symmetric_weight", Mean(spectra.Select(spectrum => Torque(spectrum.Fit.SymmetricWeight, spectrum))), string.Empty, $"{all}, β from the bench file"));
        found.Add(new FittedParameter("antisymmetric_weight", Mean(spectra.Select(spectrum => Torque(spectrum.Fit.AntisymmetricWeight, spectrum))), string.Empty, $"{all}, β from the bench file"));

        // Only the products with γ² are seen, and only in spectra at several powers. One that does not stand above its uncertainty is
        // left as it was.
        double drive = Math.Pow(referenceDriveFactor / driveFactor, 2);
        AddNonlinearity("frequency_nonlinearity", [.. spectra.Select(spectrum => spectrum.Fit.FrequencyNonlinearity).Where(estimate => estimate.IsKnown)]);
        AddNonlinearity("damping_nonlinearity", [.. spectra.Select(spectrum => spectrum.Fit.DampingNonlinearity).Where(estimate => estimate.IsKnown)]);
        return found;

        Estimate InField(Estimate resonance) =>
            resonance with { StandardUncertainty = double.Hypot(resonance.StandardUncertainty, spectra.Max(spectrum => spectrum.FieldHertz)) };

        Estimate Torque(Estimate weight, MeasuredSpectrum spectrum)
        {
            // Amplitude and shape err independently to first order.
            Estimate beta = spectrum.Fit.Rectification;
            double value = weight.Value * beta.Value / rectification;
            return new Estimate(value, double.Hypot(weight.StandardUncertainty * beta.Value, weight.Value * beta.StandardUncertainty) / rectification);
        }

        void AddNonlinearity(string key, Estimate[] known)
        {
            if (known.Length == 0)
            {
                return;
            }

            Estimate mean = Mean(known);
            var scaled = new Estimate(mean.Value * drive, mean.StandardUncertainty * drive);
            if (scaled.Value > 2 * scaled.StandardUncertainty)
            {
                found.Add(new FittedParameter(key, scaled, string.Empty, $"{known.Length} spectra at several powers"));
            }
        }
    }

    private static (Estimate AtZero, Estimate PerAmpere) Tuning(IReadOnlyList<MeasuredSpectrum> spectra)
    {
        double[] amperes = [.. spectra.Select(spectrum => spectrum.Line.Amperes)];
        double[] hertz = [.. spectra.Select(spectrum => spectrum.Fit.ResonanceFrequency.Value)];
        double[] uncertainty = [.. spectra.Select(spectrum => spectrum.Fit.ResonanceFrequency.StandardUncertainty)];
        LineFit line = LineFit.Weighted(amperes, hertz, uncertainty);
        double squares = line.Residuals.Zip(uncertainty, (residual, sigma) => residual * residual / (sigma * sigma)).Sum();
        double widening = spectra.Count > 2 ? Math.Sqrt(Math.Max(1, squares / (spectra.Count - 2))) : 1;
        return (Widened(line.Intercept), Widened(line.Slope));

        Estimate Widened(Estimate estimate) => estimate with { StandardUncertainty = estimate.StandardUncertainty * widening };
    }

    private static Estimate Ratio(Estimate over, Estimate under)
    {
        double value = over.Value / under.Value;
        return new Estimate(value, Math.Abs(value) * double.Hypot(over.StandardUncertainty / over.Value, under.StandardUncertainty / under.Value));
    }

    /// <summary>The weighted mean, as uncertain as the scatter says where that is more than promised.</summary>
    private static Estimate Mean(IEnumerable<Estimate> estimates)
    {
        Estimate[] all = [.. estimates];
        double weights = all.Sum(estimate => 1 / (estimate.StandardUncertainty * estimate.StandardUncertainty));
        double mean = all.Sum(estimate => estimate.Value / (estimate.StandardUncertainty * estimate.StandardUncertainty)) / weights;
        double squares = all.Sum(estimate => Math.Pow((estimate.Value - mean) / estimate.StandardUncertainty, 2));
        double widening = all.Length > 1 ? Math.Max(1, squares / (all.Length - 1)) : 1;
        return new Estimate(mean, Math.Sqrt(widening / weights));
    }
}
