using Lab.Runs.Settings;
using Lab.Studies.DynamicalNetworks;

namespace Lab.Protocols.Training;

/// <summary>Settings of <see cref="MismatchStudyProtocol"/>.</summary>
public sealed record MismatchStudySettings : ClassifierSettings
{
    /// <summary>The largest fault of the model.</summary>
    [Setting("By how much the model is made wrong at most, as a fraction.")]
    public double LargestMismatch { get; init; } = 0.3;

    /// <summary>How many faults of the model, zero included.</summary>
    [Setting("In how many equal steps it is made wrong, the fitted model included.")]
    public int Levels { get; init; } = 4;

    /// <summary>Trainings of each kind.</summary>
    [Setting("Trainings of each kind, which differ in start, order of the samples, held-back samples and signs of the faults.")]
    public int Replicates { get; init; } = 10;

    /// <summary>The learning rates that are tried.</summary>
    [Setting(
        "Learning rates that are tried, with commas between them: each way of training gets the one that is best on samples "
            + "held back from those to train with, over all faults of the model.")]
    public string LearningRates { get; init; } = "0.1, 0.2, 0.4, 0.8, 1.6";

    /// <summary>Trainings that choose.</summary>
    [Setting("Trainings of each kind, fault and learning rate that choose it; 0 takes 'learning_rate' for all.")]
    public int TuningReplicates { get; init; } = 10;

    /// <summary>Steps on the model.</summary>
    [Setting("Steps off the chip for each of a training with it: they cost no reading.")]
    public int ModelSteps { get; init; } = 5;

    /// <inheritdoc/>
    internal override int StepsOnModel => ModelSteps;

    /// <inheritdoc/>
    internal override bool IsTuned => TuningReplicates > 0;

    /// <summary>The learning rates as numbers.</summary>
    /// <exception cref="SettingsException">One of them is none.</exception>
    internal IReadOnlyList<double> ReadLearningRates() =>
        NetworkSettings.ReadNumbers("learning_rates", LearningRates, rate => rate > 0, "a learning rate is a positive number");
}
