using Lab.Runs.Settings;

namespace Lab.Protocols.ClassifierNetworks;

/// <summary>Settings of <see cref="OscillatorMlpProtocol"/>.</summary>
public sealed record OscillatorMlpSettings : ImageSettings
{
    /// <summary>Hidden neurons.</summary>
    [Setting("Hidden neurons.")]
    public int Hidden { get; init; } = 300;

    /// <summary>Learning rate of weights in software.</summary>
    [Setting("Learning rate of weights in software, with oscillators.")]
    public double SoftwareLearningRate { get; init; } = 5e-3;

    /// <summary>Learning rate of weights between rectifiers.</summary>
    [Setting("Learning rate of weights in software, with rectifiers.")]
    public double RectifierLearningRate { get; init; } = 2e-3;

    /// <summary>Spread of the first detunings.</summary>
    [Setting("Standard deviation of the first detunings, in linewidths; weights in software begin as large.")]
    public double InitialSpread { get; init; } = 0.008;
}
