namespace Lab.Calibration.Switching;

/// <summary>How often equal pulses switched a junction.</summary>
/// <param name="WidthSeconds">The width of the pulses, s. Positive.</param>
/// <param name="Amperes">The magnitude of their current, A.</param>
/// <param name="Trials">How many pulses found the junction in its first state.</param>
/// <param name="Switched">How many of them switched it.</param>
public sealed record SwitchingCount(double WidthSeconds, double Amperes, int Trials, int Switched)
{
    /// <summary>The share that switched; NaN without a trial.</summary>
    public double Share => (double)Switched / Trials;
}
