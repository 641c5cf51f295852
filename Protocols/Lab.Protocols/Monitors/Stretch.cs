namespace Lab.Protocols.Monitors;

/// <summary>The longest stretch of readings without a gap, and how evenly they come.</summary>
/// <param name="First">Its first reading.</param>
/// <param name="Count">How many it has.</param>
/// <param name="Interval">The mean time from one to the next, in seconds; NaN with less than two.</param>
/// <param name="Unevenness">The standard deviation of the time from one reading to the next, as a part of its mean.</param>
/// <param name="Gaps">How many gaps the whole record has.</param>
internal sealed record Stretch(int First, int Count, double Interval, double Unevenness, int Gaps)
{
    // A reading that came late by less than this is no gap.
    private const double GapFactor = 2;

    /// <summary>Finds it.</summary>
    /// <param name="seconds">When each reading was taken, ascending, shape [reading].</param>
    /// <param name="wanted">The time that was asked for between two readings, in seconds.</param>
    public static Stretch LongestOf(double[] seconds, double wanted)
    {
        double[] steps = [.. seconds.Skip(1).Zip(seconds, (later, earlier) => later - earlier)];
        double usual = steps.Length == 0 ? wanted : Math.Max(wanted, steps.Order().ElementAt(steps.Length / 2));
        int[] ends = [.. Enumerable.Range(0, steps.Length).Where(i => steps[i] > GapFactor * usual), steps.Length];
        (int first, int count) = (0, 0);
        int from = 0;
        foreach (int end in ends)
        {
            if (end + 1 - from > count)
            {
                (first, count) = (from, end + 1 - from);
            }

            from = end + 1;
        }

        double interval = count > 1 ? (seconds[first + count - 1] - seconds[first]) / (count - 1) : double.NaN;
        double unevenness = count > 1
            ? Math.Sqrt(steps.Skip(first).Take(count - 1).Average(step => (step - interval) * (step - interval))) / interval
            : 0;
        return new Stretch(first, count, interval, unevenness, ends.Length - 1);
    }
}
