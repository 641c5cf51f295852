namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Samples to train with, to choose the epoch with, and to test with; none is in two of them.</summary>
internal sealed record SequenceSplit(SequenceSamples Training, SequenceSamples Validation, SequenceSamples Test);

/// <summary>Sequences and what should be read out.</summary>
/// <param name="Inputs">Shape [sample · step · input].</param>
/// <param name="Targets">Shape [sample · output] with a one among zeros for classes, or [sample · step · output].</param>
internal sealed record SequenceSamples(float[] Inputs, float[] Targets);
