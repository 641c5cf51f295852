using Lab.Benches.Twins;
using Lab.Quantities;

namespace Lab.Benches.Samples;

/// <summary>The electromagnet around the sample: what may be done with it, and the physics that its twin has.</summary>
public sealed record MagnetDefinition
{
    /// <summary>Whether the field lies in the plane of the sample, along its field lines' fields,
    /// and not perpendicular to it.</summary>
    public bool IsInPlane { get; init; }

    /// <summary>Field per coil current.</summary>
    public FieldPerCurrent Conversion { get; init; } = FieldPerCurrent.FromTeslaPerAmpere(0.05);

    /// <summary>Inductance of the coils.</summary>
    public Inductance Inductance { get; init; } = Inductance.FromHenries(0.1);

    /// <summary>Resistance of the coils and leads.</summary>
    public Resistance Resistance { get; init; } = Resistance.FromOhms(1);

    /// <summary>Field that the iron keeps at zero current after saturation.</summary>
    public MagneticField Remanence { get; init; } = MagneticField.FromOersted(12);

    /// <summary>Coercive current scale of the iron's hysteresis.</summary>
    public Current CoerciveCurrent { get; init; } = Current.FromAmperes(0.2);

    /// <summary>Keys of the bench file for the twin alone.</summary>
    public MagnetTwin Twin { get; init; } = new();

    /// <summary>The fastest change of its field at the sample, by <see cref="Conversion"/>;
    /// <see langword="null"/> sets no limit.</summary>
    public FieldRate? FieldRateLimit { get; init; }

    /// <summary>The most energy that its field may hold, ½ L I²; <see langword="null"/> sets no limit.</summary>
    public Energy? StoredEnergyLimit { get; init; }
}
