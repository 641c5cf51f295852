using Lab.Quantities;

namespace Lab.Instruments.Clocks;

/// <summary>Waiting and reading time on the clock of a bench, be it the wall's or a virtual one.</summary>
public static class TimeProviderExtensions
{
    /// <summary>Time since the clock's own origin, to the nanosecond.</summary>
    public static Duration Now(this TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return Duration.FromSeconds((double)clock.GetTimestamp() / clock.TimestampFrequency);
    }

    /// <summary>Lets a span of bench time pass: a stepped clock is moved on, any other is waited for.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; on the wall's clock,
    /// also during the wait.</exception>
    public static ValueTask WaitAsync(this TimeProvider clock, Duration duration, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clock);
        cancellationToken.ThrowIfCancellationRequested();
        if (!(duration.Seconds > 0))
        {
            return ValueTask.CompletedTask;
        }

        if (clock is ISteppedClock stepped)
        {
            stepped.Advance(duration);
            return ValueTask.CompletedTask;
        }

        return new ValueTask(Task.Delay(duration.ToTimeSpan(), clock, cancellationToken));
    }
}
