namespace Lab.Models.HardwareInTheLoop;

/// <summary>Where a training takes its numbers from.</summary>
public enum TrainingScheme
{
    /// <summary>Physics-aware training (Wright et al., Nature 601, 549): forward on the bench, backward through the model at the
    /// measured inputs of every layer.</summary>
    InTheLoop,

    /// <summary>Forward on the bench and in the model; the error comes from the measured outputs, everything else of the way back
    /// from the model's own numbers.</summary>
    OutputSubstitution,

    /// <summary>Forward and backward in the model; the bench gets the finished parameters.</summary>
    OffChip,

    /// <summary>As off the chip, at parameters that are moved at random in every step: what is found bears such faults.</summary>
    NoiseInjection,

    /// <summary>As off the chip, with the derivatives a little uphill (Foret et al., arXiv:2010.01412):
    /// what is found lies in a wide valley.</summary>
    SharpnessAware,
}
