using Lab.Benches.Samples;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>The contract that every driver of a magnet supply must hold to.</summary>
public abstract class MagnetSupplyContract : InstrumentContract
{
    /// <summary>The resolution of the supply's readings.</summary>
    protected abstract Current Resolution { get; }

    /// <summary>Whether it gives positive currents alone.</summary>
    protected virtual bool IsUnipolar => false;

    /// <summary>How much longer a ramp may take than its rate asks for: each step waits for the instrument's
    /// confirmation.</summary>
    private double Slowness => IsRough ? 1.4 : 1.2;

    protected override Task<TwinBench> OpenAsync() => MagnetBench.OneAsync(Driver, SamplePort.Coil, IsRough);

    [Theory]
    [InlineData(1.5)]
    [InlineData(-0.7)]
    [InlineData(0)]
    public async Task RampTo_OutputOn_ReachesCurrentAtRampRate(double amperes)
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        if (IsUnipolar && amperes < 0)
        {
            InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
                () => supply.RampToAsync(Current.FromAmperes(amperes)).AsTask());
            Assert.Equal(InstrumentFault.Limit, error.Fault);
            return;
        }

        double seconds = await MagnetBench.SecondsAsync(bench, () => supply.RampToAsync(Current.FromAmperes(amperes)).AsTask());
        Assert.InRange(
            seconds,
            Math.Abs(amperes) / supply.RampRate.AmperesPerSecond,
            (Slowness * Math.Abs(amperes) / supply.RampRate.AmperesPerSecond) + 0.1);
        Assert.Equal(amperes, (await supply.MeasureCurrentAsync()).Amperes, 2 * Resolution.Amperes);
    }

    [Fact]
    public async Task RampTo_AnyStep_NeverExceedsRampRate()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        double last = 0;
        double lastSeconds = bench.Clock.GetTimestamp() * 1e-9;
        bench.Gate.Allows = _ =>
        {
            // What flows when the next step is about to be sent is what the last one set.
            double now = bench.Clock.GetTimestamp() * 1e-9;
            double flowing = bench.Virtual.Stage.Sense("device", Sensed.Current);
            Assert.InRange(
                Math.Abs(flowing - last), 0, (supply.RampRate.AmperesPerSecond * (now - lastSeconds)) + Resolution.Amperes);
            (last, lastSeconds) = (flowing, now);
            return true;
        };
        await supply.RampToAsync(Current.FromAmperes(2));
        await supply.RampToAsync(Current.FromAmperes(IsUnipolar ? 0.3 : -1));
    }

    [Fact]
    public async Task RampTo_BeyondALimit_SendsNothingOnTheWay()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(0.2));
        bench.Gate.Allows = setPoint => setPoint.Value <= 1;
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => supply.RampToAsync(Current.FromAmperes(1.5)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Equal(0.2, (await supply.MeasureCurrentAsync()).Amperes, 2 * Resolution.Amperes);
        Assert.DoesNotContain(bench.Gate.Passed, passed => passed.SetPoint.Value > 1);
    }

    [Fact]
    public async Task RampTo_EveryStep_PassesTheGate()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(1));
        double[] steps = [.. bench.Gate.Passed.Where(passed => passed.SetPoint.Channel == Channels.Current).Select(
            passed => passed.SetPoint.Value)];
        Assert.InRange(steps.Length, 10, 100);
        Assert.Equal(1, steps[^1]);
    }

    [Fact]
    public async Task RampTo_NaN_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => supply.RampToAsync(
            Current.FromAmperes(double.NaN)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
    }

    [Fact]
    public async Task SetOutput_OffWhileCurrentFlows_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(1));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => supply.SetOutputAsync(false).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.True(await supply.GetOutputAsync());
    }

    [Fact]
    public async Task SetOutput_ForbiddenByTheGate_IsNotSent()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await AssertGatedAsync(bench, Channels.Output, () => supply.SetOutputAsync(true).AsTask());
        Assert.False(await supply.GetOutputAsync());
    }

    [Fact]
    public async Task MakeSafe_FromACurrent_RampsDownThenSwitchesOff()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>();
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(3));
        double seconds = await MagnetBench.SecondsAsync(bench, () => supply.MakeSafeAsync().AsTask());
        Assert.InRange(seconds, 3 / supply.RampRate.AmperesPerSecond, (Slowness + 0.1) * 3 / supply.RampRate.AmperesPerSecond);
        Assert.False(await supply.GetOutputAsync());
        Assert.Equal(0, (await supply.MeasureCurrentAsync()).Amperes, Resolution.Amperes);
    }

    [Fact]
    public async Task MakeSafe_OutputOff_SendsNothing()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<IMagnetSupply>().MakeSafeAsync();
        Assert.DoesNotContain(bench.Gate.Passed, passed => passed.SetPoint.Value != 0);
    }
}
