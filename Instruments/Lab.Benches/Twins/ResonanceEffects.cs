using Lab.Quantities;

namespace Lab.Benches.Twins;

/// <summary>Effects that move the resonance of a twin's junction beside field and power. All of it is off unless set.</summary>
/// <remarks>The resonance without field is f0·(1 + a·e^(−t/τ) + w(t) + k·ΣI²R ± d/2 + Σ a_i/(1 + ((H − H_i)/δ)²)): warm-up,
/// random walk, heat of the field lines, telegraph noise, and the grains of the film that the core passes. The in-plane field H
/// acts through a play operator, since the core is pinned: it moves when the field has moved by more than the pinning field.
/// Shifts are fractions of f0.</remarks>
public sealed record ResonanceEffects
{
    /// <summary>Shift a when the bench starts, which decays.</summary>
    public double WarmUpRatio { get; init; }

    /// <summary>Time constant τ of that decay.</summary>
    public Duration WarmUpTime { get; init; } = Duration.FromSeconds(300);

    /// <summary>Standard deviation of the random walk w after one second.</summary>
    public double WalkRatio { get; init; }

    /// <summary>Shift k per watt that the currents of the field lines leave in them, 1/W.</summary>
    public double LineHeatingPerWatt { get; init; }

    /// <summary>Distance d of the two states of the telegraph noise.</summary>
    public double TelegraphRatio { get; init; }

    /// <summary>Mean number of jumps in a second out of either state.</summary>
    public Frequency TelegraphRate { get; init; } = Frequency.FromHertz(0.1);

    /// <summary>Half width of the play between the in-plane field and the place of the core.</summary>
    public MagneticField Pinning { get; init; }

    /// <summary>Standard deviation of the shifts a_i of the grains.</summary>
    public double RoughnessRatio { get; init; }

    /// <summary>Half width δ of a grain in in-plane field; the grains are four of it apart on average.</summary>
    public MagneticField RoughnessWidth { get; init; } = MagneticField.FromOersted(1);
}
