using System.Numerics;
using Lab.Quantities;

namespace Lab.Models.Films;

/// <summary>
/// A strip of a ferromagnet on a heavy metal that a current along it drives: the fields of its torques, and the voltage that its
/// anisotropic magnetoresistance rectifies at the resonance.
/// </summary>
/// <remarks>
/// <para>The current density J in the metal makes a damping-like field ħ·ξ_DL·J/(2e·M_s·t), perpendicular to the plane, and a
/// field-like one ħ·ξ_FL·J/(2e·M_s·t) beside Oersted's μ₀·J·d/2, in the plane and across the current (L. Liu et al., Phys. Rev.
/// Lett. 106, 036601 (2011); C.-F. Pai et al., Phys. Rev. B 92, 064426 (2015)). At an angle φ between field and current the
/// magnetisation sees their cos φ.</para>
/// <para>The rectified voltage follows from the linear response of a macrospin (Landau, Lifshitz, Gilbert). With b = B + iΔ, the
/// field and the half width, and the reduced frequency w = f/(γ/2π), the angle of the magnetisation in the plane is
/// ((b + M)·h_∥ + i·w·h_⊥)/(b(b + M) − w²). Anisotropy in the plane, spin pumping and the magnetisation's lag behind a weak field
/// are left out. The normal of the film, across which the damping-like field lies, completes current and Oersted's field to a
/// right-handed system. Immutable and safe to share between threads.</para>
/// </remarks>
public sealed record SpinTorqueBilayer
{
    /// <summary>μ₀, V·s/(A·m) (CODATA 2018).</summary>
    public const double VacuumPermeability = 1.25663706212e-6;

    /// <summary>ħ/e, V·s.</summary>
    public const double ReducedFluxQuantum = 1.054571817e-34 / 1.602176634e-19;

    /// <summary>The resonance of the ferromagnet.</summary>
    public required ThinFilm Film { get; init; }

    /// <summary>μ₀M_s of the ferromagnet. Positive.</summary>
    public required MagneticField SaturationMagnetisation { get; init; }

    /// <summary>Thickness t of the ferromagnet. Positive.</summary>
    public required Length MagnetThickness { get; init; }

    /// <summary>Thickness d of the heavy metal. Positive.</summary>
    public required Length MetalThickness { get; init; }

    /// <summary>Width of the strip. Positive.</summary>
    public required Length Width { get; init; }

    /// <summary>The part of the current that flows in the heavy metal, 0 to 1.</summary>
    public required double MetalShare { get; init; }

    /// <summary>Efficiency ξ_DL of the damping-like torque.</summary>
    public required double DampingLikeEfficiency { get; init; }

    /// <summary>Efficiency ξ_FL of the field-like torque, Oersted's field not counted.</summary>
    public double FieldLikeEfficiency { get; init; }

    /// <summary>Resistance along the magnetisation less that across it. Not negative.</summary>
    public required Resistance AnisotropicResistance { get; init; }

    /// <summary>The damping-like field per current in the strip.</summary>
    public FieldPerCurrent DampingLikeField =>
        FieldPerCurrent.FromTeslaPerAmpere(DampingLikeEfficiency * TeslaPerAmpereAndEfficiency);

    /// <summary>The field-like field per current in the strip, Oersted's included.</summary>
    public FieldPerCurrent FieldLikeField => FieldPerCurrent.FromTeslaPerAmpere(
        (FieldLikeEfficiency * TeslaPerAmpereAndEfficiency)
        + (VacuumPermeability * DensityPerAmpere * MetalThickness.Meters / 2));

    /// <summary>The spin-torque ratio ξ_FMR that a line shape tells: the damping-like efficiency, were the field-like field that
    /// of Oersted alone.</summary>
    public double SpinTorqueRatio => DampingLikeField / FieldLikeField / TorqueRatioPerEfficiency(
        SaturationMagnetisation, MagnetThickness, MetalThickness);

    private double DensityPerAmpere => MetalShare / (Width.Meters * MetalThickness.Meters);

    private double TeslaPerAmpereAndEfficiency => ReducedFluxQuantum / 2 * DensityPerAmpere * VacuumPermeability
        / (SaturationMagnetisation.Tesla * MagnetThickness.Meters);

    /// <summary>Damping-like over Oersted's field for an efficiency of 1: ħ/(e·μ₀M_s·t·d).</summary>
    /// <param name="saturationMagnetisation">μ₀M_s. Positive.</param>
    /// <param name="magnetThickness">Thickness of the ferromagnet. Positive.</param>
    /// <param name="metalThickness">Thickness of the heavy metal. Positive.</param>
    public static double TorqueRatioPerEfficiency(
        MagneticField saturationMagnetisation, Length magnetThickness, Length metalThickness) =>
        ReducedFluxQuantum / (saturationMagnetisation.Tesla * magnetThickness.Meters * metalThickness.Meters);

    /// <summary>The rectified voltage.</summary>
    /// <param name="field">Size of the field in the plane, to which the magnetisation is parallel. Positive.</param>
    /// <param name="angle">Angle of the field from the current.</param>
    /// <param name="frequency">Frequency of the current. Positive.</param>
    /// <param name="amplitude">Amplitude of the current in the strip.</param>
    public Voltage RectifiedVoltage(MagneticField field, Angle angle, Frequency frequency, Current amplitude)
    {
        double cosine = Math.Cos(angle.Radians);
        double reduced = frequency.Hertz / Film.HertzPerTesla;
        var broadened = new Complex(field.Tesla, Film.HalfWidth(frequency).Tesla);
        Complex stiff = broadened + Film.EffectiveMagnetisation.Tesla;
        Complex turned = ((stiff * FieldLikeField.TeslaPerAmpere)
            + (Complex.ImaginaryOne * reduced * DampingLikeField.TeslaPerAmpere)) * cosine * amplitude.Amperes
            / ((broadened * stiff) - (reduced * reduced));

        return Voltage.FromVolts(
            -AnisotropicResistance.Ohms / 2 * Math.Sin(2 * angle.Radians) * amplitude.Amperes * turned.Real);
    }
}
