using Lab.Models.SpinDiodes;

namespace Lab.Mocks.Stages;

/// <summary>Tones.</summary>
/// <param name="Tones">The tones as they leave the connector; none while the output is off.</param>
public sealed record ToneSignal(params IReadOnlyList<RfTone> Tones) : Signal
{
    /// <summary>How their level is modulated; <see langword="null"/> where it is constant.</summary>
    public ToneModulation? Modulation { get; init; }
}
