using Lab.Instruments.WaveformGenerators;

namespace Lab.Instruments.Drivers.WaveformGenerators;

/// <summary>A piece of a waveform in codes.</summary>
/// <param name="Codes">The codes, shape [sample].</param>
/// <param name="Segment">The piece as it was asked for: its count, trigger and marker.</param>
public sealed record PreparedSegment(ReadOnlyMemory<short> Codes, WaveformSegment Segment);
