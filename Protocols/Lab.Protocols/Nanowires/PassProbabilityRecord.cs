using Lab.Calibration;
using Lab.Calibration.Nanowires;
using Lab.Models.Nanowires;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;

namespace Lab.Protocols.Nanowires;

/// <summary>The pass probability of a notch as a calibration record.</summary>
internal static class PassProbabilityRecord
{
    /// <summary>The record's name.</summary>
    public const string Name = "nanowire/pass-probability";

    /// <summary>The protocol that makes it.</summary>
    public const string Protocol = PassProbabilityProtocol.ProtocolName;

    private const string SlopeCurve = "slope";
    private const string FloorCurve = "floor";
    private const string NucleationCurve = "nucleation_field";
    private const string ErrorsCurve = "independent_errors";
    private const int Parameters = 3;

    /// <summary>Writes a fit; the record's value is h₀. Each curve holds a value and its standard uncertainty, and the last one
    /// the uncertainties with their correlations.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="nucleation">The nucleation field, T, where it is known.</param>
    /// <param name="spread">Its standard deviation from loop to loop, T, the third value of its curve.</param>
    public static CalibrationRecord Of(PassProbabilityFit fit, Estimate nucleation, double spread)
    {
        var curves = new Dictionary<string, double[]>
        {
            [SlopeCurve] = [fit.Slope.Value, fit.Slope.StandardUncertainty],
            [FloorCurve] = [fit.Floor.Value, fit.Floor.StandardUncertainty],
            [ErrorsCurve] = [.. fit.IndependentErrors],
        };
        if (nucleation.IsKnown)
        {
            curves[NucleationCurve] = [nucleation.Value, nucleation.StandardUncertainty, spread];
        }

        return new CalibrationRecord(Name, fit.Centre.Value, "T", fit.Centre.StandardUncertainty, string.Empty)
        {
            Curves = curves,
        };
    }

    /// <summary>Reads the law.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="RunException">The record is not whole.</exception>
    public static PassProbability Read(CalibrationRecord record)
    {
        var law = new PassProbability
        {
            Centre = MagneticField.FromTesla(record.Value),
            SlopePerTesla = Curve(record, SlopeCurve),
            Floor = Curve(record, FloorCurve),
        };
        return law.FindFault() is { } fault
            ? throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} is none: {fault} Make it anew with 'lab run "
                    + $"{Protocol}'.")
            : law;
    }

    /// <summary>Reads how uncertain the law is, without correlations where the record has none, as those of earlier
    /// versions.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="RunException">The errors are malformed.</exception>
    public static PassProbabilityErrors ReadErrors(CalibrationRecord record)
    {
        if (record.Curves.TryGetValue(ErrorsCurve, out double[]? errors))
        {
            return errors.Length == Parameters * Parameters && errors.All(double.IsFinite)
                ? new PassProbabilityErrors(KnownErrors.Correlations, errors)
                : throw new RunException(
                    $"The calibration '{record.Name}' from {record.Source} has '{ErrorsCurve}' of {errors.Length} values; "
                        + $"{Parameters * Parameters} finite ones are needed. Make it anew with 'lab run {Protocol}'.");
        }

        double?[] alone = [record.Uncertainty, UncertaintyOf(record, SlopeCurve), UncertaintyOf(record, FloorCurve)];
        double[] factor = new double[Parameters * Parameters];
        for (int parameter = 0; parameter < Parameters; parameter++)
        {
            factor[(Parameters + 1) * parameter] = alone[parameter] ?? 0;
        }

        return new PassProbabilityErrors(
            alone.All(each => each is not null) ? KnownErrors.Uncertainties : KnownErrors.NotAll, factor);
    }

    /// <summary>Reads how large 'freed_by' may be; <see langword="null"/> where the record tells no nucleation field.</summary>
    /// <param name="record">The record. Those of earlier versions do not tell the spread from loop to loop: it is then at least
    /// the uncertainty of the mean.</param>
    /// <exception cref="RunException">The nucleation field is malformed.</exception>
    public static FreedByLimit? ReadLimit(CalibrationRecord record) =>
        !record.Curves.TryGetValue(NucleationCurve, out double[]? nucleation) ? null
        : nucleation.Length is 2 or 3 && nucleation.All(double.IsFinite)
            ? new FreedByLimit(nucleation[0], nucleation[^1])
            : throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has a '{NucleationCurve}' of {nucleation.Length} values; "
                    + "it holds value, standard uncertainty and spread, all finite. Make it anew with "
                    + $"'lab run {Protocol}'.");

    private static double? UncertaintyOf(CalibrationRecord record, string name) =>
        record.Curves.TryGetValue(name, out double[]? curve) && curve is [_, var error, ..]
            ? double.IsFinite(error) && error >= 0
                ? error
                : throw new RunException(
                    $"The calibration '{record.Name}' from {record.Source} has an uncertainty of {error} in '{name}'. Make it "
                        + $"anew with 'lab run {Protocol}'.")
            : null;

    private static double Curve(CalibrationRecord record, string name) =>
        record.Curves.TryGetValue(name, out double[]? curve) && curve is [var value, ..] && double.IsFinite(value)
            ? value
            : throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has no '{name}'. Make it anew with 'lab run "
                    + $"{PassProbabilityProtocol.ProtocolName}'.");
}
