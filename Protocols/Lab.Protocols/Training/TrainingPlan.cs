using Lab.Models.HardwareInTheLoop;

namespace Lab.Protocols.Training;

/// <summary>One training of a run.</summary>
/// <param name="Scheme">Where its numbers come from.</param>
/// <param name="Mismatch">By how much the map of the weights is made wrong before it, as a fraction; 0 leaves it as it was fitted.</param>
/// <param name="Replicate">Number among the trainings that differ by their random numbers alone.</param>
internal sealed record TrainingPlan(TrainingScheme Scheme, double Mismatch, int Replicate);
