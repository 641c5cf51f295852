using Lab.Runs.Settings;

namespace Lab.Protocols.Training;

/// <summary>Settings of <see cref="TrainHiddenLayerProtocol"/>.</summary>
public sealed record TrainHiddenLayerSettings : ClassifierSettings
{
    /// <summary>Creates the settings, with a task that needs a hidden layer.</summary>
    public TrainHiddenLayerSettings()
    {
        Task = ClassificationTask.Moons;
        Steps = 100;
        Batch = 10;
        ZeroReadings = 2;
        LearningRate = 0.2;
    }

    /// <summary>Units of the hidden layer.</summary>
    [Setting("Units of the hidden layer: the chain is each of them in turn, with the unit's own currents.")]
    public int Hidden { get; init; } = 32;

    /// <summary>The fault of the model.</summary>
    [Setting("By how much the model is also made wrong, as a fraction of sensitivity, width, tuning and half width; 0 leaves it "
        + "at the fitted one.")]
    public double Mismatch { get; init; } = 0.2;

    /// <summary>Trainings of each kind.</summary>
    [Setting("Trainings of each kind, which differ in start, order of the samples, held-back samples and signs of the faults.")]
    public int Replicates { get; init; } = 3;

    /// <inheritdoc/>
    internal override int HiddenUnits => Hidden;
}
