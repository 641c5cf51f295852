using Lab.Models.StochasticSynapses;
using Lab.Runs.Settings;

namespace Lab.Studies.StochasticSynapses;

/// <summary>Settings of <see cref="StochasticTrainProtocol"/>.</summary>
public sealed record StochasticTrainSettings : StochasticSettings
{
    /// <summary>Samples.</summary>
    [Setting("Samples of each synapse, K, in training and test; none for infinitely many: sums are their means.")]
    public int? Samples { get; init; } = 8;

    /// <summary>Hidden neurons.</summary>
    [Setting("Neurons of a hidden layer of stochastic synapses, which is trained beside the single layer; 0 for none.")]
    public int Hidden { get; init; }

    /// <summary>Baselines.</summary>
    [Setting("Whether the mean-field rule, infinitely many samples, and weights in software are trained beside it.")]
    public bool Baselines { get; init; } = true;

    /// <summary>Trainings.</summary>
    [Setting("Trainings of each kind, which differ by their random numbers and by the images held back.")]
    public int Seeds { get; init; } = 3;

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        RequireBetween("seeds", Seeds, 1, 1000);
        RequireBetween("hidden", Hidden, 0, 100_000);
        if (new StochasticPerceptron.Options(1, 2) { Samples = Samples }.FindFault() is not null)
        {
            throw new SettingsException(
                $"The setting 'samples' is {Samples}; it has to be at least 1, or none for infinitely many.");
        }
    }
}
