using Lab.Instruments.Benches;
using Lab.Models.SpinDiodes;
using Lab.Protocols.FieldLines;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;

namespace Lab.Cli.Validation;

/// <summary>What the virtual bench hides from a protocol, under the names of the protocol's results.</summary>
internal static class HiddenTruth
{
    /// <summary>The hidden values, of the device that the seed drew; <see langword="null"/> for a result that the device does not have, such
    /// as the zero of a weight that has none.</summary>
    /// <param name="experiment">The settings of the protocol.</param>
    /// <param name="bench">The bench file.</param>
    /// <param name="hidden">What the stage hid.</param>
    /// <exception cref="CommandException">Nothing is known to compare the protocol's results with.</exception>
    public static IReadOnlyDictionary<string, double?> Of(object experiment, BenchDefinition bench, HiddenState hidden) => experiment switch
    {
        SpinDiodeSettings settings => OfSpinDiode(settings, hidden),
        WeightTuningSettings settings => OfWeightTuning(settings, bench, hidden),
        FieldLineCalibrationSettings => OfFieldLine(bench, hidden.Sample),
        _ => throw new CommandException("There is nothing to compare this protocol's results with.", ExitCode.Usage),
    };

    private static Dictionary<string, double?> OfSpinDiode(SpinDiodeSettings settings, HiddenState hidden)
    {
        SpinDiode diode = hidden.Diode;
        double beside = hidden.Sample.Junctions[0].PerpendicularSlope.HertzPerTesla * Beside(settings.Field, settings.FieldSlope, hidden).Tesla;

        // N and Q are stated for the drive factor of the thesis; a voltage tells their products with the square of the drive factor.
        double drive = diode.DriveFactor * diode.DriveFactor / (SpinDiode.ReferenceDriveFactor * SpinDiode.ReferenceDriveFactor);
        double angle = Math.Atan2(diode.SymmetricWeight, diode.AntisymmetricWeight);
        return new Dictionary<string, double?>
        {
            ["resonance_frequency"] = diode.ResonanceFrequency.Hertz + beside,
            ["linewidth"] = diode.Linewidth.Hertz,
            ["symmetry_ratio"] = diode.AntisymmetricWeight == 0 ? null : diode.SymmetricWeight / diode.AntisymmetricWeight,
            ["symmetry_angle"] = double.RadiansToDegrees(angle),
            ["sensitivity"] = diode.SensitivityVoltsPerWatt,
            ["rectification"] = diode.RectificationRadiansPerCoulomb * double.Hypot(diode.SymmetricWeight, diode.AntisymmetricWeight),
            ["frequency_nonlinearity"] = diode.FrequencyNonlinearity * drive,
            ["damping_nonlinearity"] = diode.DampingNonlinearity * drive,
            ["field"] = hidden.Field.Tesla,
        };
    }

    /// <summary>By how much the field for which a protocol states its results lies above that which is there: the gaussmeter's error, and what
    /// the magnet misses. Without a slope of the field, a protocol states its results for the field that is there.</summary>
    private static MagneticField Beside(MagneticField? wanted, FrequencyPerField? slope, HiddenState hidden) =>
        wanted is { } field && slope is not null ? field - hidden.Field : default;

    private static Dictionary<string, double?> OfFieldLine(BenchDefinition bench, SampleDefinition sample)
    {
        FieldLineDefinition LineOf(string role) => bench.WiringOf(role)?.Line is { } name
            ? sample.FieldLines.Single(each => each.Name == name)
            : throw new CommandException($"The bench has no field line at '{role}' to compare with.", ExitCode.Usage);

        var truth = new Dictionary<string, double?>
        {
            ["field_per_current"] = LineOf("line").Conversion.TeslaPerAmpere,
            ["leakage"] = LineOf(FieldLineCalibrationProtocol.OtherLineRole).Leakage,
        };
        if (sample.Junctions.All(junction => junction.Effects.Pinning == default))
        {
            truth["field_hysteresis"] = 0;
            truth["current_hysteresis"] = 0;
        }

        return truth;
    }

    private static Dictionary<string, double?> OfWeightTuning(WeightTuningSettings settings, BenchDefinition bench, HiddenState hidden)
    {
        SampleDefinition sample = hidden.Sample;
        FieldLineDefinition line = sample.FieldLines.FirstOrDefault(each => each.Name == bench.WiringOf("line")?.Line) ?? sample.FieldLines[0];
        var weight = new HiddenWeight(settings, sample, line, hidden, Beside(settings.Field, settings.FieldSlope, hidden));
        double? zero = weight.Zero();
        return new Dictionary<string, double?>
        {
            ["frequency_per_current"] = weight.HertzPerAmpere,
            ["frequency_curvature"] = weight.HertzPerSquareAmpere,
            ["zero_weight_current"] = zero,
            ["weight_slope_per_current"] = zero is { } there ? weight.SlopeAt(there) : null,
            ["field"] = hidden.Field.Tesla,
        };
    }
}
