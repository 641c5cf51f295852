using Lab.Quantities;

namespace Lab.Protocols.Oscillators;

/// <summary>How tones at rest are played and recorded.</summary>
/// <param name="Drive">Amplitude of the drive at the field line.</param>
/// <param name="Copy">Amplitude of the cancelling waveform where it plays alone, at the combiner.</param>
/// <param name="ToneTime">Time of each tone; well above twice <see cref="LeakTones.MarginSeconds"/>.</param>
/// <param name="LeastScopeRate">The lowest rate of the record that will do, samples per second.</param>
/// <param name="Range">Voltage from end to end of the oscilloscope's screen.</param>
internal sealed record LeakTonePlan(
    Voltage Drive, Voltage Copy, Duration ToneTime, Frequency LeastScopeRate, Voltage Range);
