using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Models.Nanowires;

/// <summary>The light detector of a Kerr magnetometer and its amplifier: V = A·[w₁m₁ + (1 − w₁)m₂]/2 + c₁H + drift + hum + white
/// noise, through a low-pass of first order.</summary>
/// <remarks>The sizes are assumptions. Immutable and safe to share between threads.</remarks>
public sealed record KerrDetector
{
    /// <summary>A, the whole change of the signal when all of the wire under the spot reverses.</summary>
    public Voltage Swing { get; init; } = Voltage.FromVolts(20e-3);

    /// <summary>c₁, what the field itself adds, in optics and substrate, V/T.</summary>
    public double VoltsPerTesla { get; init; } = 0.05;

    /// <summary>Drift of the laser's power in the course of a record, V/s.</summary>
    public double DriftVoltsPerSecond { get; init; } = 0.02;

    /// <summary>Amplitude of the hum.</summary>
    public Voltage Hum { get; init; } = Voltage.FromVolts(0.2e-3);

    /// <summary>Frequency of the hum.</summary>
    public Frequency HumFrequency { get; init; } = Frequency.FromHertz(50);

    /// <summary>Corner of the low-pass.</summary>
    public Frequency Bandwidth { get; init; } = Frequency.FromHertz(10_000);

    /// <summary>Root of the mean square of the noise behind the low-pass.</summary>
    public Voltage Noise { get; init; } = Voltage.FromVolts(4e-3);

    /// <summary>Whole change over noise.</summary>
    public double SignalToNoise => Swing / Noise;

    /// <summary>The signal of a record.</summary>
    /// <param name="spot">Where the spot is.</param>
    /// <param name="before">The magnetisation before the notch at each sample, −1 to 1.</param>
    /// <param name="after">The magnetisation after the notch.</param>
    /// <param name="tesla">The field at each sample, T.</param>
    /// <param name="start">Time of the first sample, s; it gives the hum its phase.</param>
    /// <param name="sampleSeconds">Time between samples, s.</param>
    /// <param name="random">The detector's stream of random numbers.</param>
    /// <param name="volts">Receives the signal.</param>
    public void Measure(
        KerrSpot spot, ReadOnlySpan<double> before, ReadOnlySpan<double> after, ReadOnlySpan<double> tesla, double start,
        double sampleSeconds, RandomStream random, Span<double> volts)
    {
        ArgumentNullException.ThrowIfNull(spot);
        ArgumentNullException.ThrowIfNull(random);
        double swing = Swing.Volts * spot.Strength / 2;
        double share = spot.ShareBefore;
        double decay = Math.Exp(-Math.Tau * Bandwidth.Hertz * sampleSeconds);

        // Stationary noise of the wanted size behind the low-pass.
        double step = Noise.Volts * Math.Sqrt(1 - (decay * decay));
        double noise = Noise.Volts * random.NextGaussian();
        double signal = 0;
        for (int i = 0; i < volts.Length; i++)
        {
            double time = i * sampleSeconds;
            double plain = (swing * ((share * before[i]) + ((1 - share) * after[i]))) + (VoltsPerTesla * tesla[i]);
            signal = i == 0 ? plain : (decay * signal) + ((1 - decay) * plain);
            noise = i == 0 ? noise : (decay * noise) + (step * random.NextGaussian());
            volts[i] = signal + noise + (DriftVoltsPerSecond * time)
                + (Hum.Volts * Math.Sin(Math.Tau * HumFrequency.Hertz * (start + time)));
        }
    }
}
