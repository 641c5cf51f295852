using Lab.Runs.Settings;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Settings of <see cref="DynamicalMismatchStudyProtocol"/>.</summary>
public sealed record DynamicalMismatchStudySettings : DigitSettings
{
    /// <summary>Creates the settings; a study has fewer and shorter trainings of each kind.</summary>
    public DynamicalMismatchStudySettings()
    {
        Configuration = NetworkConfiguration.B;
        Epochs = 40;
        Seeds = 12;
    }

    /// <summary>The noises as numbers.</summary>
    /// <exception cref="SettingsException">One of them is none.</exception>
    internal IReadOnlyList<double> ReadInjectedNoise() =>
        ReadNumbers("injected_noise", InjectedNoise, noise => noise > 0, "a noise is a positive number");

    /// <summary>The steps uphill as numbers.</summary>
    /// <exception cref="SettingsException">One of them is none.</exception>
    internal IReadOnlyList<double> ReadUphillStep() =>
        ReadNumbers("uphill_step", UphillStep, step => step > 0, "a step uphill is a positive number");

    /// <summary>The largest spread.</summary>
    [Setting(
        "Largest spread from neuron to neuron: of relaxation and gain relative to themselves, of the fixed drive relative to "
            + "the relaxation.")]
    public double LargestMismatch { get; init; } = 0.3;

    /// <summary>How many spreads, zero included.</summary>
    [Setting("In how many equal steps the spread grows, no spread included.")]
    public int Levels { get; init; } = 4;

    /// <summary>Noise of what is sampled.</summary>
    [Setting("Standard deviation of the noise of each sampled output; outputs go from -0.5 to 0.5.")]
    public double Noise { get; init; } = 0.01;

    /// <summary>Noises that are tried.</summary>
    [Setting(
        "Of training with injected noise: standard deviations of what every weight and bias is moved by, with commas between "
            + "them; the one is taken that is best over all spreads on digits that are not tested with.")]
    public string InjectedNoise { get; init; } = "0.01, 0.03, 0.1";

    /// <summary>Steps uphill that are tried.</summary>
    [Setting("Of sharpness-aware training: how far uphill the derivatives are taken, with commas between them; chosen likewise.")]
    public string UphillStep { get; init; } = "0.03, 0.1, 0.3";

    /// <summary>Chips that choose.</summary>
    [Setting("Chips of each spread and strength that choose the strength of a remedy; none of them is tested.")]
    public int TuningChips { get; init; } = 3;

    /// <summary>Share of the weights.</summary>
    [Setting("Share of the weights between and within layers that are there.")]
    public double Density { get; init; } = 0.5;
}
