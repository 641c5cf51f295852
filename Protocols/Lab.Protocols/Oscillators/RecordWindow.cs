using Lab.Quantities;

namespace Lab.Protocols.Oscillators;

/// <summary>The part of a shot that the oscilloscope records.</summary>
/// <param name="StartSeconds">Time from the trigger to the first sample, s.</param>
/// <param name="Seconds">How long the record is, s. Positive.</param>
/// <param name="LeastRate">The lowest rate that will do, samples per second; the trace says which one it became.</param>
/// <param name="Range">The voltage from end to end of the screen.</param>
internal readonly record struct RecordWindow(double StartSeconds, double Seconds, double LeastRate, Voltage Range)
{
    /// <summary>How many samples it has at the lowest rate.</summary>
    public long SampleCount => (long)Math.Ceiling(Seconds * LeastRate);
}
