using Lab.Quantities;

namespace Lab.Models.Nanowires;

/// <summary>A sinusoidal field of an electromagnet whose amplitude and lag drift while its coil becomes warm: h(t) = A(1 −
/// g·w)·sin(2πf(t − L − l·w)), w = 1 − exp(−t/τ). A pulse at a fixed time meets another field after an hour.</summary>
/// <remarks>The sizes of the drift are assumptions: uncorrected it passes 0.2 mT. Immutable and safe to share between
/// threads.</remarks>
public sealed record SinusoidalField
{
    /// <summary>A, the amplitude of the cold magnet.</summary>
    public MagneticField Amplitude { get; init; } = MagneticField.FromTesla(15e-3);

    /// <summary>f.</summary>
    public Frequency Frequency { get; init; } = Frequency.FromHertz(20);

    /// <summary>L, how much later than its waveform the field is when the magnet is cold.</summary>
    public Duration Lag { get; init; } = Duration.FromSeconds(400e-6);

    /// <summary>l, how much later the field comes when the magnet is warm.</summary>
    public Duration WarmLag { get; init; } = Duration.FromSeconds(60e-6);

    /// <summary>g, the share of the amplitude that the warm magnet has lost.</summary>
    public double WarmLoss { get; init; } = 0.02;

    /// <summary>τ.</summary>
    public Duration WarmingTime { get; init; } = Duration.FromSeconds(2400);

    /// <summary>The field at a time, T.</summary>
    /// <param name="seconds">Seconds since the magnet was switched on.</param>
    public double TeslaAt(double seconds) =>
        Amplitude.Tesla * (1 - (WarmLoss * WarmthAt(seconds)))
            * Math.Sin(Math.Tau * Frequency.Hertz * (seconds - Lag.Seconds - (WarmLag.Seconds * WarmthAt(seconds))));

    /// <summary>The time after the upward passage through zero at which the field of the cold magnet has a value.</summary>
    /// <param name="field">The field; below the amplitude.</param>
    /// <exception cref="ArgumentOutOfRangeException">The field is never reached.</exception>
    public double SecondsTo(MagneticField field)
    {
        double ratio = field / Amplitude;
        return ratio is > -1 and < 1
            ? Lag.Seconds + (Math.Asin(ratio) / (Math.Tau * Frequency.Hertz))
            : throw new ArgumentOutOfRangeException(nameof(field), $"{field} is not within the amplitude of {Amplitude}.");
    }

    private double WarmthAt(double seconds) =>
        WarmingTime.Seconds > 0 ? 1 - Math.Exp(-Math.Max(0, seconds) / WarmingTime.Seconds) : 1;
}
