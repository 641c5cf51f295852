using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Parts;
using Lab.Models.Films;
using Lab.Models.SpinDiodes;
using Lab.Modules.Truths;
using Lab.Protocols.FieldLines;
using Lab.Protocols.FilmResonances;
using Lab.Protocols.IvCurves;
using Lab.Protocols.Nanowires;
using Lab.Protocols.Oscillators;
using Lab.Protocols.ResistanceLoops;
using Lab.Protocols.SpinDiodes;
using Lab.Protocols.SpinTorques;
using Lab.Protocols.Switching;
using Lab.Protocols.WeightTuning;
using Lab.Quantities;
using Lab.Runs.Results;

namespace Lab.Workbench.Validation;

/// <summary>The hidden values of the virtual bench for a protocol, under the names of the protocol's results.</summary>
internal static class HiddenTruth
{
    private const string ResonanceName = "resonance_frequency";

    /// <summary>The suffixes of the names of a line's results: nothing for the largest line, a number for the others.</summary>
    private static readonly string[] Suffixes = [string.Empty, "_2", "_3"];

    /// <summary>The hidden values, of the device that the seed drew; <see langword="null"/> for a result that the device does
    /// not have, such
    /// as the zero of a weight that has none.</summary>
    /// <param name="experiment">The settings of the protocol.</param>
    /// <param name="bench">The bench file.</param>
    /// <param name="hidden">The values that the stage hid.</param>
    /// <param name="results">The results; each line of a spin-diode fit is compared with the junction that is nearest to
    /// it.</param>
    /// <exception cref="WorkbenchException">Nothing is known to compare the protocol's results with.</exception>
    public static IReadOnlyDictionary<string, double?> Of(
        object experiment, BenchDefinition bench, HiddenState hidden, IReadOnlyList<ResultValue> results) => experiment switch
        {
            SpinDiodeSettings settings => OfSpinDiode(settings, hidden, results),
            LockInSpinDiodeSettings settings => OfSpinDiode(settings.ToSpinDiode(), hidden, results),
            FmrSettings => OfFilm(bench, hidden.Sample),
            StFmrSettings settings => HiddenTorques.Of(settings, bench, hidden.Sample),
            IvCurveSettings => HiddenPillar.OfCurves(bench, hidden.Sample, results),
            ResistanceLoopSettings settings => HiddenPillar.OfLoop(settings, bench, hidden.Sample, results),
            SwitchingSettings settings => HiddenPillar.OfSwitching(settings, bench, hidden),
            SubtractionSettings settings => HiddenOscillator.OfSubtraction(settings, bench, hidden.Sample),
            InjectionLockingSettings settings => HiddenOscillator.OfLocking(settings, bench, hidden.Sample),
            OscillatorSpectrumSettings settings => HiddenOscillator.OfSpectrum(settings, bench, hidden.Sample),
            PassProbabilitySettings => HiddenNanowire.OfPassProbability(bench, hidden),
            SpotPositionSettings => HiddenNanowire.OfSpot(bench, hidden),
            FieldTimingSettings settings => HiddenNanowire.OfTiming(settings, bench, hidden),
            WeightTuningSettings settings => OfWeightTuning(settings, bench, hidden),
            FieldLineCalibrationSettings => OfFieldLine(bench, hidden.Sample),
            _ => throw new WorkbenchException(
                "There is nothing to compare this protocol's results with.", WorkbenchFault.Request),
        };

    private static Dictionary<string, double?> OfSpinDiode(
        SpinDiodeSettings settings, HiddenState hidden, IReadOnlyList<ResultValue> results)
    {
        var truth = new Dictionary<string, double?> { ["field"] = hidden.Field.Tesla };
        MagneticField beside = Beside(settings.Field, settings.FieldSlope, hidden);
        List<(SpinDiode Diode, JunctionDefinition Junction)> left = [.. hidden.Diodes.Zip(hidden.Sample.Junctions)];
        for (int line = 0; line < Suffixes.Length; line++)
        {
            string suffix = Suffixes[line];
            double? found = results.FirstOrDefault(result => result.Name == ResonanceName + suffix)?.Value;
            if (found is null && line > 0)
            {
                break;
            }

            if (left.Count == 0)
            {
                AddLine(truth, suffix, null, 0);
                continue;
            }

            (SpinDiode diode, JunctionDefinition junction) = found is { } hertz
                ? left.MinBy(each => Math.Abs(each.Diode.ResonanceFrequency.Hertz - hertz))
                : left[0];
            left.Remove((diode, junction));
            AddLine(truth, suffix, diode, junction.PerpendicularSlope.HertzPerTesla * beside.Tesla);
        }

        return truth;
    }

