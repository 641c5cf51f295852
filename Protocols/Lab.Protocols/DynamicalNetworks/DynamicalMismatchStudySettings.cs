using Lab.Runs.Settings;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Settings of <see cref="DynamicalMismatchStudyProtocol"/>.</summary>
public sealed record DynamicalMismatchStudySettings : DigitSettings
{
    /// <summary>Creates the settings; a study has fewer and shorter trainings of each kind.</summary>
    public DynamicalMismatchStudySettings()
    {
        Configuration = NetworkConfiguration.B;
        Epochs = 40;
        Seeds = 5;
    }

    /// <summary>The largest spread.</summary>
    [Setting("Largest spread from neuron to neuron: of relaxation and gain relative to themselves, of the fixed drive relative to the relaxation.")]
    public double LargestMismatch { get; init; } = 0.3;

    /// <summary>How many spreads, zero included.</summary>
    [Setting("In how many equal steps the spread grows, no spread included.")]
    public int Levels { get; init; } = 4;

    /// <summary>Noise of what is sampled.</summary>
    [Setting("Standard deviation of the noise of each sampled output; outputs go from -0.5 to 0.5.")]
    public double Noise { get; init; } = 0.01;

    /// <summary>Noise that is injected.</summary>
    [Setting("Of training with injected noise: standard deviation of what every weight and bias is moved by.")]
    public double InjectedNoise { get; init; } = 0.1;

    /// <summary>Step uphill.</summary>
    [Setting("Of sharpness-aware training: how far uphill the derivatives are taken.")]
    public double UphillStep { get; init; } = 0.1;

    /// <summary>Share of the weights.</summary>
    [Setting("Share of the weights between and within layers that are there.")]
    public double Density { get; init; } = 0.5;
}
