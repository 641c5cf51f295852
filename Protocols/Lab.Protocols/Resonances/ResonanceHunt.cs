using Lab.Calibration.SpinDiodes;

namespace Lab.Protocols.Resonances;

/// <summary>Decides from the readings so far where a search for resonances measures next: a pure function of settings and
/// readings, so that a run that is taken up goes on as it would have.</summary>
/// <param name="coarse">Number of points of the coarse search.</param>
/// <param name="lines">Number of lines that are looked at.</param>
/// <param name="watts">Power at the junction in watts.</param>
internal sealed class ResonanceHunt(int coarse, int lines, double watts)
{
    /// <summary>The least distance by which a reading must stand out, in standard deviations of the noise.
    /// Of a thousand readings of noise one reaches 3.3.</summary>
    public const double Threshold = 6;

    private const int CloserPoints = 41;
    private const int FinePoints = 61;
    private const int MedianWindow = 41;
    private const double CloserInSteps = 5;
    private const double FineInLinewidths = 8;

    // What the tails of a line leave when its model is taken off, where the loss differs from frequency to frequency.
    private const double SmallestOfLargest = 0.05;

    private readonly double[] hertz = new double[coarse + (lines * (CloserPoints + FinePoints))];
    private readonly double[] volts = new double[coarse + (lines * (CloserPoints + FinePoints))];
    private readonly Dictionary<int, (double Low, double High)> windows = [];

    public int PointCount => hertz.Length;

    /// <summary>Takes up a reading.</summary>
    public void Add(int point, double frequencyHertz, double voltageVolts) =>
        (hertz[point], volts[point]) = (frequencyHertz, voltageVolts);

    /// <summary>The frequency of a point in hertz; all points before it are known.</summary>
    /// <param name="point">The point.</param>
    /// <param name="lowHertz">Lowest frequency of the search.</param>
    /// <param name="highHertz">Highest frequency of the search.</param>
    public double FrequencyOf(int point, double lowHertz, double highHertz)
    {
        if (point < coarse)
        {
            return lowHertz * Math.Pow(highHertz / lowHertz, (double)point / (coarse - 1));
        }

        (int stage, int place) = StageOf(point);
        if (!windows.TryGetValue(stage, out (double Low, double High) window))
        {
            window = stage % 2 == 0 ? Closer(stage / 2) : Fine(stage / 2);
            window = (Math.Max(window.Low, lowHertz), Math.Min(window.High, highHertz));
            windows[stage] = window;
        }

        // Every second frequency upwards and the others downwards: what drifts does not look like a line.
        int count = stage % 2 == 0 ? CloserPoints : FinePoints;
        int index = place < (count + 1) / 2 ? 2 * place : (2 * (count - 1 - place)) + 1;
        return window.Low + ((window.High - window.Low) * index / (count - 1));
    }

    /// <summary>0 for the coarse search, then 1 and 2 for the closer and the fine look at the first line, and so on.</summary>
    public int StageColumnOf(int point) => point < coarse ? 0 : 1 + StageOf(point).Stage;

    /// <summary>By how much the largest coarse reading stands out, in standard deviations of the noise.</summary>
    public double LargestOverNoise
    {
        get
        {
            double[] left = Detrended([]);
            return left.Max(Math.Abs) / Math.Max(NoiseVolts, double.Epsilon);
        }
    }

    /// <summary>White noise of a coarse reading, from neighbours.</summary>
    public double NoiseVolts
    {
        get
        {
            double[] differences = [.. Enumerable.Range(1, coarse - 1).Select(i => Math.Abs(volts[i] - volts[i - 1])).Order()];
            return differences[differences.Length / 2] / (0.6745 * Math.Sqrt(2));
        }
    }

    /// <summary>The fits of the fine looks, a fit for each line.</summary>
    /// <param name="seconds">Bench time of each point.</param>
    public IReadOnlyList<SpinDiodeFitResult> Fits(double[] seconds) =>
        [.. Enumerable.Range(0, lines).Select(line => PointsOf((2 * line) + 1)).Select(points => FitOf(points, seconds[points]))];

