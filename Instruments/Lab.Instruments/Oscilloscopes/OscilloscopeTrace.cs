using Lab.Instruments.Blocks;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Oscilloscopes;

/// <summary>The records of one input, in codes of the converter: voltage = offset + code × step.</summary>
/// <param name="Terminal">The terminal.</param>
/// <param name="StartSeconds">Time from the trigger to the first sample, s.</param>
/// <param name="SamplesPerSecond">The rate.</param>
/// <param name="Codes">The codes, shape [segment × sample].</param>
/// <param name="OffsetVolts">The voltage of code 0.</param>
/// <param name="StepVolts">The voltage from one code to the next.</param>
/// <param name="SegmentCount">How many records there are.</param>
public sealed record OscilloscopeTrace(
    Terminal Terminal, double StartSeconds, double SamplesPerSecond, ReadOnlyMemory<short> Codes, double OffsetVolts,
    double StepVolts, int SegmentCount)
{
    /// <summary>Samples of one record.</summary>
    public int SampleCount => Codes.Length / SegmentCount;

    /// <summary>The times of the segments' triggers after the first one, s, shape [segment].</summary>
    public IReadOnlyList<double> SegmentSeconds { get; init; } = [0];

    /// <summary>Whether the signal has reached an end of the screen, beyond which it is cut off.</summary>
    public bool IsOverRange { get; init; }

    /// <summary>The voltages of a record, shape [sample].</summary>
    /// <param name="segment">The record, from 0 on.</param>
    public double[] Volts(int segment = 0)
    {
        double[] volts = BlockMemory.New<double>(SampleCount);
        VoltsInto(segment, volts);
        return volts;
    }

    /// <summary>Writes the voltages of a record.</summary>
    /// <param name="segment">The record, from 0 on.</param>
    /// <param name="volts">Where they go, shape [sample].</param>
    /// <exception cref="ArgumentException">There is no such record, or the places are not as many as its samples.</exception>
    public void VoltsInto(int segment, Span<double> volts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(segment);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(segment, SegmentCount);
        SampleScaling.ToValues(Codes.Span.Slice(segment * SampleCount, SampleCount), OffsetVolts, StepVolts, volts);
    }
}
