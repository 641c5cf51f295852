using Lab.Benches.Samples;

namespace Lab.Mocks.Stages;

/// <summary>The current of a supply that follows a waveform at its analogue input.</summary>
/// <param name="Input">The waveform.</param>
/// <param name="Supply">The supply, which makes a current of it.</param>
public sealed record FollowedVoltage(HeldWaveform Input, AnalogSupplyDefinition Supply) : Signal
{
    /// <summary>The current that is asked for at a time, A.</summary>
    /// <param name="seconds">The time after the waveform's first sample, s.</param>
    public double AmperesAt(double seconds) => Supply.AmperesPerVolt * (Input.ValueAt(seconds) - Supply.Offset.Volts);
}
