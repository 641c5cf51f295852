namespace Lab.Mocks.Stages;

/// <summary>A piece of a waveform that a generator gives out.</summary>
/// <param name="Codes">The codes of its converter, shape [sample].</param>
/// <param name="Count">How often.</param>
public readonly record struct PlayedSegment(ReadOnlyMemory<short> Codes, long Count);
