using Lab.Quantities;

namespace Lab.Benches.Twins;

/// <summary>Keys of the magnet in the bench file for its twin alone.</summary>
public sealed record MagnetTwin
{
    /// <summary>Angle between its field and the axis that it should have: the part in the other direction is its sine. A magnet
    /// in the plane gives a perpendicular part.</summary>
    public Angle Tilt { get; init; }

    /// <summary>How much later than the current the field at the sample is, by eddy currents in iron and holders.</summary>
    public Duration Lag { get; init; }

    /// <summary>How much later still it is when the magnet is warm.</summary>
    public Duration WarmLag { get; init; }

    /// <summary>The part of the field that the warm magnet has lost.</summary>
    public double WarmLoss { get; init; }

    /// <summary>Time constant with which the magnet becomes warm after the bench was switched on.</summary>
    public Duration WarmingTime { get; init; } = Duration.FromSeconds(2400);
}
