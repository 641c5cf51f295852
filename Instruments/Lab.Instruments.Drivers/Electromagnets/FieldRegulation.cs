using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>How a <see cref="FieldRegulatedMagnet"/> ramps and when it takes a field as settled.</summary>
public sealed record FieldRegulation
{
    /// <summary>First guess of the field per current, between half and twice the true value, which is learned. Until then ramps
    /// are as slow as the steeper of the two asks for. Positive.</summary>
    public FieldPerCurrent FieldPerCurrent { get; init; } = FieldPerCurrent.FromTeslaPerAmpere(0.05);

    /// <summary>The fastest change of the field. Positive.</summary>
    public FieldRate Rate { get; init; } = FieldRate.FromOerstedPerSecond(200);

    /// <summary>The largest difference of a settled field from what was asked for, where the supply's resolution allows it.
    /// Positive.</summary>
    public MagneticField Tolerance { get; init; } = MagneticField.FromOersted(0.5);

    /// <summary>Time for which the field must stay within the tolerance. Positive.</summary>
    public Duration SettlingTime { get; init; } = Duration.FromSeconds(1);

    /// <summary>Time without coming closer to the field by a tolerance, after which settling has failed; to it comes five times
    /// what coil and gaussmeter need to come to rest. Positive.</summary>
    public Duration Timeout { get; init; } = Duration.FromSeconds(60);

    /// <summary>The gaussmeter's own time from one measurement to the next: it is asked no more often. Positive.</summary>
    public Duration ReadingInterval { get; init; } = Duration.FromMilliseconds(100);

    /// <summary>Standard uncertainty of the gaussmeter's zero, which no averaging removes. Zero or more.</summary>
    public MagneticField GaussmeterUncertainty { get; init; } = MagneticField.FromOersted(0.5);

    /// <summary>Relative standard uncertainty of the gaussmeter's scale, common to all its readings. Zero or more.</summary>
    public double GaussmeterGainUncertainty { get; init; }

    /// <summary>The largest field that the iron keeps at zero current: the field may stand still while the current goes back by
    /// twice this. Zero or more.</summary>
    public MagneticField Remanence { get; init; } = MagneticField.FromOersted(50);

    /// <summary>The smallest change of the supply's current; zero where it is learned. Zero or more.</summary>
    public Current SupplyResolution { get; init; }
}
