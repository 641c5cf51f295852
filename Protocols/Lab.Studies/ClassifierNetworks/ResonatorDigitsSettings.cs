using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>Settings of <see cref="ResonatorDigitsProtocol"/>.</summary>
public sealed record ResonatorDigitsSettings : ClassifierTrainingSettings
{
    /// <summary>Creates the settings.</summary>
    public ResonatorDigitsSettings()
    {
        Epochs = 30;
        Seeds = 10;
        Batch = 32;
        LearningRate = 1e-4;
    }

    /// <summary>Learning rate of the weights in software.</summary>
    [Setting("Learning rate of the weights in software.")]
    public double SoftwareLearningRate { get; init; } = 0.02;

    /// <summary>Whose resonators they are.</summary>
    [Setting(
        "Whose damping, nonlinearities and torques the resonators have: that of the settings, or that of the bench file's "
            + "junction, such as a fitted twin's.")]
    public ResonatorSource Resonators { get; init; }

    /// <summary>Power of the lowest tone for a white pixel.</summary>
    [Setting("Power of the lowest tone for a white pixel; that of the others grows with their frequency.")]
    public Power TopPower { get; init; } = Power.FromMicrowatts(10);

    /// <summary>Nonlinear frequency shift N.</summary>
    [Setting("Nonlinear frequency shift N.")]
    public double FrequencyNonlinearity { get; init; } = 0.1;

    /// <summary>Nonlinear damping Q.</summary>
    [Setting("Nonlinear damping Q.")]
    public double DampingNonlinearity { get; init; } = 1;
}
