using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>A movement of a rotation stage at a constant speed, after which it stands.</summary>
/// <param name="From">The angle at the start.</param>
/// <param name="To">The angle at the end.</param>
/// <param name="StartSeconds">The start on the clock of the stage, s.</param>
/// <param name="RadiansPerSecond">The speed, rad/s. Positive.</param>
public sealed record Turn(Angle From, Angle To, double StartSeconds, double RadiansPerSecond) : Signal
{
    /// <summary>The time of the end, s.</summary>
    public double EndSeconds => StartSeconds + (Math.Abs((To - From).Radians) / RadiansPerSecond);

    /// <summary>A stage that stands.</summary>
    /// <param name="angle">Where it stands.</param>
    public static Turn Standing(Angle angle) => new(angle, angle, 0, 1);

    /// <summary>The angle at a time.</summary>
    /// <param name="seconds">The time on the clock of the stage, s.</param>
    public Angle At(double seconds)
    {
        double turned = Math.Clamp((seconds - StartSeconds) * RadiansPerSecond, 0, Math.Abs((To - From).Radians));
        return From + Angle.FromRadians(Math.CopySign(turned, (To - From).Radians));
    }
}
