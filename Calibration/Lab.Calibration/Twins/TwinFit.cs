using Lab.Calibration.Regression;

namespace Lab.Calibration.Twins;

/// <summary>Finds the parameters of one junction and its field line from all its spectra together.</summary>
/// <remarks>
/// Every spectrum is fitted by itself, with the offset of its time, and those of a run that measured V(P) too together with it;
/// what follows is the weighted mean of the parameters that the current leaves alone, and a weighted line or parabola for the
/// resonance against the current. Spectra at one power hold at that power only, and are left out where others know the
/// nonlinearity. Where results scatter more than their uncertainties promise, the mean is as uncertain as the scatter says. A
/// voltage tells only the products of the rectification β with the torques ξ, and only the product of field per current and shift
/// per field; β is that of the bench file, and the field per current that of a calibration or of the bench file. The resonance is
/// that in the field that the runs were set to, and as uncertain as the field of the worst of them; torques and nonlinearities
/// contain the uncertainty of the power. </remarks>
public static class TwinFit
{
    // A parameter that is zero within two standard uncertainties is left as it was; a curvature, which nobody expects, within
    // three.
    private const double NoteworthyNonlinearity = 2;
    private const double NoteworthyCurvature = 3;
    private const int FewestCurrentsOfAParabola = 5;

    /// <summary>Fits the device.</summary>
    /// <param name="spectra">Its spectra, all good; at least one.</param>
    /// <param name="rectification">β of the bench file, rad/C.</param>
    /// <param name="conversion">Field per current of the line, T/A; without uncertainty where only the bench file tells
    /// it.</param>
    /// <param name="conversionBasis">Where the conversion comes from.</param>
    /// <param name="driveFactor">γ of the bench file, to which N and Q refer.</param>
    /// <param name="referenceDriveFactor">γ to which the fits of the spectra refer them.</param>
    /// <returns>The parameters of the junction, in the order of a bench file.</returns>
    /// <exception cref="ArgumentException">No spectrum, or one whose fit failed.</exception>
    public static IReadOnlyList<FittedParameter> Fit(
        IReadOnlyList<MeasuredSpectrum> spectra,
        double rectification,
        Estimate conversion,
        string conversionBasis,
        double driveFactor,
        double referenceDriveFactor)
    {
        ArgumentNullException.ThrowIfNull(spectra);
        if (spectra.Count == 0 || spectra.Any(spectrum => !spectrum.Fit.Succeeded))
        {
            throw new ArgumentException("A device is fitted to at least one spectrum, all of which are good.", nameof(spectra));
        }

        DeviceReading[] all = [.. DeviceReading.Of(spectra)];
        DeviceReading[] readings = all.Any(reading => reading.KnowsNonlinearity)
            ? [.. all.Where(reading => reading.KnowsNonlinearity)]
            : all;
        int used = readings.Sum(reading => reading.Resonances.Count);
        string basis = used == 1 ? "1 spectrum" : $"{used} spectra";
        double level = spectra.Max(spectrum => spectrum.PowerRelative);
        List<FittedParameter> found = [.. Tuning(
            [.. readings.SelectMany(reading => reading.Resonances)],
            spectra.Max(spectrum => spectrum.FieldHertz),
            conversion,
            conversionBasis,
            basis)];
        found.Add(new FittedParameter("damping", Mean(readings.Select(reading => reading.Damping)), string.Empty, basis));
        found.Add(new FittedParameter(
            "symmetric_weight", Torque(reading => reading.Symmetric), string.Empty, $"{basis}, β from the bench file"));
        found.Add(new FittedParameter(
            "antisymmetric_weight", Torque(reading => reading.Antisymmetric), string.Empty, $"{basis}, β from the bench file"));

        // Only the products with γ² are seen, and only in readings at several powers.
        double drive = Math.Pow(referenceDriveFactor / driveFactor, 2);
        AddNonlinearity("frequency_nonlinearity", reading => reading.FrequencyNonlinearity);
        AddNonlinearity("damping_nonlinearity", reading => reading.DampingNonlinearity);
        return found;

        Estimate Torque(Func<DeviceReading, Estimate> of) => WithPower(Scaled(Mean(readings.Select(of)), 1 / rectification));

        // The power errs alike in all spectra, so it widens the mean.
        Estimate WithPower(Estimate estimate) =>
            estimate with { StandardUncertainty = double.Hypot(estimate.StandardUncertainty, estimate.Value * level) };

        void AddNonlinearity(string key, Func<DeviceReading, Estimate> of)
        {
            Estimate[] known = [.. readings.Select(of).Where(estimate => estimate.IsKnown)];
            if (known.Length == 0)
            {
                return;
            }

            Estimate mean = Scaled(Mean(known), drive);
            if (Math.Abs(mean.Value) > NoteworthyNonlinearity * mean.StandardUncertainty)
            {
                found.Add(new FittedParameter(key, WithPower(mean), string.Empty, $"{known.Length} fits over several powers"));
            }
        }
    }

