using Lab.Models.ClassifierNetworks;
using Lab.Models.StochasticSynapses;

namespace Lab.Studies.StochasticSynapses;

/// <summary>One training of a study.</summary>
/// <param name="Kind">The kind in words: <c>stochastic rule, K = 8</c>.</param>
/// <param name="Replicate">Number among the trainings that differ by their random numbers alone.</param>
/// <param name="LearningRate">Learning rate.</param>
/// <param name="Model">The network; of software where it has no samples.</param>
/// <param name="TestSamples">K of each test on the test images.</param>
internal sealed record StochasticPlan(
    string Kind, int Replicate, double LearningRate, ClassifierModel Model, IReadOnlyList<int?> TestSamples)
{
    /// <summary>Samples that are trained with; <see langword="null"/> for infinitely many, and in software.</summary>
    public int? Samples => (Model as StochasticPerceptron.Options)?.Samples;

    /// <summary>The learning rule; of the mean in software.</summary>
    public LearningRule Rule => (Model as StochasticPerceptron.Options)?.Rule ?? LearningRule.MeanField;

    /// <summary>A number of samples in words.</summary>
    /// <param name="samples">The number; <see langword="null"/> for infinitely many.</param>
    public static string NameOf(int? samples) => samples is { } count ? $"{count}" : "∞";
}
