using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Resonances;
using Lab.Models.Films;
using Lab.Protocols.Fields;
using Lab.Protocols.FilmResonances;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.SpinTorques;

/// <summary>Lines from the readings, and torques from the lines.</summary>
internal sealed class StFmrAnalysis(StFmrSettings settings, IRunData data)
{
    /// <summary>Beyond this distance from the expected phase the sign is a guess, rad.</summary>
    private static readonly double UncertainSign = double.DegreesToRadians(60);

    private readonly List<string> warnings = [];
    private readonly double reduced = settings.Frequency.Hertz
        / (settings.GFactor * ThinFilm.BohrMagnetonHertzPerTesla);

    /// <summary>Fits and reports.</summary>
    public Analysis Conclude()
    {
        if (data.Count < settings.FieldPoints)
        {
            return new Analysis { Failure = $"{data.Count} points are no line; one has {settings.FieldPoints}." };
        }

        LineAtAngle[] lines = Lines();
        LineFamily? family = LineFamilyFit.Fit(lines, out string? failure);
        if (family is null)
        {
            return new Analysis { Failure = $"There is {failure}" };
        }

        Figure spectra = StFmrFigures.Spectra(lines, family);
        if (lines.Length < TorqueFit.FewestAngles)
        {
            return new Analysis
            {
                Failure = $"Lines at {lines.Length} angles do not tell torques; {TorqueFit.FewestAngles} are needed.",
                Figures = [spectra],
            };
        }

        var torques = TorqueFit.Of([.. lines.Select(line => line.AngleRadians)], family);
        AddDoubts(family, torques);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The damping-like torque is {torque_ratio} of the field-like one. By the bilayer's product of magnetisation "
                    + "and thicknesses the spin-torque ratio is {spin_torque_ratio}. The line stands at {resonance_field}, "
                    + "with a half width of {half_width}.",
                "Measure damping and magnetisation of the same film with `lab run fmr`. A second thickness, by `lab run "
                    + "st-fmr --bench OTHER.yaml`, tells whether the field-like torque is Oersted's alone.")
            {
                Trust =
                    "The separation rests on the angles: torques follow sin 2φ·cos φ and heat sin φ. Spin pumping counts with "
                        + "the damping-like torque, and a field-like torque other than Oersted's makes the ratio differ from "
                        + "the efficiency.",
            },
            Results = [.. ResultsOf(family, torques)],
            Figures = [StFmrFigures.Heights(lines, family, torques), spectra],
            Tables = [StFmrFigures.Table(lines, family)],
            Warnings = warnings,
        };
    }

    private LineAtAngle[] Lines()
    {
        double[] angles = data.Numbers(StFmrExperiment.AngleColumn.Name);
        double[] fields = data.Numbers(LineMeasurement.FieldColumn.Name);
        var turned = QuadratureRotation.Of(
            data.Numbers(LineReader.XColumn.Name), data.Numbers(LineReader.YColumn.Name), settings.Phase);
        if (Math.Abs(turned.Phase.Value - settings.Phase.Radians) > UncertainSign)
        {
            warnings.Add(
                $"The phase is {double.RadiansToDegrees(turned.Phase.Value):0}°, far from the setting 'phase' "
                    + $"({settings.Phase.Degrees:0}°): the signs of the voltages may be the other ones. Set 'phase' to what a "
                    + "known sample shows.");
        }

        return
        [
            .. Enumerable.Range(0, data.Count).GroupBy(i => angles[i])
                .Where(points => points.Count() == settings.FieldPoints) // one that was not measured to its end tells no width
                .Select(points => new LineAtAngle(
                    points.Key,
                    [.. points.Select(i => fields[i])],
                    [.. points.Select(i => turned.InPhase[i] * KeyedTone.VoltsPerReading)])),
        ];
    }

    private void AddDoubts(LineFamily family, TorqueFit torques)
    {
        if (!family.IsDescribed)
        {
            warnings.Add(
                "One line on a straight background does not describe the readings at every angle: another mode, an unsaturated "
                    + "film, or a width that changes. Nothing stands with an uncertainty.");
        }

        if (!family.IsOneLine)
        {
            warnings.Add(
                "Resonance field or width change with the angle by more than their noise: an anisotropy in the plane, or a "
                    + "strip that is not in the middle of the magnet. Nothing stands with an uncertainty.");
        }

        if (!torques.IsDescribed)
        {
            warnings.Add(
                "The heights against angle are not those of sin 2φ·cos φ, with sin φ for heat: another torque, a tone whose "
                    + "field is not that of the strip's current, or an angle that is not that of the magnetisation. Nothing "
                    + "stands with an uncertainty.");
        }

        if (!torques.Ratio.IsKnown)
        {
            warnings.Add("The field-like torque is not determined, so that there is no ratio to it. Take more power or a "
                + "longer time constant.");
        }
    }

    private IEnumerable<ResultValue> ResultsOf(LineFamily family, TorqueFit torques)
    {
        bool isDescribed = family.IsDescribed && family.IsOneLine && torques.IsDescribed;
        ResultValue Result(string name, Estimate estimate, string unit, string description) => new(
            name, estimate.Value, unit, isDescribed ? estimate.StandardUncertainty : null, description);

        // The uncertainty of a field is common to all, as that of a probe is.
        double probe = data.Numbers(PreparedField.UncertaintyColumn.Name).Average();
        var field = new Estimate(family.Field.Value, double.Hypot(family.Field.StandardUncertainty, probe));
        double stiffness = reduced / field.Value; // √(1 + M/B)
        if (torques.Ratio.IsKnown)
        {
            Estimate ratio = Times(torques.Ratio, stiffness, field.StandardUncertainty / field.Value);
            if (settings.SaturationMagnetisation is { } saturation)
            {
                double perEfficiency = SpinTorqueBilayer.TorqueRatioPerEfficiency(
                    saturation, settings.MagnetThickness, settings.MetalThickness);
                yield return Result(
                    "spin_torque_ratio", Times(ratio, 1 / perEfficiency, settings.ProductUncertainty), string.Empty,
                    $"ξ_FMR for μ₀M_s = {saturation}, t = {settings.MagnetThickness} and d = {settings.MetalThickness}: the "
                        + "damping-like efficiency, were Oersted's field the only field-like one.");
            }

            yield return Result(
                "torque_ratio", ratio, string.Empty, "Damping-like field over field-like field, Oersted's included.");
        }

        yield return Result(
            "damping_like_torque", torques.DampingLike, "V",
            "Factor of sin 2φ·cos φ in the symmetric parts, spin pumping included.");
        yield return Result("field_like_torque", torques.FieldLike, "V", "Factor of sin 2φ·cos φ in the antisymmetric parts.");
        yield return Result("thermal_voltage", torques.Thermal, "V", "Factor of sin φ in the symmetric parts.")
            with
        { IsParameter = true };
        yield return Result("resonance_field", field, "T", "Field of the resonance.");
        yield return Result(
            "half_width", Times(family.HalfWidth, 1, PreparedField.ScaleUncertaintyIn(data)), "T", "Half width at half maximum.");
        yield return Result(
            "effective_magnetisation",
            new Estimate(
                (reduced * stiffness) - field.Value, ((stiffness * stiffness) + 1) * field.StandardUncertainty),
            "T",
            string.Create(CultureInfo.InvariantCulture, $"μ₀M_eff by Kittel's law for g = {settings.GFactor}."));
        yield return Result(
            "zero_angle",
            new Estimate(
                double.RadiansToDegrees(torques.Zero.Value), double.RadiansToDegrees(torques.Zero.StandardUncertainty)),
            "°",
            "Angle of the field from the current at the zero of the stage.");
    }

    private static Estimate Times(Estimate estimate, double factor, double relativeUncertainty) => new(
        estimate.Value * factor,
        Math.Abs(factor) * double.Hypot(estimate.StandardUncertainty, estimate.Value * relativeUncertainty));
}
