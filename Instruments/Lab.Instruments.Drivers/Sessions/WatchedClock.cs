using Lab.Benches.Safety;

namespace Lab.Instruments.Drivers.Sessions;

/// <summary>A clock on which waits are real, and which announces each of them to the bench's activity: a bench that waits is not
/// a bench that hangs.</summary>
/// <param name="clock">The clock.</param>
/// <param name="activity">The activity that is told.</param>
internal sealed class WatchedClock(TimeProvider clock, BenchActivity activity) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            activity.Expect(dueTime);
        }

        return clock.CreateTimer(callback, state, dueTime, period);
    }
}
