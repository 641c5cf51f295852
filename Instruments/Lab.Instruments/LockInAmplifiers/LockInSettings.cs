using Lab.Quantities;

namespace Lab.Instruments.LockInAmplifiers;

/// <summary>How a lock-in amplifier demodulates.</summary>
public sealed record LockInSettings
{
    /// <summary>The rms voltage of full scale. The instrument takes its next larger sensitivity.</summary>
    public Voltage Sensitivity { get; init; } = Voltage.FromVolts(1);

    /// <summary>The time constant of each pole of the output filter. The instrument takes its next longer time
    /// constant.</summary>
    public Duration TimeConstant { get; init; } = Duration.FromMilliseconds(100);

    /// <summary>Poles of the output filter, 1 to 4: 6, 12, 18 or 24 dB per octave.</summary>
    public int Poles { get; init; } = 4;

    /// <summary>The harmonic of the reference that is detected, 1 or above.</summary>
    public int Harmonic { get; init; } = 1;

    /// <summary>The phase of the reference against which X is measured.</summary>
    public Angle Phase { get; init; }
}
