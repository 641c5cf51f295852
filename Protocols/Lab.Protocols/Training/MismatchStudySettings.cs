using Lab.Runs.Settings;

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
}
