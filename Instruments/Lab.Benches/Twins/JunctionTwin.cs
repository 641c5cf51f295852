using Lab.Quantities;

namespace Lab.Benches.Twins;

/// <summary>Keys of a junction in the bench file for its twin alone: what no bench knows of a device, what destroys it,
/// and what disturbs it.</summary>
public sealed record JunctionTwin
{
    /// <summary>Weight ξ_S of the symmetric part (damping-like torque).</summary>
    public double SymmetricWeight { get; init; } = 0.25;

    /// <summary>Weight ξ_A of the antisymmetric part (field-like torque).</summary>
    public double AntisymmetricWeight { get; init; } = 1;

    /// <summary>Rectification β in rad/C.</summary>
    public double RectificationRadiansPerCoulomb { get; init; } = 6e7;

    /// <summary>Drive factor γ in rad Hz W^-1/2.</summary>
    public double DriveFactor { get; init; } = 2e8;

    /// <summary>Rectification κ beside the resonance, V/W: it adds κP(1 + s(f/f_res − 1)).</summary>
    public double FlatRectificationVoltsPerWatt { get; init; }

    /// <summary>Slope s of <see cref="FlatRectificationVoltsPerWatt"/> with the frequency over the resonance frequency.</summary>
    public double RectificationSlope { get; init; }

    /// <summary>RF power at which it breaks down.</summary>
    public Power DestructionPower { get; init; } = Power.FromWatts(1e-3);

    /// <summary>Direct current at which it breaks down.</summary>
    public Current DestructionCurrent { get; init; } = Current.FromAmperes(5e-3);

    /// <summary>Effects that move the resonance beside field and power.</summary>
    public ResonanceEffects Effects { get; init; } = new();
}
