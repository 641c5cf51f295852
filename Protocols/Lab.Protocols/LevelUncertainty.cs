using Lab.Calibration;
using Lab.Quantities;

namespace Lab.Protocols;

/// <summary>Widens estimates that are ratios to the RF power by the uncertainty of the power, which all points share.</summary>
internal static class LevelUncertainty
{
    /// <summary>Relative change of a power per decibel, ln(10)/10, for small ones.</summary>
    public static double RelativePerDecibel { get; } = Math.Log(10) / 10;

    /// <summary>The estimate with the level's relative uncertainty, ln(10)/10 per dB, added in squares.</summary>
    public static Estimate Widen(this Estimate estimate, LevelRatio level)
    {
        double relative = level.Decibels * RelativePerDecibel;
        return estimate with { StandardUncertainty = double.Hypot(estimate.StandardUncertainty, estimate.Value * relative) };
    }
}
