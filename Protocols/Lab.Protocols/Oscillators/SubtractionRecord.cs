using Lab.Calibration.Oscillators;
using Lab.Runs;
using Lab.Runs.Calibrations;

namespace Lab.Protocols.Oscillators;

/// <summary>The transfer of a leak as a calibration record.</summary>
internal static class SubtractionRecord
{
    /// <summary>The record's name.</summary>
    public const string Name = "oscillator/subtraction";

    /// <summary>The name of the curve with the largest residual at rest, V.</summary>
    public const string ResidualCurve = "residual";

    private const string BandCurve = "band";
    private const string AmplitudeCurve = "amplitude";
    private const string SlopeCurve = "amplitude_slope";
    private const string PhaseCurve = "phase";

    /// <summary>Writes a transfer; the record's value is its delay.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="delayUncertainty">Standard uncertainty of its delay, s.</param>
    /// <param name="residualVolts">The largest residual at rest, V.</param>
    public static CalibrationRecord Of(LeakTransfer transfer, double? delayUncertainty, double residualVolts) => new(
        Name, transfer.DelaySeconds, "s", delayUncertainty, string.Empty)
    {
        Curves = new Dictionary<string, double[]>
        {
            [BandCurve] = [transfer.FromHertz, transfer.ToHertz],
            [AmplitudeCurve] = [transfer.Amplitude],
            [SlopeCurve] = [transfer.AmplitudePerHertz],
            [PhaseCurve] = [transfer.PhaseRadians],
            [ResidualCurve] = [residualVolts],
        },
    };

    /// <summary>Reads the transfer.</summary>
    /// <param name="record">The record.</param>
    /// <param name="fromHertz">The lowest frequency of the drive.</param>
    /// <param name="toHertz">The highest one.</param>
    /// <exception cref="RunException">The record is not whole, or holds for another band.</exception>
    public static LeakTransfer Read(CalibrationRecord record, double fromHertz, double toHertz)
    {
        const double rounding = 1; // Hz
        double[] band = Curve(record, BandCurve, 2);
        if (!(fromHertz >= band[0] - rounding && toHertz <= band[1] + rounding))
        {
            throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} cancels the leak from {band[0] / 1e6:0.###} to "
                    + $"{band[1] / 1e6:0.###} MHz, and the drive goes from {fromHertz / 1e6:0.###} to {toHertz / 1e6:0.###} MHz. "
                    + $"Calibrate over all of it: 'lab run {SubtractionCalibrationProtocol.ProtocolName} --set "
                    + $"\"frequencies={fromHertz / 1e6:0.###}..{toHertz / 1e6:0.###} MHz step 1 MHz\"'.");
        }

        return new LeakTransfer(
            band[0], band[1], Curve(record, AmplitudeCurve, 1)[0], Curve(record, SlopeCurve, 1)[0],
            Curve(record, PhaseCurve, 1)[0], record.Value);
    }

    private static double[] Curve(CalibrationRecord record, string name, int length) =>
        record.Curves.TryGetValue(name, out double[]? curve) && curve.Length == length && curve.All(double.IsFinite)
            ? curve
            : throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has no '{name}'. Make it anew with 'lab run "
                    + $"{SubtractionCalibrationProtocol.ProtocolName}'.");
}
