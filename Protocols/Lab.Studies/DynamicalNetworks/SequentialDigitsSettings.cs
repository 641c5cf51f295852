using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Settings of <see cref="SequentialDigitsProtocol"/>.</summary>
public sealed record SequentialDigitsSettings : DigitSettings
{
    /// <summary>Time of a pixel.</summary>
    [Setting("Time of a pixel.")]
    public Duration PixelTime { get; init; } = Duration.FromNanoseconds(1);

    /// <summary>Share of the weights that are there.</summary>
    [Setting("Share of the weights between and within layers that are there.")]
    public double Density { get; init; } = 0.5;
}
