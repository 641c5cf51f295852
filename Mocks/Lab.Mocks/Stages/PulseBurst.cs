using Lab.Quantities;

namespace Lab.Mocks.Stages;

/// <summary>Equal rectangular pulses that have just been given, or are due in a shot that has begun.</summary>
/// <param name="Amplitude">The height that is set.</param>
/// <param name="Width">The width of each.</param>
/// <param name="Count">How many.</param>
public sealed record PulseBurst(Voltage Amplitude, Duration Width, long Count) : Signal
{
    /// <summary>The moment at which the first begins, where a trigger with a time of its own set it off; <see langword="null"/>
    /// for now. A part that records a shot places the pulse in it by this.</summary>
    public TriggerMoment? At { get; init; }
}