    private static void AddLine(Dictionary<string, double?> truth, string suffix, SpinDiode? diode, double hertzBeside)
    {
        // N and Q are stated for the drive factor of the thesis; a voltage tells their products with the square of the drive
        // factor.
        double? drive = diode is null
            ? null
            : diode.DriveFactor * diode.DriveFactor / (SpinDiode.ReferenceDriveFactor * SpinDiode.ReferenceDriveFactor);
        truth[ResonanceName + suffix] = diode?.ResonanceFrequency.Hertz + hertzBeside;
        truth["linewidth" + suffix] = diode?.Linewidth.Hertz;
        truth["symmetry_ratio" + suffix] = diode is null || diode.AntisymmetricWeight == 0
            ? null
            : diode.SymmetricWeight / diode.AntisymmetricWeight;
        truth["symmetry_angle" + suffix] = diode is null
            ? null
            : double.RadiansToDegrees(Math.Atan2(diode.SymmetricWeight, diode.AntisymmetricWeight));
        truth["sensitivity" + suffix] = diode?.SensitivityVoltsPerWatt;
        truth["rectification" + suffix] = diode?.RectificationRadiansPerCoulomb
            * double.Hypot(diode?.SymmetricWeight ?? 0, diode?.AntisymmetricWeight ?? 0);
        truth["frequency_nonlinearity" + suffix] = diode?.FrequencyNonlinearity * drive;
        truth["damping_nonlinearity" + suffix] = diode?.DampingNonlinearity * drive;
    }

    /// <summary>By how much the field for which a protocol states its results lies above that which is there: the gaussmeter's
    /// error, and what
    /// the magnet misses. Without a slope of the field, a protocol states its results for the field that is there.</summary>
    private static MagneticField Beside(MagneticField? wanted, FrequencyPerField? slope, HiddenState hidden) =>
        wanted is { } field && slope is not null ? field - hidden.Field : default;

    private static Dictionary<string, double?> OfFilm(BenchDefinition bench, SampleDefinition sample)
    {
        ThinFilm film = (bench.WiringOf("rf") ?? bench.WiringOf("vna"))?.Part is { } name
            && sample.Parts.FirstOrDefault(part => part.Name == name) is { } there
            ? Film.ModelOf(there.Values)
            : throw new WorkbenchException("The bench has no film at 'rf' to compare with.", WorkbenchFault.Request);
        return new Dictionary<string, double?>
        {
            ["damping"] = film.Damping,
            ["inhomogeneous_broadening"] = film.InhomogeneousBroadening.Tesla,
            ["g_factor"] = film.GFactor,
            ["effective_magnetisation"] = film.EffectiveMagnetisation.Tesla,
        };
    }

    private static Dictionary<string, double?> OfFieldLine(BenchDefinition bench, SampleDefinition sample)
    {
        FieldLineDefinition LineOf(string role) => bench.WiringOf(role)?.Part is { } name
            ? sample.FieldLines.Single(each => each.Name == name)
            : throw new WorkbenchException($"The bench has no field line at '{role}' to compare with.", WorkbenchFault.Request);

        var truth = new Dictionary<string, double?>
        {
            ["field_per_current"] = LineOf("line").Conversion.TeslaPerAmpere,
            ["leakage"] = LineOf(FieldLineCalibrationProtocol.OtherLineRole).Leakage,
        };
        if (sample.Junctions.All(junction => junction.Twin.Effects.Pinning == default))
        {
            truth["field_hysteresis"] = 0;
            truth["current_hysteresis"] = 0;
        }

        return truth;
    }

    private static Dictionary<string, double?> OfWeightTuning(
        WeightTuningSettings settings, BenchDefinition bench, HiddenState hidden)
    {
        SampleDefinition sample = hidden.Sample;
        FieldLineDefinition line = sample.FieldLines.FirstOrDefault(each => each.Name == bench.WiringOf("line")?.Part)
            ?? sample.FieldLines[0];
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
