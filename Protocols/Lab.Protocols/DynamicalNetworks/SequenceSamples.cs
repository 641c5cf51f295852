namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Sequences and what should be read out.</summary>
/// <param name="Inputs">Shape [sample · step · input].</param>
/// <param name="Targets">Shape [sample · output] with a one among zeros for classes, or [sample · step · output].</param>
internal sealed record SequenceSamples(float[] Inputs, float[] Targets);
