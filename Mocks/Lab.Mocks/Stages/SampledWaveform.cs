namespace Lab.Mocks.Stages;

/// <summary>A waveform of samples, each held until the next; before the first and after the last there is nothing.</summary>
/// <param name="StartSeconds">Time of the first sample on the bench's clock, s. A double holds tens of picoseconds within a
/// shot.</param>
/// <param name="SamplesPerSecond">The rate. Positive.</param>
/// <param name="Values">The samples in the SI unit of the port: V or A.</param>
public sealed record SampledWaveform(double StartSeconds, double SamplesPerSecond, ReadOnlyMemory<double> Values) : Signal
{
    /// <summary>The value at a time.</summary>
    /// <param name="seconds">The time, s.</param>
    public double ValueAt(double seconds)
    {
        double index = Math.Floor((seconds - StartSeconds) * SamplesPerSecond);
        return index >= 0 && index < Values.Length ? Values.Span[(int)index] : 0;
    }
}
