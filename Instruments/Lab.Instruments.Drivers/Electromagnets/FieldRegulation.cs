using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>How a <see cref="FieldRegulatedMagnet"/> ramps and when it takes a field as settled. All values are positive.</summary>
public sealed record FieldRegulation
{
    /// <summary>First guess of the field per current. The true value is learned; one that is too large makes ramps slower, one that
    /// is too small makes the first second of the first ramp faster than it should be, where it is wrong by more than a factor of two.</summary>
    public FieldPerCurrent FieldPerCurrent { get; init; } = FieldPerCurrent.FromTeslaPerAmpere(0.05);

    /// <summary>The fastest change of the field.</summary>
    public FieldRate Rate { get; init; } = FieldRate.FromOerstedPerSecond(200);

    /// <summary>The largest difference of a settled field from what was asked for.</summary>
    public MagneticField Tolerance { get; init; } = MagneticField.FromOersted(0.5);

    /// <summary>Time for which the field must stay within the tolerance.</summary>
    public Duration SettlingTime { get; init; } = Duration.FromSeconds(1);

    /// <summary>Time that it may take beyond the ramp.</summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(60);
}
