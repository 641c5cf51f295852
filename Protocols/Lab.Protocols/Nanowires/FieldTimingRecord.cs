using Lab.Calibration.Nanowires;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Nanowires;

/// <summary>The timing of a loop's field as a calibration record. It holds for loops of one amplitude, frequency and
/// rate.</summary>
internal static class FieldTimingRecord
{
    /// <summary>The record's name.</summary>
    public const string Name = "magnet/field-timing";

    private const string LoopCurve = "loop";
    private const string SeriesCurve = "series";
    private const string ResidualCurve = "residual";

    /// <summary>Writes a timing; the record's value is the lag of the field.</summary>
    /// <param name="timing">The timing.</param>
    /// <param name="lagUncertainty">Standard uncertainty of the lag, s.</param>
    /// <param name="residualTesla">The largest difference from wanted fields that was left, T.</param>
    /// <param name="settings">The loop.</param>
    public static CalibrationRecord Of(
        FieldTiming timing, double lagUncertainty, double residualTesla, WallLoopSettings settings) =>
        new(Name, timing.LagSeconds, "s", lagUncertainty, string.Empty)
        {
            Curves = new Dictionary<string, double[]>
            {
                [LoopCurve] = LoopOf(settings),
                [SeriesCurve] = [timing.Hertz, .. timing.Series],
                [ResidualCurve] = [residualTesla],
            },
        };

    /// <summary>The timing in force for a loop; <see langword="null"/> where there is none, or one for another loop.</summary>
    /// <param name="context">The run's context, which keeps account of it.</param>
    /// <param name="settings">The loop.</param>
    /// <exception cref="RunException">The record is not whole.</exception>
    public static FieldTiming? Find(ExperimentContext context, WallLoopSettings settings)
    {
        if (context.Calibrations.Find(Name) is not { } known || !context.Describes(known)
            || !(known.Curves.TryGetValue(LoopCurve, out double[]? loop) && loop.SequenceEqual(LoopOf(settings))))
        {
            return null;
        }

        CalibrationRecord record = context.FindCalibration(Name) ?? known;
        return record.Curves.TryGetValue(SeriesCurve, out double[]? series) && series.Length == 1 + FieldTiming.Coefficients
            && series.All(double.IsFinite) && series[0] > 0
            ? new FieldTiming(series[0], series[1..])
            : throw new RunException(
                $"The calibration '{record.Name}' from {record.Source} has no '{SeriesCurve}'. Make it anew with 'lab run "
                    + $"{FieldTimingProtocol.ProtocolName}'.");
    }

    private static double[] LoopOf(WallLoopSettings settings) =>
        [settings.LoopAmplitude.Tesla, settings.LoopFrequency.Hertz, settings.SampleRate.Hertz];
}
