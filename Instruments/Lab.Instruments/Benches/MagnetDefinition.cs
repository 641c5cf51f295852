using Lab.Quantities;

namespace Lab.Instruments.Benches;

/// <summary>The electromagnet around the sample, for its twin.</summary>
public sealed record MagnetDefinition
{
    /// <summary>Perpendicular field per coil current.</summary>
    public FieldPerCurrent Conversion { get; init; } = FieldPerCurrent.FromTeslaPerAmpere(0.05);

    /// <summary>Inductance of the coils.</summary>
    public Inductance Inductance { get; init; } = Inductance.FromHenries(0.1);

    /// <summary>Resistance of the coils and leads.</summary>
    public Resistance Resistance { get; init; } = Resistance.FromOhms(1);

    /// <summary>Field that the iron keeps at zero current after saturation.</summary>
    public MagneticField Remanence { get; init; } = MagneticField.FromOersted(12);

    /// <summary>Coercive current scale of the iron's hysteresis.</summary>
    public Current CoerciveCurrent { get; init; } = Current.FromAmperes(0.2);
}
