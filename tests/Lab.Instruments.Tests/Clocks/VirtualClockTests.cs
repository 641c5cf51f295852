using Lab.Instruments.Clocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Clocks;

public class VirtualClockTests
{
    private readonly VirtualClock clock = new();

    [Fact]
    public void New_StandsAtTheSameInstantInEveryRun()
    {
        Assert.Equal(0, clock.GetTimestamp());
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), clock.GetUtcNow());
        Assert.Equal(clock.GetUtcNow(), clock.GetLocalNow());
    }

    [Fact]
    public async Task Wait_MovesTheClockAndTakesNoTime()
    {
        await clock.WaitAsync(Duration.FromSeconds(3600));

        Assert.Equal(3600, clock.Now().Seconds);
        Assert.Equal(TimeSpan.FromHours(1), clock.GetElapsedTime(0));
    }

    [Fact]
    public async Task Wait_ManyShortOnes_AddUpExactly()
    {
        for (int i = 0; i < 1_000_000; i++)
        {
            await clock.WaitAsync(Duration.FromSeconds(1e-6));
        }

        Assert.Equal(1_000_000_000, clock.GetTimestamp());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public async Task Wait_ForNothing_LeavesTheClock(double seconds)
    {
        await clock.WaitAsync(Duration.FromSeconds(seconds));

        Assert.Equal(0, clock.GetTimestamp());
    }

    [Fact]
    public async Task Wait_Cancelled_LeavesTheClock()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(() => clock.WaitAsync(
            Duration.FromSeconds(1), new CancellationToken(canceled: true)).AsTask());

        Assert.Equal(0, clock.GetTimestamp());
    }

    [Fact]
    public void Advance_Backwards_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(Duration.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.AdvanceNanoseconds(-1));
        Assert.Equal(0, clock.GetTimestamp());
    }

    [Fact]
    public void Advance_FromManyThreads_LosesNothing()
    {
        Parallel.For(0, 10_000, _ => clock.AdvanceNanoseconds(7));

        Assert.Equal(70_000, clock.GetTimestamp());
    }

    [Fact]
    public void Restart_GoesBackToTheOrigin()
    {
        clock.Advance(Duration.FromSeconds(5));

        clock.Restart();

        Assert.Equal(0, clock.GetTimestamp());
    }

    [Fact]
    public void Timers_AreRefused() =>
        Assert.Throws<NotSupportedException>(() => clock.CreateTimer(_ => { }, state: null, TimeSpan.Zero, TimeSpan.Zero));
}
