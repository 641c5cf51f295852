using System.Numerics;
using Lab.Quantities;

namespace Lab.Models.Films;

/// <summary>
/// Ferromagnetic resonance of a thin film whose magnetisation follows the field: frequency against field (Kittel), and the width
/// of the line in field.
/// </summary>
/// <remarks>
/// In the plane f = γ/2π·√(B(B + M)), perpendicular to it f = γ/2π·(B − M), with B = μ₀H, M = μ₀M_eff and γ/2π = g·μ_B/h (C.
/// Kittel, Phys. Rev. 73, 155 (1948)). The half width at half maximum in field is ΔB = ΔB₀ + α·f/(γ/2π). Anisotropy in the plane
/// is left out. Immutable and safe to share between threads.
/// </remarks>
public sealed record ThinFilm
{
    /// <summary>μ_B/h, Hz/T (CODATA 2018).</summary>
    public const double BohrMagnetonHertzPerTesla = 13.99624493e9;

    /// <summary>The spectroscopic splitting factor g. Positive.</summary>
    public required double GFactor { get; init; }

    /// <summary>μ₀M_eff: magnetisation less perpendicular anisotropy.</summary>
    public required MagneticField EffectiveMagnetisation { get; init; }

    /// <summary>The damping α. Positive.</summary>
    public required double Damping { get; init; }

    /// <summary>Half width at half maximum at vanishing frequency, μ₀ΔH₀. Not negative.</summary>
    public MagneticField InhomogeneousBroadening { get; init; }

    /// <summary>γ/2π, Hz/T.</summary>
    public double HertzPerTesla => GFactor * BohrMagnetonHertzPerTesla;

    /// <summary>The field at which the film resonates.</summary>
    /// <param name="frequency">The frequency. Positive.</param>
    /// <param name="isInPlane">Whether the field lies in the plane.</param>
    public MagneticField ResonanceField(Frequency frequency, bool isInPlane)
    {
        double reduced = frequency.Hertz / HertzPerTesla;
        double magnetisation = EffectiveMagnetisation.Tesla;
        return MagneticField.FromTesla(isInPlane
            ? (double.Hypot(magnetisation, 2 * reduced) - magnetisation) / 2
            : reduced + magnetisation);
    }

    /// <summary>Half width at half maximum of the absorption against field.</summary>
    /// <param name="frequency">The frequency.</param>
    public MagneticField HalfWidth(Frequency frequency) =>
        MagneticField.FromTesla(InhomogeneousBroadening.Tesla + (Damping * frequency.Hertz / HertzPerTesla));

    /// <summary>The angle of precession per field that alternates across the static one in the plane of the film, or, with a
    /// perpendicular field, across it: the linear response of a macrospin with the half width as damping.</summary>
    /// <remarks>With b = B + iΔ and w = f/(γ/2π) it is (b + M)/(b(b + M) − w²) in the plane and b'/(b'² − w²) with b' = b − M
    /// perpendicular to it. Imaginary and negative at the resonance, where the film absorbs.</remarks>
    /// <param name="field">Size of the static field.</param>
    /// <param name="frequency">The frequency. Positive.</param>
    /// <param name="isInPlane">Whether the static field lies in the plane.</param>
    /// <returns>The response, 1/T.</returns>
    public Complex Response(MagneticField field, Frequency frequency, bool isInPlane)
    {
        double reduced = frequency.Hertz / HertzPerTesla;
        var broadened = new Complex(field.Tesla, HalfWidth(frequency).Tesla);
        Complex stiff = broadened + ((isInPlane ? 1 : -1) * EffectiveMagnetisation.Tesla);
        return isInPlane
            ? stiff / ((broadened * stiff) - (reduced * reduced))
            : stiff / ((stiff * stiff) - (reduced * reduced));
    }

    /// <summary>Change of the resonance frequency with a field in the plane, over γ/2π: (2B + M)/(2√(B(B + M))).</summary>
    /// <param name="frequency">The frequency.</param>
    public double ReducedSlope(Frequency frequency)
    {
        double field = ResonanceField(frequency, isInPlane: true).Tesla;
        return ((2 * field) + EffectiveMagnetisation.Tesla) * HertzPerTesla / (2 * frequency.Hertz);
    }
}
