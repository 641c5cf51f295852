namespace Lab.Mocks.Stages;

/// <summary>A read-back that is the mean of the last moments: 16 samples in equal steps,
/// straight between the values it was told.</summary>
/// <param name="seconds">The time over which it averages.</param>
internal sealed class RunningMean(double seconds)
{
    private const int Samples = 16;

    private readonly List<(double Time, double Value)> history = [];

    /// <summary>Tells it a value.</summary>
    /// <param name="time">The time, s; a time that is earlier than the last starts anew.</param>
    /// <param name="value">The value.</param>
    public void Add(double time, double value)
    {
        if (history.Count > 0 && time < history[^1].Time)
        {
            history.Clear();
        }

        history.Add((time, value));

        // One from before the average's time is kept, to interpolate from.
        int old = history.FindIndex(sample => sample.Time > time - seconds);
        if (old > 1)
        {
            history.RemoveRange(0, old - 1);
        }
    }

    /// <summary>The mean at a time; the last value where nothing else was told.</summary>
    public double At(double time) => Enumerable.Range(0, Samples).Average(i => ValueAt(time - (seconds * i / Samples)));

    private double ValueAt(double time)
    {
        int next = history.FindIndex(sample => sample.Time >= time);
        if (next <= 0)
        {
            return history[next < 0 ? ^1 : 0].Value;
        }

        ((double from, double before), (double to, double after)) = (history[next - 1], history[next]);
        return to > from ? before + ((after - before) * (time - from) / (to - from)) : after;
    }
}
