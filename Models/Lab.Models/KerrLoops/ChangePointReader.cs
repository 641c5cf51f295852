using Lab.Quantities;

namespace Lab.Models.KerrLoops;

/// <summary>Reads a Kerr loop by weighing explanations against each other: one step at the pulse (passed), two steps of which the
/// first is at the pulse (pinned), one step elsewhere, or none (no wall came with the pulse). Places and heights of the steps are
/// averaged over; the background, which is a constant, a drift, a part in the field and hum, is fitted with them.</summary>
/// <remarks>
/// <para>Samples are averaged in bins that are longer than the detector's response, so that their noise is white; its size is
/// that of the differences between bins. The likelihood of an explanation is that of its best heights at each place, times the
/// part of what was likely of them beforehand that the noise leaves, averaged over places that are equally likely beforehand
/// (D. S. Sivia and J. Skilling, Data Analysis, 2nd ed., ch. 4).</para>
/// <para>What is likely of the whole change and of the background comes from a calibration, and not from the record: a record
/// without a step would otherwise have its background taken for small steps.</para>
/// <para>A reading whose probability does not reach <see cref="LeastConfidence"/> is not determined, and none is where the
/// pulse is outside of the record.</para>
/// </remarks>
public sealed record ChangePointReader : ILoopReader
{
    private const int BackgroundColumns = 5;
    private const int LeastBins = 4 * BackgroundColumns;

    /// <summary>The whole change of the signal when all of the wire under the spot reverses, with its sign. Not zero.</summary>
    public required Voltage Swing { get; init; }

    /// <summary>How far the whole change may be off, as a part of it: one standard deviation. Positive.</summary>
    public double SwingTolerance { get; init; } = 0.15;

    /// <summary>Standard deviation of what the field itself adds, beforehand, as a part of the whole change, 1/T.
    /// Positive.</summary>
    public double FieldSharePerTesla { get; init; } = 5;

    /// <summary>Standard deviation of the drift, beforehand, as a part of the whole change, 1/s. Positive.</summary>
    public double DriftSharePerSecond { get; init; } = 2.5;

    /// <summary>Standard deviation of the hum's amplitude, beforehand, as a part of the whole change. Positive.</summary>
    public double HumShare { get; init; } = 0.05;

    /// <summary>Probability beforehand that no wall came with the pulse: half of it for a step elsewhere, half for
    /// none.</summary>
    public double MissedShare { get; init; } = 0.02;

    /// <summary>Length of a bin, s.</summary>
    public double BinSeconds { get; init; } = 40e-6;

    /// <summary>How far the first step may be from the pulse, s.</summary>
    public double PulseToleranceSeconds { get; init; } = 75e-6;

    /// <summary>Share of the first of two steps in the whole change, as the spot's place has it: a half where it is on the
    /// notch.</summary>
    public double ShareBefore { get; init; } = 0.5;

    /// <summary>How far that share may be off.</summary>
    public double ShareTolerance { get; init; } = 0.15;

    /// <summary>The least time between two steps, s: a wall that is held for less is said to have passed. It is worth the more in
    /// field the faster the field rises.</summary>
    public double LeastGapSeconds { get; init; } = 0.4e-3;

    /// <summary>The field by which a pinned wall is free, T: below that at which walls nucleate. Later steps are none of the
    /// injected wall.</summary>
    public double LatestTesla { get; init; } = 10.5e-3;

    /// <summary>Frequency of the hum, Hz.</summary>
    public double HumHertz { get; init; } = 50;

    /// <summary>The probability that a reading needs to count.</summary>
    public double LeastConfidence { get; init; } = 0.97;

    /// <inheritdoc/>
    public string Name => "change points";

    private (double Value, double Deviation) Expected => (Swing.Volts, SwingTolerance * Math.Abs(Swing.Volts));

    /// <inheritdoc/>
    public int LeastSamples(double sampleSeconds) => LeastBins * SamplesOfBin(sampleSeconds);

    /// <inheritdoc/>
    public LoopReading Read(LoopRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        int perBin = SamplesOfBin(record.SampleSeconds);
        double[] signal = Bin(record.Volts.Span, perBin);
        double binSeconds = perBin * record.SampleSeconds;
        if (signal.Length < LeastBins)
        {
            throw new ArgumentException(
                $"A loop of {signal.Length} bins of {BinSeconds} s is too short to be read.", nameof(record));
        }

        double noise = NoiseOf(signal);
        double pulse = record.PulseSeconds / binSeconds;
        if (!(noise > 0) || !(pulse >= 0 && pulse < signal.Length))
        {
            return new LoopReading(WallReading.NotDetermined, double.NaN, []);
        }

        double[] tesla = Bin(record.Tesla.Span, perBin);
        var fit = new StepFit(signal, Backgrounds(signal.Length, binSeconds, tesla, noise));
        double tolerance = Math.Max(1, PulseToleranceSeconds / binSeconds);
        int first = Math.Clamp((int)Math.Round(pulse - tolerance), 1, signal.Length - 2);
        int last = Math.Clamp((int)Math.Round(pulse + tolerance), first, signal.Length - 2);
        (double passed, int one) = WeighOne(fit, first, last, noise);
        int gap = Math.Max(1, (int)Math.Ceiling(LeastGapSeconds / binSeconds));
        int latest = Math.Min(Array.FindLastIndex(tesla, field => Math.Abs(field) <= LatestTesla) + 1, signal.Length - 1 - gap);
        (double pinned, int two, int three) = WeighTwo(fit, (first, last), gap, latest, noise);
        double elsewhere = WeighElsewhere(fit, first, last, noise);
        const double none = 0; // the others are over its likelihood
        double largest = Math.Max(Math.Max(passed, pinned), Math.Max(elsewhere, none));
        double ofPassed = Math.Exp(passed - largest) * (1 - MissedShare) / 2;
        double ofPinned = Math.Exp(pinned - largest) * (1 - MissedShare) / 2;
        double ofMissed = (Math.Exp(elsewhere - largest) + Math.Exp(none - largest)) * MissedShare / 2;
        double sum = ofPassed + ofPinned + ofMissed;
        bool isPassed = ofPassed >= ofPinned;
        double confidence = Math.Max(ofPassed, ofPinned) / sum;
        double[] heights = isPassed ? fit.Heights(one) : fit.Heights(two, three);
        KerrStep[] steps = isPassed
            ? [new(one * binSeconds, heights[0])]
            : [new(two * binSeconds, heights[0]), new(three * binSeconds, heights[1])];
        bool isSound = steps.All(step => step.Volts * Swing.Volts > 0);
        WallReading wall = !(confidence >= LeastConfidence) || !isSound
            ? WallReading.NotDetermined
            : isPassed ? WallReading.Passed : WallReading.Pinned;
        return new LoopReading(wall, confidence, steps);
    }

