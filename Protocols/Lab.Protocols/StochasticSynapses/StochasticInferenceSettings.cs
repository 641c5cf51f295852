using Lab.Runs.Settings;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Settings of <see cref="StochasticInferenceProtocol"/>.</summary>
public sealed record StochasticInferenceSettings : SynapseBenchSettings
{
    /// <summary>A trained network.</summary>
    [Setting(
        "The file of a network of stochastic-train or sampling-study, network-N.npz in the folder of a run; nothing to train one "
            + "on the model first.",
        IsFile = true)]
    public string Network { get; init; } = "";

    /// <summary>Samples of the training.</summary>
    [Setting("Samples of each synapse in that training.")]
    public int TrainSamples { get; init; } = 8;

    /// <summary>Epochs of the training.</summary>
    [Setting("Epochs of that training.")]
    public int Epochs { get; init; } = 30;

    /// <summary>Samples of the test.</summary>
    [Setting("Samples K of each synapse on the bench; the first of them give the accuracies for fewer.")]
    public int Samples { get; init; } = 4;

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        RequireSamples("samples", Samples);
        RequireSamples("train_samples", TrainSamples);
        RequireBetween("epochs", Epochs, 1, 1_000_000);
    }
}
