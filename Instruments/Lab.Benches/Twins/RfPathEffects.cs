using Lab.Quantities;

namespace Lab.Benches.Twins;

/// <summary>Effects of a twin's cables beside the loss that the bench file states. All of it is off unless set.</summary>
/// <remarks>The loss is L(f) = L0 + e + s·√(f/GHz) + r·sin(2πf/Δf + φ) in dB with a phase φ that the seed draws, and a junction
/// of the resistance R takes 1 − ((R − 50 Ω)/(R + 50 Ω))² of the power that arrives (transmission line theory).</remarks>
public sealed record RfPathEffects
{
    /// <summary>Error e: what the cables lose beyond the loss that is stated.</summary>
    public LevelRatio LossError { get; init; }

    /// <summary>Loss s at 1 GHz that grows with the root of the frequency, by the skin effect.</summary>
    public LevelRatio LossSlope { get; init; }

    /// <summary>Amplitude r of the ripple of standing waves.</summary>
    public LevelRatio Ripple { get; init; }

    /// <summary>Period Δf of the ripple; 60 MHz is a cable of 1.7 m.</summary>
    public Frequency RipplePeriod { get; init; } = Frequency.FromMegahertz(60);

    /// <summary>Whether junctions reflect what does not match 50 Ω.</summary>
    public bool HasMismatch { get; init; }
}
