using Lab.Quantities;

namespace Lab.Instruments.Clocks;

/// <summary>A clock that moves only when time is passed on it, so that an hour on the bench takes no time.</summary>
public interface ISteppedClock
{
    /// <summary>Moves the clock on.</summary>
    /// <param name="duration">How far; rounded to the nanosecond, and never negative.</param>
    void Advance(Duration duration);
}
