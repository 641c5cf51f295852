using Lab.Quantities;

namespace Lab.Instruments.Clocks;

/// <summary>
/// The clock of a simulated bench. Time stands still until a driver, a protocol or a twin waits on it, and then jumps; it
/// starts at the same instant in every run, so that a simulated run is reproducible to the bit.
/// </summary>
/// <remarks>Safe to share between threads.</remarks>
public sealed class VirtualClock : TimeProvider, ISteppedClock
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private long nanoseconds;

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref nanoseconds);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(GetTimestamp() / 100);

    /// <inheritdoc/>
    public void Advance(Duration duration)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(duration.Seconds);
        AdvanceNanoseconds((long)Math.Round(duration.Seconds * 1e9));
    }

    /// <summary>Moves the clock on by whole nanoseconds and returns its new reading.</summary>
    public long AdvanceNanoseconds(long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return Interlocked.Add(ref nanoseconds, step);
    }

    /// <summary>Puts the clock back to its origin, for a new run on the same virtual bench.</summary>
    public void Restart() => Interlocked.Exchange(ref nanoseconds, 0);

    /// <summary>Not available: who waits on a virtual clock calls
    /// <see cref="TimeProviderExtensions.WaitAsync(TimeProvider, Duration, CancellationToken)"/>.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("A virtual clock has no timers; wait with TimeProviderExtensions.WaitAsync.");
}
