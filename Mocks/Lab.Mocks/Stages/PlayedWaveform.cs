using Lab.Instruments.Blocks;

namespace Lab.Mocks.Stages;

/// <summary>A waveform that a generator gives out of its memory through its converter and its output filter; before and after it
/// the first sample's level is there.</summary>
/// <param name="At">The moment of the first sample.</param>
/// <param name="SamplesPerSecond">The rate. Positive.</param>
/// <param name="Segments">Its pieces in their order; at least one sample.</param>
/// <param name="OffsetVolts">The voltage of code 0 at the load, V.</param>
/// <param name="StepVolts">The voltage from one code to the next, V.</param>
/// <param name="Filter">The output's filter.</param>
/// <param name="IsEndless">Whether it begins again at its end.</param>
public sealed record PlayedWaveform(
    TriggerMoment At, double SamplesPerSecond, IReadOnlyList<PlayedSegment> Segments, double OffsetVolts, double StepVolts,
    ReconstructionFilter Filter, bool IsEndless) : Signal
{
    private const int LargestChunk = 4096;
    private const int LargestSpan = 1 << 16;

    // Looked for where something bears the waveform: a generator makes one anew at each of its settings.
    private readonly Lazy<double> peakVolts = new(() => Segments.Max(segment =>
    {
        (short least, short largest) = SampleScaling.Extremes(segment.Codes.Span);
        return Math.Max(Math.Abs(OffsetVolts + (StepVolts * least)), Math.Abs(OffsetVolts + (StepVolts * largest)));
    }));

    /// <summary>How many samples are given out.</summary>
    public long Length { get; } = Segments.Sum(segment => segment.Codes.Length * segment.Count);

    /// <summary>The largest magnitude of its samples, V.</summary>
    public double PeakVolts => peakVolts.Value;

    /// <summary>Adds what comes out of it to a trace.</summary>
    /// <param name="window">The times of the trace.</param>
    /// <param name="factor">The ratio of the voltage there to that at the load.</param>
    /// <param name="volts">The trace, V, shape [sample].</param>
    public void AddTo(TraceWindow window, double factor, Span<float> volts)
    {
        double perSample = SamplesPerSecond / window.SamplesPerSecond;

        // A sample is held for its whole time, the middle of which is where the filter has it.
        double start = ((window.At.Since(At.EpochSeconds) - At.OffsetSeconds + window.StartSeconds) * SamplesPerSecond) - 0.5;
        int chunk = (int)Math.Clamp(LargestSpan / perSample, 1, LargestChunk);
        double[] codes = new double[(int)(chunk * perSample) + Filter.Taps + 2];
        for (int from = 0; from < volts.Length; from += chunk)
        {
            int count = Math.Min(chunk, volts.Length - from);
            double place = start + (from * perSample);
            long first = (long)Math.Floor(place) + Filter.First;
            Fetch(first, codes.AsSpan(0, (int)(count * perSample) + Filter.Taps + 2));
            for (int i = 0; i < count; i++)
            {
                double here = start + ((from + i) * perSample);
                double whole = Math.Floor(here);
                int index = (int)((long)whole + Filter.First - first);
                double code = Filter.At(codes.AsSpan(index), here - whole);
                volts[from + i] += (float)(factor * (OffsetVolts + (StepVolts * code)));
            }
        }
    }

    // The codes from an index on: the pieces as often as they come, round and round where there is no end.
    private void Fetch(long first, Span<double> codes)
    {
        short idle = Segments[0].Codes.Span[0];
        int filled = 0;
        while (filled < codes.Length)
        {
            long index = first + filled;
            if (IsEndless)
            {
                index -= (long)Math.Floor((double)index / Length) * Length;
            }

            if (index < 0 || index >= Length)
            {
                int idles = index < 0 ? (int)Math.Min(-index, codes.Length - filled) : codes.Length - filled;
                codes.Slice(filled, idles).Fill(idle);
                filled += idles;
                continue;
            }

            int s = 0;
            for (; index >= Segments[s].Codes.Length * Segments[s].Count; s++)
            {
                index -= Segments[s].Codes.Length * Segments[s].Count;
            }

            ReadOnlySpan<short> rest = Segments[s].Codes.Span[(int)(index % Segments[s].Codes.Length)..];
            int taken = Math.Min(rest.Length, codes.Length - filled);
            SampleScaling.ToValues(rest[..taken], 0, 1, codes.Slice(filled, taken));
            filled += taken;
        }
    }
}