    private (int Stage, int Place) StageOf(int point)
    {
        int line = (point - coarse) / (CloserPoints + FinePoints);
        int within = (point - coarse) % (CloserPoints + FinePoints);
        return within < CloserPoints ? (2 * line, within) : ((2 * line) + 1, within - CloserPoints);
    }

    private Range PointsOf(int stage)
    {
        int start = coarse + (stage / 2 * (CloserPoints + FinePoints)) + (stage % 2 == 0 ? 0 : CloserPoints);
        return start..(start + (stage % 2 == 0 ? CloserPoints : FinePoints));
    }

    private SpinDiodeFitResult FitOf(Range points, double[] seconds)
    {
        double[] powers = new double[points.End.Value - points.Start.Value];
        Array.Fill(powers, watts);
        return SpinDiodeFit.Fit(hertz[points], powers, volts[points], seconds);
    }

    private SpinDiodeFitResult FineFit(int line) => FitOf(PointsOf((2 * line) + 1), Steps(FinePoints));

    // To find the next place the number of a reading is time enough, and the same after a run is taken up.
    private static double[] Steps(int count) => [.. Enumerable.Range(0, count).Select(i => (double)i)];

    private (double Low, double High) Closer(int line)
    {
        List<SpinDiodeFitResult> found = [.. Enumerable.Range(0, line).Select(FineFit).Where(fit => fit.Succeeded)];
        double[] left = Detrended(found);
        double largest = Detrended([]).Max(Math.Abs);
        int peak = -1;
        for (int i = 0; i < coarse; i++)
        {
            bool isNew = !found.Exists(fit => Math.Abs(hertz[i] - fit.ResonanceFrequency.Value)
                < Math.Max(FineInLinewidths * fit.Linewidth.Value, CloserInSteps * StepAt(i)));
            bool standsOut = Math.Abs(left[i]) > Threshold * NoiseVolts && Math.Abs(left[i]) > SmallestOfLargest * largest;
            if ((line == 0 || (isNew && standsOut)) && (peak < 0 || Math.Abs(left[i]) > Math.Abs(left[peak])))
            {
                peak = i;
            }
        }

        // Where nothing further stands out, the first line is looked at once more.
        return peak < 0
            ? windows[0]
            : (hertz[peak] - (CloserInSteps * StepAt(peak)), hertz[peak] + (CloserInSteps * StepAt(peak)));
    }

    private double StepAt(int i) => i > 0 ? hertz[i] - hertz[i - 1] : hertz[1] - hertz[0];

    private (double Low, double High) Fine(int line)
    {
        Range closer = PointsOf(2 * line);
        SpinDiodeFitResult fit = FitOf(closer, Steps(CloserPoints));
        if (fit.Succeeded)
        {
            double reach = FineInLinewidths * fit.Linewidth.Value;
            return (fit.ResonanceFrequency.Value - reach, fit.ResonanceFrequency.Value + reach);
        }

        double[] sorted = [.. volts[closer].Order()];
        double median = sorted[sorted.Length / 2];
        int best = Enumerable.Range(closer.Start.Value, CloserPoints).MaxBy(i => Math.Abs(volts[i] - median));
        double span = windows[2 * line].High - windows[2 * line].Low;
        return (hertz[best] - (span / 4), hertz[best] + (span / 4));
    }

    /// <summary>Coarse readings less the lines that are known and the running median,
    /// which follows the voltmeter's offset.</summary>
    private double[] Detrended(IReadOnlyList<SpinDiodeFitResult> known)
    {
        double[] left = [.. volts.Take(coarse)];
        foreach (SpinDiodeFitResult fit in known)
        {
            for (int i = 0; i < coarse; i++)
            {
                left[i] -= fit.Diode!.RectifiedVoltage(
                    Quantities.Frequency.FromHertz(hertz[i]), Quantities.Power.FromWatts(watts)).Volts;
            }
        }

        double[] medians = new double[coarse];
        for (int i = 0; i < coarse; i++)
        {
            int start = Math.Clamp(i - (MedianWindow / 2), 0, coarse - MedianWindow);
            double[] window = [.. left.AsSpan(start, MedianWindow)];
            Array.Sort(window);
            medians[i] = window[MedianWindow / 2];
        }

        return [.. left.Zip(medians, (value, median) => value - median)];
    }
}