    /// <summary>The resonance at no current, and how the current moves it.</summary>
    private static IEnumerable<FittedParameter> Tuning(
        (double Amperes, Estimate Hertz)[] resonances, double fieldHertz, Estimate conversion, string conversionBasis,
        string basis)
    {
        int currents = resonances.Select(each => each.Amperes).Distinct().Count();
        if (currents < 2)
        {
            yield return new FittedParameter(
                "resonance_frequency",
                InField(Mean(resonances.Select(each => each.Hertz))),
                "Hz",
                $"{basis} at {resonances[0].Amperes / 1e-3:0.###} mA in the line");
            yield break;
        }

        double[] amperes = [.. resonances.Select(each => each.Amperes)];
        double[] hertz = [.. resonances.Select(each => each.Hertz.Value)];
        double[] uncertainty = [.. resonances.Select(each => each.Hertz.StandardUncertainty)];
        WeightedPolynomial law = WeightedPolynomial.Of(amperes, hertz, uncertainty, 1);
        if (currents >= FewestCurrentsOfAParabola)
        {
            var parabola = WeightedPolynomial.Of(amperes, hertz, uncertainty, 2);
            law = Math.Abs(parabola.Coefficients[2].Value) > NoteworthyCurvature * parabola.Coefficients[2].StandardUncertainty
                ? parabola
                : law;
        }

        yield return new FittedParameter(
            "resonance_frequency", InField(law.Coefficients[0]), "Hz", $"{basis}, taken to 0 A in the line");
        yield return new FittedParameter(
            "in_plane_slope",
            PerField(law.Coefficients[1], 1),
            "Hz/T",
            $"{basis}, with {conversion.Value:G6} T/A from {conversionBasis}");
        if (law.Coefficients.Count > 2)
        {
            yield return new FittedParameter(
                "in_plane_curvature",
                PerField(law.Coefficients[2], 2),
                "Hz/T²",
                $"{basis}, with {conversion.Value:G6} T/A from {conversionBasis}");
        }

        Estimate InField(Estimate resonance) =>
            resonance with { StandardUncertainty = double.Hypot(resonance.StandardUncertainty, fieldHertz) };

        Estimate PerField(Estimate perCurrent, int power)
        {
            double scale = Math.Pow(conversion.Value, power);
            double relative = power * conversion.StandardUncertainty / conversion.Value;
            return new Estimate(
                perCurrent.Value / scale,
                double.Hypot(perCurrent.StandardUncertainty, perCurrent.Value * relative) / Math.Abs(scale));
        }
    }

    private static Estimate Scaled(Estimate estimate, double factor) =>
        new(estimate.Value * factor, estimate.StandardUncertainty * Math.Abs(factor));

    /// <summary>The weighted mean, as uncertain as the scatter says where that is more than promised.</summary>
    private static Estimate Mean(IEnumerable<Estimate> estimates)
    {
        Estimate[] all = [.. estimates];
        double weights = all.Sum(estimate => 1 / (estimate.StandardUncertainty * estimate.StandardUncertainty));
        double mean =
            all.Sum(estimate => estimate.Value / (estimate.StandardUncertainty * estimate.StandardUncertainty)) / weights;
        double squares = all.Sum(estimate => Math.Pow((estimate.Value - mean) / estimate.StandardUncertainty, 2));
        double widening = all.Length > 1 ? Math.Max(1, squares / (all.Length - 1)) : 1;
        return new Estimate(mean, Math.Sqrt(widening / weights));
    }
}