    private int SamplesOfBin(double sampleSeconds) => Math.Max(1, (int)Math.Round(BinSeconds / sampleSeconds));

    private static double[] Bin(ReadOnlySpan<double> samples, int perBin)
    {
        double[] bins = new double[samples.Length / perBin];
        for (int bin = 0; bin < bins.Length; bin++)
        {
            double sum = 0;
            foreach (double sample in samples.Slice(bin * perBin, perBin))
            {
                sum += sample;
            }

            bins[bin] = sum / perBin;
        }

        return bins;
    }

    // Of a bin, from the median of the differences: steps are few. Neighbours are a little alike behind a low-pass, the next but
    // one are not.
    private static double NoiseOf(double[] signal)
    {
        const int apart = 2;
        double[] differences = new double[signal.Length - apart];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = Math.Abs(signal[i + apart] - signal[i]);
        }

        Array.Sort(differences);
        const double medianOfDeviation = 0.67449;
        return differences[differences.Length / 2] / (medianOfDeviation * Math.Sqrt(2));
    }

    // Columns over the bins, then as many numbers as there are columns: those hold a column near what is known of it.
    private double[][] Backgrounds(int bins, double binSeconds, double[] tesla, double noise)
    {
        double[][] columns = [.. Enumerable.Range(0, BackgroundColumns).Select(_ => new double[bins + BackgroundColumns])];
        for (int bin = 0; bin < bins; bin++)
        {
            double phase = Math.Tau * HumHertz * bin * binSeconds;
            columns[0][bin] = 1;
            columns[1][bin] = ((double)bin / bins) - 0.5;
            columns[2][bin] = tesla[bin];
            columns[3][bin] = Math.Sin(phase);
            columns[4][bin] = Math.Cos(phase);
        }

        double whole = Math.Abs(Swing.Volts);
        columns[1][bins + 1] = noise / (whole * DriftSharePerSecond * bins * binSeconds);
        columns[2][bins + 2] = noise / (whole * FieldSharePerTesla);
        columns[3][bins + 3] = noise / (whole * HumShare);
        columns[4][bins + 4] = noise / (whole * HumShare);
        return columns;
    }

    private (double Log, int At) WeighOne(StepFit fit, int first, int last, double noise)
    {
        var mean = new LogMean();
        (double best, int at) = (double.NegativeInfinity, first);
        for (int place = first; place <= last; place++)
        {
            double log = fit.LogOfOne(place, noise, Expected);
            mean.Add(log);
            (best, at) = log > best ? (log, place) : (best, at);
        }

        return (mean.Log, at);
    }

    private (double Log, int First, int Second) WeighTwo(
        StepFit fit, (int First, int Last) places, int gap, int latest, double noise)
    {
        var mean = new LogMean();
        (double, double) shares = (Math.Max(0.01, ShareBefore - ShareTolerance), Math.Min(0.99, ShareBefore + ShareTolerance));
        (double best, int one, int two) = (double.NegativeInfinity, places.First, places.First + 1);
        for (int place = places.First; place <= places.Last; place++)
        {
            for (int next = place + gap; next <= latest; next++)
            {
                double log = fit.LogOfTwo(place, next, noise, Expected, shares);
                mean.Add(log);
                (best, one, two) = log > best ? (log, place, next) : (best, one, two);
            }
        }

        return (mean.Log, one, two);
    }

    private double WeighElsewhere(StepFit fit, int first, int last, double noise)
    {
        var mean = new LogMean();
        for (int place = 1; place < fit.Bins - 1; place++)
        {
            if (place < first || place > last)
            {
                mean.Add(fit.LogOfOne(place, noise, Expected));
            }
        }

        return mean.Log;
    }

    /// <summary>The logarithm of the mean of numbers that are given by their logarithms.</summary>
    private struct LogMean
    {
        private double largest;
        private double sum;
        private int count;

        public readonly double Log => count == 0 ? double.NegativeInfinity : largest + Math.Log(sum / count);

        public void Add(double log)
        {
            if (count++ == 0 || log > largest)
            {
                sum = count == 1 ? 1 : (sum * Math.Exp(largest - log)) + 1;
                largest = log;
            }
            else
            {
                sum += Math.Exp(log - largest);
            }
        }
    }
}
