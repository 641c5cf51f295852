using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>One training of a run.</summary>
/// <param name="Variant">The trained variant, in words: <c>resonators</c>.</param>
/// <param name="Replicate">Number among the trainings that differ by their random numbers alone.</param>
/// <param name="LearningRate">Learning rate.</param>
/// <param name="Make">Makes the network of a seed.</param>
internal sealed record ClassifierPlan(string Variant, int Replicate, double LearningRate, Func<ulong, ClassifierNetwork> Make)
{
    /// <summary>Noise on the detunings in each step, in linewidths.</summary>
    public double DetuningNoise { get; init; }

    /// <summary>Distance uphill of sharpness-aware training; 0 for none.</summary>
    public double SharpnessRadius { get; init; }

    /// <summary>Gives the images of a seed where they differ from those of the run.</summary>
    public Func<ulong, (ImageSet Training, ImageSet Test)>? Load { get; init; }
}
