using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Settings of <see cref="ResonatorMnistProtocol"/>.</summary>
public sealed record ResonatorMnistSettings : ImageSettings
{
    /// <summary>Creates the settings.</summary>
    public ResonatorMnistSettings() => LearningRate = 5e-6;

    /// <summary>The varied quantity.</summary>
    [Setting("What is varied: nothing, the highest frequency (at a damping of 0.01) or the damping.")]
    public StudiedResonators Vary { get; init; }

    /// <summary>Whose resonators they are.</summary>
    [Setting(
        "Whose damping the resonators have: that of the settings, or that of the bench file's junction, such as a fitted "
            + "twin's.")]
    public ResonatorSource Resonators { get; init; }

    /// <summary>Damping.</summary>
    [Setting("Damping α where it is not varied.")]
    public double Damping { get; init; } = 0.0188;

    /// <summary>Frequency of the highest tone.</summary>
    [Setting("Frequency of the highest tone where it is not varied; the lowest is 50 MHz.")]
    public Frequency HighestFrequency { get; init; } = Frequency.FromGigahertz(20);

    /// <summary>Learning rate of the weights in software.</summary>
    [Setting("Learning rate of the weights in software.")]
    public double SoftwareLearningRate { get; init; } = 2e-3;
}
