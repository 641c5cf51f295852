using Lab.Calibration.Nanowires;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Nanowires;

/// <summary>Where the spot is on the notch, as a calibration record.</summary>
internal static class SpotPositionRecord
{
    /// <summary>The record's name.</summary>
    public const string Name = "kerr/spot";

    private const string RadiusCurve = "radius";
    private const string SwingCurve = "swing";

    /// <summary>Writes a fit; the record's value is the voltage of the scanner.</summary>
    /// <param name="fit">The fit.</param>
    public static CalibrationRecord Of(SpotFit fit) =>
        new(Name, fit.Centre.Value, "V", fit.Centre.StandardUncertainty, string.Empty)
        {
            Curves = new Dictionary<string, double[]>
            {
                [RadiusCurve] = [fit.Radius.Value, fit.Radius.StandardUncertainty],
                [SwingCurve] = [fit.Swing.Value, fit.Swing.StandardUncertainty],
            },
        };

    /// <summary>The position in force and the whole change there; <see langword="null"/> where there is none.</summary>
    /// <param name="context">The run's context, which keeps account of it.</param>
    /// <exception cref="RunException">The record is not whole.</exception>
    public static (Voltage Position, Voltage Swing)? Find(ExperimentContext context)
    {
        if (context.Calibrations.Find(Name) is not { } known || !context.Describes(known))
        {
            return null;
        }

        CalibrationRecord record = context.FindCalibration(Name) ?? known;
        return record.Curves.TryGetValue(SwingCurve, out double[]? swing) && swing is [var volts, ..]
            && double.IsFinite(volts) && volts != 0
            ? (Voltage.FromVolts(record.Value), Voltage.FromVolts(volts))
            : throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has no '{SwingCurve}'. Make it anew with 'lab run "
                    + $"{SpotPositionProtocol.ProtocolName}'.");
    }
}
