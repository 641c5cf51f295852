namespace Lab.Studies.DynamicalNetworks;

/// <summary>The result of an epoch.</summary>
/// <param name="Loss">Mean loss while it went on.</param>
/// <param name="Score">Score while it went on.</param>
/// <param name="Validation">Score after it, of the samples that choose the epoch.</param>
/// <param name="Test">Score after it, of samples that neither training nor choice sees.</param>
/// <param name="Synapses">Weights of the network, without biases.</param>
/// <param name="Drive">I·Δt after it.</param>
/// <param name="IsTrained">Whether it was trained; otherwise the training had ended, and this is its last epoch again.</param>
internal sealed record TrainedEpoch(
    double Loss, double Score, double Validation, double Test, int Synapses, double Drive, bool IsTrained)
{
    /// <summary>How many sequences of the test of each class were taken for each, shape [class · answer]; empty where the task
    /// names no classes.</summary>
    public float[] Confusion { get; init; } = [];
}
