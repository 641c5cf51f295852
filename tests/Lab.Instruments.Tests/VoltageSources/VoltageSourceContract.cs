using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Instruments.VoltageSources;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.VoltageSources;

/// <summary>The contract that every voltage source's driver must hold to: alone, and with a supply of 2 A/V that follows
/// it.</summary>
public abstract class VoltageSourceContract : InstrumentContract
{
    private const double Gain = 2;

    [Theory]
    [InlineData(0)]
    [InlineData(1.25)]
    [InlineData(-1.75)]
    public async Task SetVoltage_OutputOn_IsFollowedAndReadsBack(double volts)
    {
        await using TwinBench bench = await OpenWithSupplyAsync();
        IVoltageSource source = bench.Get<IVoltageSource>();
        await source.SetVoltageAsync(Voltage.FromVolts(volts));
        Assert.Equal(0, await AmperesAsync(bench), 1e-3);
        await source.SetOutputAsync(true);
        Assert.True(await source.GetOutputAsync());
        Assert.Equal(volts, (await source.GetVoltageAsync()).Volts, 1e-4);
        Assert.Equal(Gain * volts, await AmperesAsync(bench), 1e-3);
        await source.SetOutputAsync(false);
        Assert.Equal(0, await AmperesAsync(bench), 1e-3);
    }

    [Fact]
    public async Task Set_ForbiddenByTheGate_IsNotSent()
    {
        await using TwinBench bench = await OpenAsync();
        IVoltageSource source = bench.Get<IVoltageSource>();
        await source.SetVoltageAsync(Voltage.FromVolts(1));
        await AssertGatedAsync(bench, Channels.Voltage, () => source.SetVoltageAsync(Voltage.FromVolts(2)).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => source.SetOutputAsync(true).AsTask());
        Assert.Equal(1, (await source.GetVoltageAsync()).Volts, 1e-4);
        Assert.False(await source.GetOutputAsync());
    }

    [Fact]
    public async Task MakeSafe_OutputOn_GoesToZeroSlowlyThenOff()
    {
        await using TwinBench bench = await OpenWithSupplyAsync();
        IVoltageSource source = bench.Get<IVoltageSource>();
        await source.SetOutputAsync(true);
        await source.SetVoltageAsync(Voltage.FromVolts(1));
        bench.Gate.Passed.Clear();
        Duration start = bench.Clock.Now();

        await source.MakeSafeAsync();

        Assert.True((bench.Clock.Now() - start).Seconds >= 1.9, "1 V at 0.5 V/s takes 2 s.");
        Assert.True(bench.Gate.Passed.Count(each => each.SetPoint.Channel == Channels.Voltage) >= 20);
        Assert.False(await source.GetOutputAsync());
        Assert.Equal(0, (await source.GetVoltageAsync()).Volts);
    }

    [Fact]
    public async Task MakeSafe_OutputOff_SetsNothing()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<IVoltageSource>().MakeSafeAsync();
        Assert.Empty(bench.Gate.Passed);
    }

    // The supply switches the source on with itself, ramps by its voltage, and is off where the source was switched off.
    [Fact]
    public async Task Supply_ThatFollows_RampsByTheSource()
    {
        await using TwinBench bench = await OpenWithSupplyAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>("kepco");
        IVoltageSource source = bench.Get<IVoltageSource>();
        Assert.False(await supply.GetOutputAsync());

        await supply.SetOutputAsync(true);
        Assert.True(await source.GetOutputAsync());
        await supply.RampToAsync(Current.FromAmperes(3));

        Assert.Equal(1.5, (await source.GetVoltageAsync()).Volts, 1e-4);
        Assert.Equal(3, await AmperesAsync(bench), 1e-3);
        await supply.MakeSafeAsync();
        Assert.Equal(0, await AmperesAsync(bench), 1e-3);
        await source.MakeSafeAsync();
        Assert.False(await source.GetOutputAsync());
        Assert.False(await supply.GetOutputAsync());
    }

    /// <summary>The source with a supply that follows it, on the coils of a magnet.</summary>
    protected Task<TwinBench> OpenWithSupplyAsync() => TwinBench.OpenAsync(
        [
            ("device", Driver, []),
            ("kepco", "analog-supply",
            [
                ("source", "device"), ("gain", Gain), ("ramp_rate", CurrentRate.FromAmperesPerSecond(0.5)),
            ]),
        ],
        new SampleDefinition { Magnet = new MagnetDefinition() },
        [new WiringDefinition("kepco", SamplePort.Coil, null, default)],
        rough: IsRough);

    /// <summary>The current in the coils, when they had the time to follow.</summary>
    protected static async Task<double> AmperesAsync(TwinBench bench)
    {
        await bench.Clock.WaitAsync(Duration.FromSeconds(20), default);
        return bench.Virtual.Stage.Sense("kepco", Sensed.Current);
    }
}
