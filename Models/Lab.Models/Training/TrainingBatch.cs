namespace Lab.Models.Training;

/// <summary>Samples of a step or of a test.</summary>
/// <param name="Inputs">The inputs, shape [sample · input].</param>
/// <param name="Targets">The outputs that the network should give, shape [sample · target]; for classes a one among
/// zeros.</param>
/// <param name="Count">How many samples.</param>
public readonly record struct TrainingBatch(ReadOnlyMemory<float> Inputs, ReadOnlyMemory<float> Targets, int Count);
