using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.SequentialDigits;

/// <summary>Settings of <see cref="TimeScaleStudyProtocol"/>.</summary>
public sealed record TimeScaleStudySettings : DigitSettings
{
    /// <summary>Creates the settings; a study has fewer and shorter trainings of each kind.</summary>
    public TimeScaleStudySettings()
    {
        Epochs = 100;
        Seeds = 5;
    }

    /// <summary>Times of a pixel.</summary>
    [Setting("Times of a pixel, ascending.")]
    public Sweep<Duration> PixelTimes { get; init; } = Sweep<Duration>.Parse("0.1, 0.4, 1, 2.5, 5 ns");
}
