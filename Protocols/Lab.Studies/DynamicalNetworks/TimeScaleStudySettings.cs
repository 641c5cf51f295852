using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Settings of <see cref="TimeScaleStudyProtocol"/>.</summary>
public sealed record TimeScaleStudySettings : DigitSettings
{
    /// <summary>Creates the settings; a study has fewer and shorter trainings of each kind.</summary>
    public TimeScaleStudySettings()
    {
        Epochs = 100;
        Seeds = 5;
    }

    /// <summary>The varied quantity.</summary>
    [Setting("What is varied: the time of a pixel, the relaxation time at 1 ns a pixel, or the learning rate at 1 ns a pixel.")]
    public StudiedScale Vary { get; init; }

    /// <summary>Times of a pixel.</summary>
    [Setting("Times of a pixel, ascending.")]
    public Sweep<Duration> PixelTimes { get; init; } = Sweep<Duration>.Parse("0.1, 0.4, 1, 2.5, 5 ns");

    /// <summary>Relaxation times.</summary>
    [Setting("Relaxation times, ascending.")]
    public Sweep<Duration> RelaxationTimes { get; init; } = Sweep<Duration>.Parse("1, 2, 4, 7, 14, 28, 56 ns");

    /// <summary>Learning rates.</summary>
    [Setting("Learning rates, with commas between them.")]
    public string LearningRates { get; init; } = "0.01, 0.03, 0.1, 0.3, 1";

    /// <summary>Factors on the learning rate.</summary>
    [Setting(
        "Factors on the learning rate that are tried at every pixel or relaxation time, with commas between them; the one that "
            + "is best on the samples that choose the epoch is tested.")]
    public string RateFactors { get; init; } = "0.4, 1, 2.5";

    /// <summary>The factors as numbers.</summary>
    /// <exception cref="SettingsException">One of them is none.</exception>
    internal IReadOnlyList<double> ReadRateFactors() =>
        ReadNumbers("rate_factors", RateFactors, factor => factor > 0, "a factor on the learning rate is a positive number");

    /// <summary>The learning rates as numbers.</summary>
    /// <exception cref="SettingsException">One of them is none.</exception>
    internal IReadOnlyList<double> ReadLearningRates() =>
        ReadNumbers("learning_rates", LearningRates, rate => rate > 0, "a learning rate is a positive number");
}
