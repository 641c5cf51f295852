using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>A current that a supply brings to its end by itself, at a constant rate.</summary>
/// <param name="From">The current at the start.</param>
/// <param name="To">The current at the end, which stays.</param>
/// <param name="StartSeconds">The start on the clock of the stage, s.</param>
/// <param name="AmperesPerSecond">The rate, A/s. Positive.</param>
public sealed record RampedCurrent(Current From, Current To, double StartSeconds, double AmperesPerSecond) : Signal
{
    /// <summary>The voltage that the source has for it, of either sign.</summary>
    public Voltage Compliance { get; init; } = Voltage.FromVolts(double.PositiveInfinity);

    /// <summary>The time of the end, s.</summary>
    public double EndSeconds => StartSeconds + (Math.Abs((To - From).Amperes) / AmperesPerSecond);

    /// <summary>A current that stays.</summary>
    /// <param name="current">The current.</param>
    public static RampedCurrent Constant(Current current) => new(current, current, 0, 1);

    /// <summary>The current at a time.</summary>
    /// <param name="seconds">The time on the clock of the stage, s.</param>
    public Current At(double seconds)
    {
        double ramped = Math.Clamp((seconds - StartSeconds) * AmperesPerSecond, 0, Math.Abs((To - From).Amperes));
        return From + Current.FromAmperes(Math.CopySign(ramped, (To - From).Amperes));
    }
}
