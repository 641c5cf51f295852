namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Samples to train with, to choose the epoch with, and to test with; none is in two of them.</summary>
internal sealed record SequenceSplit(SequenceSamples Training, SequenceSamples Validation, SequenceSamples Test);
