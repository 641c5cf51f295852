using Lab.Benches;
using Lab.Quantities;

namespace Lab.Protocols.Sweeps;

/// <summary>An axis of a sweep: a channel, its values, and how it goes through them.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Values">Its values in SI units on the way there.</param>
internal sealed record SweepAxis(NamedChannel Channel, IReadOnlyList<double> Values)
{
    /// <summary>Whether it goes through its values and back again, for hysteresis. The turning point is taken once.</summary>
    public bool IsThereAndBack { get; init; }

    /// <summary>Whether every other pass goes backwards, so that it need not return.</summary>
    public bool IsSnake { get; init; }

    /// <summary>Wait after it went back to its first value, before a slower axis moves; <see langword="null"/> where it does
    /// not.</summary>
    public Duration? Reset { get; init; }

    /// <summary>Wait after each of its set-points, beyond what the driver waits.</summary>
    public Duration Settle { get; init; }

    /// <summary>A remark on values that a reader may not expect.</summary>
    public string? Remark { get; init; }

    /// <summary>How many points a pass has.</summary>
    public int Count => IsThereAndBack ? (2 * Values.Count) - 1 : Values.Count;

    /// <summary>Whether the record says in which direction it went.</summary>
    public bool HasDirection => IsThereAndBack || IsSnake;

    /// <summary>Whether what comes before a point counts, so that a pass has to be begun again where it broke off.</summary>
    public bool HasHistory => IsThereAndBack;

    /// <summary>The value of a step of a pass, in SI units.</summary>
    /// <param name="step">The step, from 0.</param>
    public double ValueAt(int step) => Values[step < Values.Count ? step : (2 * (Values.Count - 1)) - step];

    /// <summary>1 where the values rise from the first to the last at a step, −1 where they fall.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="isBackwards">Whether the whole pass goes backwards.</param>
    public int DirectionAt(int step, bool isBackwards)
    {
        int there = Values[^1] < Values[0] ? -1 : 1;
        return (step >= Values.Count) == isBackwards ? there : -there;
    }
}
