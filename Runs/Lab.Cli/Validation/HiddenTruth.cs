using Lab.Calibration.Regression;
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
    /// <summary>The hidden values.</summary>
    /// <param name="experiment">The settings of the protocol.</param>
    /// <param name="bench">The bench file.</param>
    /// <param name="diode">The junction as the stage has it at the last point, at the field that really is.</param>
    /// <param name="there">That field.</param>
    /// <exception cref="CommandException">Nothing is known to compare the protocol's results with.</exception>
    public static IReadOnlyDictionary<string, double> Of(object experiment, BenchDefinition bench, SpinDiode diode, MagneticField there) => experiment switch
    {
        SpinDiodeSettings settings => new Dictionary<string, double>
        {
            ["resonance_frequency"] = StatedBy(settings.Field, settings.FieldSlope, bench, diode, there).ResonanceFrequency.Hertz,
            ["linewidth"] = diode.Linewidth.Hertz,
            ["symmetry_ratio"] = diode.SymmetricWeight / diode.AntisymmetricWeight,
            ["sensitivity"] = diode.SensitivityVoltsPerWatt,
            ["frequency_nonlinearity"] = diode.FrequencyNonlinearity,
            ["damping_nonlinearity"] = diode.DampingNonlinearity,
            ["field"] = there.Tesla,
        },
        WeightTuningSettings settings => OfWeightTuning(settings, bench, StatedBy(settings.Field, settings.FieldSlope, bench, diode, there), there),
        FieldLineCalibrationSettings => OfFieldLine(bench),
        _ => throw new CommandException("There is nothing to compare this protocol's results with.", ExitCode.Usage),
    };

    /// <summary>The junction in the field for which a protocol states its resonance: that of the settings, from which the gaussmeter's
    /// error and what the magnet misses have moved it; without a slope of the field, the field that is there.</summary>
    private static SpinDiode StatedBy(MagneticField? wanted, FrequencyPerField? slope, BenchDefinition bench, SpinDiode diode, MagneticField there) =>
        wanted is { } field && slope is not null
            ? diode with
            {
                ResonanceFrequency = diode.ResonanceFrequency
                    + Frequency.FromHertz(bench.Sample.Junctions[0].PerpendicularSlope.HertzPerTesla * (field - there).Tesla),
            }
            : diode;

    private static Dictionary<string, double> OfFieldLine(BenchDefinition bench)
    {
        string LineOf(string role) => bench.WiringOf(role)?.Line
            ?? throw new CommandException($"The bench has no field line at '{role}' to compare with.", ExitCode.Usage);
        FieldLineDefinition line = bench.Sample.FieldLines.Single(each => each.Name == LineOf("line"));
        FieldLineDefinition other = bench.Sample.FieldLines.Single(each => each.Name == LineOf(FieldLineCalibrationProtocol.OtherLineRole));
        return new Dictionary<string, double>
        {
            ["field_per_current"] = line.Conversion.TeslaPerAmpere,
            ["leakage"] = other.Leakage,
            ["field_hysteresis"] = 0,
            ["current_hysteresis"] = 0,
        };
    }

    private static Dictionary<string, double> OfWeightTuning(WeightTuningSettings settings, BenchDefinition bench, SpinDiode last, MagneticField there)
    {
        JunctionDefinition junction = bench.Sample.Junctions[0];
        double hertzPerAmpere = junction.InPlaneSlope.HertzPerTesla * bench.Sample.FieldLines[0].Conversion.TeslaPerAmpere;
        double lastAmperes = settings.Currents[^1].Amperes;

        // A weight is the slope of V(P) over the powers that are used, where the resonance is already shifted a little by power.
        double WeightAt(double amperes)
        {
            SpinDiode moved = last with
            {
                ResonanceFrequency = last.ResonanceFrequency + Frequency.FromHertz(hertzPerAmpere * (amperes - lastAmperes)),
            };
            return LineFit.Of(
                [.. settings.Powers.Select(power => power.Watts)],
                [.. settings.Powers.Select(power => moved.RectifiedVoltage(settings.Tone, power).Volts)]).Slope.Value;
        }

        // Bisection between the currents that put the resonance one linewidth to either side of the tone.
        double centre = lastAmperes + ((settings.Tone.Hertz - last.ResonanceFrequency.Hertz) / hertzPerAmpere);
        double reach = Math.Abs(last.Linewidth.Hertz / hertzPerAmpere);
        (double low, double high) = (centre - reach, centre + reach);
        for (int i = 0; i < 100; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Math.Sign(WeightAt(middle)) == Math.Sign(WeightAt(low)) ? (middle, high) : (low, middle);
        }

        double step = reach * 1e-4;
        return new Dictionary<string, double>
        {
            ["frequency_per_current"] = hertzPerAmpere,
            ["zero_weight_current"] = low,
            ["weight_slope_per_current"] = (WeightAt(low + step) - WeightAt(low - step)) / (2 * step),
            ["field"] = there.Tesla,
        };
    }
}
