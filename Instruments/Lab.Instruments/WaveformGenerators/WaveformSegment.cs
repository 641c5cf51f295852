namespace Lab.Instruments.WaveformGenerators;

/// <summary>A piece of a waveform, which is given out as often as wanted.</summary>
/// <param name="Volts">The samples at the load that the bench file states, V, shape [sample]; offset included.</param>
public sealed record WaveformSegment(ReadOnlyMemory<double> Volts)
{
    /// <summary>How often it is given out; 1 or more.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Whether it waits for a trigger of its own before it begins.</summary>
    public bool WaitsForTrigger { get; init; }

    /// <summary>Samples from the start of the segment for which the marker is high; 0 for no marker.</summary>
    public int MarkerLength { get; init; }
}
