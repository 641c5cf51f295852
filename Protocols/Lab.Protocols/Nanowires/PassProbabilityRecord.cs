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

    /// <summary>Writes a fit; the record's value is h₀. Each curve holds a value and its standard uncertainty.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="nucleation">The nucleation field, T, where it is known.</param>
    public static CalibrationRecord Of(PassProbabilityFit fit, Estimate nucleation)
    {
        var curves = new Dictionary<string, double[]>
        {
            [SlopeCurve] = [fit.Slope.Value, fit.Slope.StandardUncertainty],
            [FloorCurve] = [fit.Floor.Value, fit.Floor.StandardUncertainty],
        };
        if (nucleation.IsKnown)
        {
            curves[NucleationCurve] = [nucleation.Value, nucleation.StandardUncertainty];
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

    private static double Curve(CalibrationRecord record, string name) =>
        record.Curves.TryGetValue(name, out double[]? curve) && curve is [var value, ..] && double.IsFinite(value)
            ? value
            : throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has no '{name}'. Make it anew with 'lab run "
                    + $"{PassProbabilityProtocol.ProtocolName}'.");
}
