namespace Lab.Calibration.SpinDiodes;

/// <summary>The measured points of a fit, in the order in which they were measured.</summary>
internal sealed class SpinDiodeSpectrum
{
    // Below this ratio of the largest to the smallest power, 0.4 dB, the shift with power cannot be told from the resonance
    // itself.
    private const double SmallestPowerRatio = 1.1;

    // Of normal numbers the median of |x1 − x2| is 0.6745·√2 standard deviations.
    private const double DeviationsOfMedianDifference = 0.6745 * 1.4142135623730951;

    private const double LargestCorrelation = 0.5;

    public SpinDiodeSpectrum(double[] frequencyHertz, double[] powerWatts, double[] voltageVolts, double[] timeSeconds)
    {
        FrequencyHertz = frequencyHertz;
        PowerWatts = powerWatts;
        VoltageVolts = voltageVolts;
        TimeSeconds = timeSeconds;
        LowestHertz = frequencyHertz.Min();
        HighestHertz = frequencyHertz.Max();
        CentreHertz = (LowestHertz + HighestHertz) / 2;
        LowestWatts = powerWatts.Where(power => power > 0).DefaultIfEmpty().Min();
        HighestWatts = powerWatts.Max();
        SpacingHertz = MedianSpacing(frequencyHertz);
        double start = timeSeconds[0];
        double duration = timeSeconds[^1] - start;
        ScaledTime = [.. timeSeconds.Select(time => duration > 0 ? (2 * (time - start) / duration) - 1 : 0)];
        (WhiteVolts, RangeVolts) = NoiseAndRange();
    }

    public double[] FrequencyHertz { get; }

    public double[] PowerWatts { get; }

    public double[] VoltageVolts { get; }

    public double[] TimeSeconds { get; }

    /// <summary>Times from −1 at the first point to 1 at the last.</summary>
    public double[] ScaledTime { get; }

    public int Count => FrequencyHertz.Length;

    public double LowestHertz { get; }

    public double HighestHertz { get; }

    public double CentreHertz { get; }

    public double SpanHertz => HighestHertz - LowestHertz;

    public double DurationSeconds => TimeSeconds[^1] - TimeSeconds[0];

    /// <summary>The smallest power that is not zero.</summary>
    public double LowestWatts { get; }

    public double HighestWatts { get; }

    /// <summary>Median distance between neighbouring frequencies.</summary>
    public double SpacingHertz { get; }

    /// <summary>White noise of a reading, from the differences of readings that follow each other at one power.</summary>
    public double WhiteVolts { get; }

    /// <summary>The largest distance of a reading from the median of its power.</summary>
    public double RangeVolts { get; }

    public bool TellsNonlinearity => HighestWatts >= SmallestPowerRatio * LowestWatts;

    /// <summary>Whether one power was measured along frequency one way: what is linear in frequency is then linear in time, and
    /// no term of it can be told from the walk of the offset.</summary>
    public bool IsOneWay => !TellsNonlinearity && Math.Abs(CorrelationOfTimeAnd(FrequencyHertz)) > LargestCorrelation;

    /// <summary>Whether the powers took turns. Of powers one after the other, a resonance that moves and a resonance that shifts
    /// with power look alike.</summary>
    public bool HasPowersInTurn => Math.Abs(CorrelationOfTimeAnd(PowerWatts)) < LargestCorrelation;

    /// <summary>Terms of the background that every fit has: flat and a slope. Every bench has some rectification beside the line,
    /// and a loss that is not quite flat leaves as much; too little to be seen, either displaces the line by several
    /// uncertainties all the same. At one power a flat one is the offset of the voltmeter.</summary>
    public int FewestBackground => IsOneWay ? 0 : TellsNonlinearity ? 2 : 1;

    /// <summary>Indices of the points at each power, in the order of measurement.</summary>
    public IEnumerable<int[]> PointsByPower() =>
        Enumerable.Range(0, Count).GroupBy(i => PowerWatts[i]).OrderByDescending(group => group.Key)
            .Select(group => group.ToArray());

    /// <summary>The points with those at one power averaged over blocks of neighbouring frequencies, so that at most about
    /// <paramref name="most"/> are left; the spectrum itself where it has no more.</summary>
    public SpinDiodeSpectrum Thinned(int most)
    {
        int block = (Count + most - 1) / most;
        if (block <= 1)
        {
            return this;
        }

        var blocks = new List<(double Hertz, double Watts, double Volts, double Seconds)>();
        foreach (int[] points in PointsByPower())
        {
            int[] sorted = [.. points.OrderBy(i => FrequencyHertz[i])];
            foreach (int[] chunk in sorted.Chunk(block))
            {
                blocks.Add((
                    chunk.Average(i => FrequencyHertz[i]),
                    PowerWatts[chunk[0]],
                    chunk.Average(i => VoltageVolts[i]),
                    chunk.Average(i => TimeSeconds[i])));
            }
        }

        blocks.Sort((left, right) => left.Seconds.CompareTo(right.Seconds));
        return new SpinDiodeSpectrum(
            [.. blocks.Select(b => b.Hertz)],
            [.. blocks.Select(b => b.Watts)],
            [.. blocks.Select(b => b.Volts)],
            [.. blocks.Select(b => b.Seconds)]);
    }

    private double CorrelationOfTimeAnd(double[] values)
    {
        double meanTime = ScaledTime.Average();
        double mean = values.Average();
        double span = values.Max() - values.Min();
        (double products, double times, double squares) = (0, 0, 0);
        for (int i = 0; i < Count && span > 0; i++)
        {
            double time = ScaledTime[i] - meanTime;
            double distance = (values[i] - mean) / span;
            products += time * distance;
            times += time * time;
            squares += distance * distance;
        }

        return times > 0 && squares > 0 ? products / Math.Sqrt(times * squares) : 0;
    }

    private (double White, double Range) NoiseAndRange()
    {
        List<double> differences = [];
        double range = 0;
        foreach (int[] points in PointsByPower())
        {
            double[] sorted = [.. points.Select(i => VoltageVolts[i]).Order()];
            double median = sorted[sorted.Length / 2];
            range = Math.Max(range, Math.Max(sorted[^1] - median, median - sorted[0]));
            for (int k = 1; k < points.Length; k++)
            {
                differences.Add(Math.Abs(VoltageVolts[points[k]] - VoltageVolts[points[k - 1]]));
            }
        }

        differences.Sort();
        return (differences.Count == 0 ? 0 : differences[differences.Count / 2] / DeviationsOfMedianDifference, range);
    }

    private static double MedianSpacing(double[] frequencyHertz)
    {
        double[] distinct = [.. frequencyHertz.Distinct().Order()];
        double[] spacings = [.. distinct.Zip(distinct.Skip(1), (low, high) => high - low).Order()];
        return spacings.Length == 0 ? 0 : spacings[spacings.Length / 2];
    }
}
