namespace Lab.Runs.Tests.Engine;

/// <summary>A clock that, unlike a virtual one, cannot be stepped by those who wait on it: the bench of a real run. It moves on
/// by itself as soon as a call waits.</summary>
internal sealed class HastyClock : TimeProvider
{
    private long ticks = new DateTime(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    public void Pass(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pass(dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
