using Lab.Quantities;

namespace Lab.Benches.Twins;

/// <summary>Keys of the magnet in the bench file for its twin alone.</summary>
public sealed record MagnetTwin
{
    /// <summary>Angle between its field and the axis that it should have: the part in the other direction is its sine. A magnet
    /// in the plane gives a perpendicular part.</summary>
    public Angle Tilt { get; init; }
}
