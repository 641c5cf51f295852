namespace Lab.Instruments.WaveformGenerators;

/// <summary>The waveform of one terminal.</summary>
/// <param name="Terminal">The terminal's name at its instrument.</param>
/// <param name="Segments">Its pieces in their order; at least one.</param>
public sealed record ChannelWaveform(string Terminal, params IReadOnlyList<WaveformSegment> Segments)
{
    /// <summary>Time from the trigger to the first sample, s, zero or more. It may end between two samples: the rest of it is
    /// made by a shift of the samples (<see cref="FractionalDelay"/>).</summary>
    public double DelaySeconds { get; init; }

    /// <summary>How many samples the instrument has to hold for it, without its delay.</summary>
    public long SampleCount => Segments.Sum(segment => (long)segment.Volts.Length);
}
