using Lab.Benches.Twins;

namespace Lab.Mocks.Parts;

/// <summary>How late and how small the field of a magnet is while its coils become warm: its lag is L + l·w and its gain
/// 1 − g·w with w = 1 − exp(−t/τ), as in <see cref="Lab.Models.Nanowires.SinusoidalField"/>. A pulse at a fixed time meets
/// another field after an hour.</summary>
/// <param name="twin">Lags, loss and time constant.</param>
/// <param name="startSeconds">When the bench was switched on, s.</param>
internal sealed class WarmingMagnet(MagnetTwin twin, double startSeconds)
{
    /// <summary>Whether anything changes as it becomes warm.</summary>
    public bool Changes => twin.WarmLag.Seconds != 0 || twin.WarmLoss != 0;

    /// <summary>Whether the field is later than the current, cold or warm.</summary>
    public bool IsLate => twin.Lag.Seconds != 0 || twin.WarmLag.Seconds != 0;

    /// <summary>How much later than the current the field is, s.</summary>
    /// <param name="seconds">The time on the bench's clock, s.</param>
    public double LagAt(double seconds) => twin.Lag.Seconds + (twin.WarmLag.Seconds * WarmthAt(seconds));

    /// <summary>The field over that of the cold magnet.</summary>
    /// <param name="seconds">The time on the bench's clock, s.</param>
    public double GainAt(double seconds) => 1 - (twin.WarmLoss * WarmthAt(seconds));

    private double WarmthAt(double seconds) =>
        Changes ? 1 - Math.Exp(-Math.Max(0, seconds - startSeconds) / twin.WarmingTime.Seconds) : 0;
}
