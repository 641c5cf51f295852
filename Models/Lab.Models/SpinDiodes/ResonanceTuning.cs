using Lab.Quantities;

namespace Lab.Models.SpinDiodes;

/// <summary>
/// How a resonance moves with field: f = f_ref + a_perp(H_perp − H_ref) + a_in·H_in + b_in·H_in².
/// </summary>
/// <remarks>The linear law in the perpendicular field is standard for the gyrotropic mode of a vortex. That the small in-plane
/// field of a field line acts as a slope and a curvature is an assumption of this library, which stands for the deformed
/// potential well that the Leroux thesis describes (section 5.3.1.3); both numbers are measured for each device.</remarks>
public sealed record ResonanceTuning
{
    /// <summary>Resonance frequency at the reference field and without in-plane field.</summary>
    public required Frequency ReferenceFrequency { get; init; }

    /// <summary>Perpendicular field at which <see cref="ReferenceFrequency"/> holds.</summary>
    public MagneticField ReferenceField { get; init; }

    /// <summary>Slope against the perpendicular field. Zero unless set.</summary>
    public FrequencyPerField PerpendicularSlope { get; init; }

    /// <summary>Slope against the in-plane field. Zero unless set.</summary>
    public FrequencyPerField InPlaneSlope { get; init; }

    /// <summary>Curvature b_in against the in-plane field, in hertz per tesla squared. Zero unless set.</summary>
    public double InPlaneCurvatureHertzPerTeslaSquared { get; init; }

    /// <summary>The resonance frequency in a field.</summary>
    /// <param name="perpendicular">Field along the normal of the layers.</param>
    /// <param name="inPlane">Field in the plane of the layers, along the field line's own field.</param>
    /// <exception cref="ArgumentOutOfRangeException">The law gives no positive frequency there,
    /// or a field is not finite.</exception>
    public Frequency ResonanceAt(MagneticField perpendicular, MagneticField inPlane)
    {
        double hertz = ReferenceFrequency.Hertz
            + (PerpendicularSlope.HertzPerTesla * (perpendicular - ReferenceField).Tesla)
            + (InPlaneSlope.HertzPerTesla * inPlane.Tesla)
            + (InPlaneCurvatureHertzPerTeslaSquared * inPlane.Tesla * inPlane.Tesla);
        return hertz > 0 && double.IsFinite(hertz)
            ? Frequency.FromHertz(hertz)
            : throw new ArgumentOutOfRangeException(
                nameof(perpendicular),
                $"The tuning law gives {Frequency.FromHertz(hertz)} at {perpendicular} perpendicular and {inPlane} in plane, "
                    + "which is no resonance; "
                + $"it holds near {ReferenceField}, so bring the field closer or correct the slopes.");
    }
}
