namespace Lab.Mocks.WaveformGenerators;

/// <summary>An element of the sequence of an AWG5014C: a waveform of each channel, how often, and what follows.</summary>
internal sealed class AwgElement
{
    public string[] Waves { get; private init; } = [string.Empty, string.Empty, string.Empty, string.Empty];

    public int Count { get; set; } = 1;

    public bool Waits { get; set; }

    public bool Goes { get; set; }

    public int Target { get; set; } = 1;

    /// <summary>The element of a mode without a sequence.</summary>
    /// <param name="waves">The waveform of each channel.</param>
    public static AwgElement Of(string[] waves) => new() { Waves = waves };
}
