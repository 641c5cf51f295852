namespace Lab.Mocks.Stages;

/// <summary>A voltage that a converter gives out sample by sample, each held until the next: what an analogue output of a card
/// does in a shot. It is declared at its trigger, with all its future; parts ask for the time that they need.</summary>
/// <param name="At">The moment of the first sample.</param>
/// <param name="SamplesPerSecond">The rate. Positive.</param>
/// <param name="Volts">The samples, V, shape [sample]; at least one. They do not change while the waveform is given out.</param>
public sealed record HeldWaveform(TriggerMoment At, double SamplesPerSecond, ReadOnlyMemory<double> Volts) : Signal
{
    /// <summary>The voltage before the first sample, V.</summary>
    public double BeforeVolts { get; init; }

    /// <summary>How often the samples are given out; after the last the output holds it.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Whether they are given out until something else is driven.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Time from the first sample to the end of the last, s; infinite for an endless one.</summary>
    public double DurationSeconds => IsEndless ? double.PositiveInfinity : Count * Volts.Length / SamplesPerSecond;

    /// <summary>The voltage at a time.</summary>
    /// <param name="seconds">The time after <see cref="At"/>, s.</param>
    public double ValueAt(double seconds)
    {
        // A time that is meant to be that of a sample may fall short of it by its rounding.
        double index = Math.Floor((seconds * SamplesPerSecond) + 1e-6);
        return index < 0 ? BeforeVolts
            : !IsEndless && index >= (double)Count * Volts.Length ? Volts.Span[^1]
            : Volts.Span[(int)(index % Volts.Length)];
    }
}
