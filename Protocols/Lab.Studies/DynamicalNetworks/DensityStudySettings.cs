using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Settings of <see cref="DensityStudyProtocol"/>.</summary>
public sealed record DensityStudySettings : DigitSettings
{
    /// <summary>Creates the settings; a study has fewer and shorter trainings of each kind.</summary>
    public DensityStudySettings()
    {
        Epochs = 100;
        Seeds = 5;
    }

    /// <summary>Which weights are left out.</summary>
    [Setting("Which weights are left out: all, or only those between or within layers.")]
    public StudiedDensity Vary { get; init; }

    /// <summary>Shares of the weights.</summary>
    [Setting("Shares of these weights that are there, with commas between them.")]
    public string Densities { get; init; } = "1, 0.5, 0.2, 0.1";

    /// <summary>Time of a pixel.</summary>
    [Setting("Time of a pixel.")]
    public Duration PixelTime { get; init; } = Duration.FromNanoseconds(1);

    /// <summary>The densities as numbers.</summary>
    /// <exception cref="SettingsException">One of them is none.</exception>
    internal IReadOnlyList<double> ReadDensities() =>
        ReadNumbers("densities", Densities, density => density is > 0 and <= 1, "a density lies above 0 and at most at 1");
}
