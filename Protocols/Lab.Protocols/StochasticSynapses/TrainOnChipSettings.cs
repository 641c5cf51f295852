using Lab.Runs.Settings;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Settings of <see cref="TrainOnChipProtocol"/>.</summary>
public sealed record TrainOnChipSettings : SynapseBenchSettings
{
    /// <summary>Samples.</summary>
    [Setting("Samples of each synapse, K, in training and test.")]
    public int Samples { get; init; } = 4;

    /// <summary>Epochs before.</summary>
    [Setting("Epochs on the model before the chip is in the loop; 0 to begin with all fields at h₀.")]
    public int Epochs { get; init; } = 30;

    /// <summary>Steps in the loop.</summary>
    [Setting("Steps with the chip in the loop.")]
    public int Steps { get; init; } = 10;

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        RequireSamples("samples", Samples);
        RequireBetween("epochs", Epochs, 0, 1_000_000);
        RequireBetween("steps", Steps, 1, 1_000_000);
    }
}
