using Lab.Quantities;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>One training of a run.</summary>
/// <param name="PixelTime">Time of one input.</param>
/// <param name="RelaxationTime">τ of the neurons.</param>
/// <param name="Amplification">S in 1/ns.</param>
/// <param name="DensityBetween">Share of the weights between layers that are there.</param>
/// <param name="DensityWithin">Share of the weights within layers that are there.</param>
/// <param name="Layers">How many layers.</param>
/// <param name="Width">Neurons of a layer.</param>
/// <param name="LearningRate">Learning rate of the first epoch.</param>
/// <param name="Replicate">Number among the trainings that differ by their random numbers alone.</param>
internal sealed record NetworkPlan(
    Duration PixelTime, Duration RelaxationTime, double Amplification, double DensityBetween, double DensityWithin, int Layers,
    int Width, double LearningRate, int Replicate);
