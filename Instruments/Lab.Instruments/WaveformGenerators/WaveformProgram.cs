namespace Lab.Instruments.WaveformGenerators;

/// <summary>The waveforms of a generator's terminals, on one clock.</summary>
/// <param name="SamplesPerSecond">The rate of all of them.</param>
/// <param name="Channels">The waveforms, each terminal once; terminals that are left out keep theirs.</param>
/// <param name="Start">The event that starts them.</param>
public sealed record WaveformProgram(
    double SamplesPerSecond, IReadOnlyList<ChannelWaveform> Channels, WaveformStart Start = WaveformStart.Endless)
{
    /// <summary>Time from the start to the last sample of the longest of them, s.</summary>
    public double DurationSeconds => Channels.Max(channel => channel.DelaySeconds
        + (channel.Segments.Sum(segment => (double)segment.Volts.Length * segment.Count) / SamplesPerSecond));
}
