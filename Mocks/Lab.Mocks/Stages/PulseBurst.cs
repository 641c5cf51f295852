using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>Equal rectangular pulses that have just been given.</summary>
/// <param name="Amplitude">The height that is set.</param>
/// <param name="Width">The width of each.</param>
/// <param name="Count">How many.</param>
public sealed record PulseBurst(Voltage Amplitude, Duration Width, long Count) : Signal
{
    /// <summary>The moment of the first one's leading edge where a trigger gave it; <see langword="null"/> where it came when a
    /// command or the generator's own clock asked for it.</summary>
    public TriggerMoment? At { get; init; }
}
