namespace Lab.Benchmarks.Measuring;

/// <summary>The times of one thing in all rounds, µs a piece.</summary>
internal sealed class Samples(string name)
{
    private readonly List<double> microseconds = [];

    public string Name => name;

    public double Median => At(0.5);

    /// <summary>Where the fastest quarter of the rounds ends, and where the slowest begins.</summary>
    public string Quartiles => $"{At(0.25):F1}–{At(0.75):F1}";

    /// <summary>The same in milliseconds.</summary>
    public string QuartilesInMilliseconds => $"{At(0.25) / 1e3:F1}–{At(0.75) / 1e3:F1}";

    public void Add(TimeSpan time, int pieces) => microseconds.Add(time.TotalMicroseconds / pieces);

    private double At(double quantile)
    {
        double[] sorted = [.. microseconds.Order()];
        double position = quantile * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (position - below));
    }
}
