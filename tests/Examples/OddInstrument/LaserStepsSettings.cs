using Lab.Quantities;
using Lab.Runs.Settings;

namespace OddInstrument;

/// <summary>Settings of <see cref="LaserStepsProtocol"/>.</summary>
public sealed record LaserStepsSettings
{
    /// <summary>The powers.</summary>
    [Setting("Powers of the laser.")]
    public Sweep<Power> Powers { get; init; } = Sweep<Power>.Parse("0..4 mW step 0.2 mW");

    /// <summary>Time between a step and its reading.</summary>
    [Setting("Time between a step of the power and the reading of the monitor.")]
    public Duration Settle { get; init; } = Duration.FromMilliseconds(10);
}
