using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>How a <see cref="FieldRegulatedMagnet"/> ramps and when it takes a field as settled. All values are positive.</summary>
public sealed record FieldRegulation
{
    /// <summary>First guess of the field per current; the true value is learned. A guess that is too large makes ramps slower, and
    /// one below half the true value makes the first steps of the first ramp faster than the rate.</summary>
    public FieldPerCurrent FieldPerCurrent { get; init; } = FieldPerCurrent.FromTeslaPerAmpere(0.05);

    /// <summary>The fastest change of the field.</summary>
    public FieldRate Rate { get; init; } = FieldRate.FromOerstedPerSecond(200);

    /// <summary>The largest difference of a settled field from what was asked for.</summary>
    public MagneticField Tolerance { get; init; } = MagneticField.FromOersted(0.5);

    /// <summary>Time for which the field must stay within the tolerance.</summary>
    public Duration SettlingTime { get; init; } = Duration.FromSeconds(1);

    /// <summary>Time without coming closer to the field by a tolerance, after which settling has failed.</summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(60);
}
