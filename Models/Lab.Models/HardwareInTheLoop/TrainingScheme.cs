namespace Lab.Models.HardwareInTheLoop;

/// <summary>The schemes that settings name.</summary>
public enum TrainingScheme
{
    /// <summary><see cref="Training.Schemes.InTheLoop"/>.</summary>
    InTheLoop,

    /// <summary><see cref="Training.Schemes.OutputSubstitution"/>.</summary>
    OutputSubstitution,

    /// <summary><see cref="Training.Schemes.OffChip"/>.</summary>
    OffChip,

    /// <summary><see cref="Training.Schemes.NoiseInjection"/>, off the chip.</summary>
    NoiseInjection,

    /// <summary><see cref="Training.Schemes.SharpnessAware"/>, off the chip.</summary>
    SharpnessAware,
}
