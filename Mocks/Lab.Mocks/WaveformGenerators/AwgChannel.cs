using Lab.Mocks.Stages;

namespace Lab.Mocks.WaveformGenerators;

/// <summary>One channel of the twin of an AWG5014C.</summary>
internal sealed class AwgChannel
{
    /// <summary>From peak to peak, V into 50 Ω.</summary>
    public double Amplitude { get; set; } = 1;

    public double Offset { get; set; }

    public bool IsOn { get; set; }

    public bool IsDirect { get; set; }

    public string Feed { get; set; } = string.Empty;

    public string Wave { get; set; } = string.Empty;

    /// <summary>The waveform that comes out of it; <see langword="null"/> while it is stopped.</summary>
    public PlayedWaveform? Playing { get; set; }
}
