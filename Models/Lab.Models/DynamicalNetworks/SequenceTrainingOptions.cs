using Lab.Models.Training;

namespace Lab.Models.DynamicalNetworks;

/// <summary>How a network of dynamical neurons is trained.</summary>
/// <param name="Loss">What is made small: <see cref="Losses.SoftmaxCrossEntropy"/> for classes.</param>
/// <param name="Readout">When the outputs are read.</param>
/// <param name="Batch">Samples of a step; at least 1.</param>
/// <param name="LargestDerivative">Each element of the gradient is held within it, of either sign.</param>
/// <param name="InitialSpread">Standard deviation of the first weights and biases.</param>
/// <param name="Threads">Threads; they change no result.</param>
public sealed record SequenceTrainingOptions(
    ILoss Loss, ReadoutTime Readout, int Batch, double LargestDerivative, double InitialSpread, int Threads);
