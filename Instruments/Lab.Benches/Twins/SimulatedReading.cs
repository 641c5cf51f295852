namespace Lab.Benches.Twins;

/// <summary>Keys of a reading in a description for its twin alone: an offset, a channel of the same instrument times a gain,
/// and noise.</summary>
public sealed record SimulatedReading
{
    /// <summary>The terminal of the channel that is read.</summary>
    public string Terminal { get; init; } = string.Empty;

    /// <summary>The channel that is read; <see langword="null"/> where the reading depends on none.</summary>
    public string? Channel { get; init; }

    /// <summary>Units of the reading for each unit of the channel.</summary>
    public double Gain { get; init; } = 1;

    /// <summary>The reading at zero, SI.</summary>
    public double Offset { get; init; }

    /// <summary>Standard deviation of white noise, SI.</summary>
    public double Noise { get; init; }
}
