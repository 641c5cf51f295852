using Lab.Quantities;

namespace Lab.Runs.Calibrations;

/// <summary>Loss between an RF generator and the chain, by which set-points at the chain are raised: one number, or a curve against
/// frequency.</summary>
public sealed class RfLoss
{
    /// <summary>Name of the curve's frequencies, Hz.</summary>
    public const string FrequencyCurve = "frequency";

    /// <summary>Name of the curve's losses, dB.</summary>
    public const string LossCurve = "loss";

    private readonly double[] hertz;
    private readonly double[] decibels;

    /// <summary>A loss that does not depend on frequency.</summary>
    public RfLoss(LevelRatio loss) => (hertz, decibels) = ([], [loss.Decibels]);

    /// <summary>A measured curve, straight between its points and constant beyond its ends.</summary>
    /// <exception cref="RunException">The calibration has no such curve.</exception>
    public RfLoss(CalibrationRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (!record.Curves.TryGetValue(FrequencyCurve, out double[]? frequencies) || !record.Curves.TryGetValue(LossCurve, out double[]? losses)
            || frequencies.Length != losses.Length || frequencies.Length == 0 || !frequencies.SequenceEqual(frequencies.Distinct().Order()))
        {
            throw new RunException($"The calibration '{record.Name}' from {record.Source} has no loss against ascending frequencies; make it anew with 'lab run power-calibration'.");
        }

        (hertz, decibels) = (frequencies, losses);
    }

    /// <summary>The loss at a frequency.</summary>
    public LevelRatio At(Frequency frequency)
    {
        int above = Array.FindIndex(hertz, value => value >= frequency.Hertz);
        if (hertz.Length == 0 || above == 0)
        {
            return LevelRatio.FromDecibels(decibels[0]);
        }

        if (above < 0)
        {
            return LevelRatio.FromDecibels(decibels[^1]);
        }

        double part = (frequency.Hertz - hertz[above - 1]) / (hertz[above] - hertz[above - 1]);
        return LevelRatio.FromDecibels(decibels[above - 1] + (part * (decibels[above] - decibels[above - 1])));
    }
}
