using System.Numerics;
using Lab.Calibration.Oscillators;

namespace Lab.Protocols.Oscillators;

/// <summary>A shot of all tones at rest.</summary>
/// <param name="Stage">What was played.</param>
/// <param name="Amplitudes">The complex amplitudes at the output, V, shape [tone].</param>
/// <param name="Cancelled">The transfer that was cancelled; <see langword="null"/> where one waveform played alone.</param>
internal sealed record LeakRound(LeakStage Stage, Complex[] Amplitudes, LeakTransfer? Cancelled);
