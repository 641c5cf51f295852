namespace Lab.Mocks.DaqCards;

/// <summary>Noise and errors of a card.</summary>
/// <param name="NoiseVolts">Noise of a sample in the range of ±10 V, V rms; less in a smaller one, in proportion.</param>
/// <param name="OffsetVolts">Offset of the inputs, V.</param>
/// <param name="GainError">Relative error of the inputs' gain.</param>
/// <param name="SettlingSeconds">Time constant with which an input settles after the channel before, s.</param>
/// <param name="JitterSeconds">Jitter of a counter's edge beside its ticks, s rms.</param>
internal sealed record CardErrors(
    double NoiseVolts, double OffsetVolts, double GainError, double SettlingSeconds, double JitterSeconds);
