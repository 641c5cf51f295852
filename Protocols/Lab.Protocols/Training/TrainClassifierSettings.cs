using Lab.Models.HardwareInTheLoop;
using Lab.Runs.Settings;

namespace Lab.Protocols.Training;

/// <summary>Settings of <see cref="TrainClassifierProtocol"/>.</summary>
public sealed record TrainClassifierSettings : ClassifierSettings
{
    /// <summary>Where the training takes its numbers from.</summary>
    [Setting(
        "Where the training takes its numbers from: the chip in the loop, its outputs in the place of the model's, or the model "
            + "alone.")]
    public TrainingScheme Scheme { get; init; }

    /// <summary>Whether the read-out is fitted at the end.</summary>
    [Setting(
        "Whether gain and bias of the read-out are fitted at the end to readings of the chip, as many as the steps of a "
            + "training in the loop take.")]
    public bool Refit { get; init; }
}
