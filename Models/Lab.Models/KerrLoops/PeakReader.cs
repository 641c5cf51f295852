namespace Lab.Models.KerrLoops;

/// <summary>The published reading: peaks of the differentiated signal are counted whose steps in the signal are larger than 24 %
/// of its whole change; one tells that the wall passed, two that it was pinned (Ellis 2023, Methods).</summary>
/// <remarks>The derivative at a sample is the mean of a window after it less that of a window before. The paper does not tell how
/// its signal was smoothed, nor how a step is measured: here a step is the difference of the means between neighbouring peaks,
/// and the smallest one below the threshold is taken out before the others are measured again.</remarks>
public sealed record PeakReader : ILoopReader
{
    private const double EdgeShare = 0.1; // of the record, for the whole change

    /// <summary>The published threshold: a step over the whole change.</summary>
    public double LeastShare { get; init; } = 0.24;

    /// <summary>Length of each of the two windows of the derivative, s; steps that are closer are one.</summary>
    public double WindowSeconds { get; init; } = 0.35e-3;

    /// <summary>A peak of the derivative over the whole change, below which it is not looked at.</summary>
    public double LeastPeak { get; init; } = 0.15;

    /// <inheritdoc/>
    public string Name => "24 % rule";

    /// <inheritdoc/>
    public int LeastSamples(double sampleSeconds) =>
        Math.Max(4 * SamplesOfWindow(sampleSeconds), (int)Math.Ceiling(1 / EdgeShare));

    /// <inheritdoc/>
    public LoopReading Read(LoopRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        ReadOnlySpan<double> volts = record.Volts.Span;
        int window = SamplesOfWindow(record.SampleSeconds);
        int edge = (int)(EdgeShare * volts.Length);
        if (volts.Length < LeastSamples(record.SampleSeconds))
        {
            throw new ArgumentException(
                $"A loop of {volts.Length} samples is too short for windows of {window}.", nameof(record));
        }

        double[] sums = new double[volts.Length + 1];
        for (int i = 0; i < volts.Length; i++)
        {
            sums[i + 1] = sums[i] + volts[i];
        }

        double MeanOf(int first, int end) => (sums[end] - sums[first]) / (end - first);
        double whole = MeanOf(volts.Length - edge, volts.Length) - MeanOf(0, edge);
        List<int> peaks = FindPeaks(volts.Length, window, Math.Sign(whole), LeastPeak * Math.Abs(whole), MeanOf);
        double[] steps = Measure();
        while (steps.Length > 0)
        {
            int smallest = Enumerable.Range(0, steps.Length).MinBy(i => steps[i] * Math.Sign(whole));
            if (steps[smallest] * Math.Sign(whole) > LeastShare * Math.Abs(whole))
            {
                break;
            }

            peaks.RemoveAt(smallest);
            steps = Measure();
        }

        WallReading wall = steps.Length switch
        {
            1 => WallReading.Passed,
            2 => WallReading.Pinned,
            _ => WallReading.NotDetermined,
        };
        return new LoopReading(
            wall, double.NaN, [.. peaks.Zip(steps, (peak, step) => new KerrStep(peak * record.SampleSeconds, step))]);

        double[] Measure() =>
        [
            .. peaks.Select((peak, i) => MeanOf(peak, i + 1 < peaks.Count ? peaks[i + 1] : record.Volts.Length)
                - MeanOf(i > 0 ? peaks[i - 1] : 0, peak)),
        ];
    }

    private int SamplesOfWindow(double sampleSeconds) => Math.Max(1, (int)Math.Round(WindowSeconds / sampleSeconds));

    // The largest derivatives, no two of which are closer than a window, in their order.
    private static List<int> FindPeaks(int length, int window, int sign, double least, Func<int, int, double> meanOf)
    {
        double[] slope = new double[length];
        for (int i = window; i <= length - window; i++)
        {
            if (i < length)
            {
                slope[i] = sign * (meanOf(i, i + window) - meanOf(i - window, i));
            }
        }

        List<int> peaks = [];
        while (true)
        {
            int highest = Array.IndexOf(slope, slope.Max());
            if (!(slope[highest] > least))
            {
                break;
            }

            peaks.Add(highest);
            int first = Math.Max(0, highest - window);
            Array.Clear(slope, first, Math.Min(length, highest + window + 1) - first);
        }

        peaks.Sort();
        return peaks;
    }
}
