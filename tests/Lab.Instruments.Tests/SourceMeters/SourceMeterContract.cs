using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.CurrentSources;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SourceMeters;

/// <summary>The contract that every source-measure unit's driver must hold to.</summary>
public abstract class SourceMeterContract : InstrumentContract
{
    /// <summary>The query of a reading, as it stands in messages.</summary>
    protected virtual string ReadQuery => ":READ?";

    [Theory]
    [InlineData(1e-3)]
    [InlineData(-2e-3)]
    public async Task Measure_Junction_IsItsResistance(double amperes)
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromAmperes(amperes));
        await meter.SetOutputAsync(true);
        SourceMeterReading reading = await meter.MeasureAsync();
        Assert.Equal(amperes, reading.Current.Amperes, 10e-9);
        Assert.Equal(163, reading.Resistance.Ohms, 0.01); // the junction's 163 Ω; 10 µV and 10 nA of noise at most
    }

    [Fact]
    public async Task Measure_OutputOff_IsRefusedWithTheRemedy()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ISourceMeter>().MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Equal(
            $"The output is off, so there is nothing to measure (device, {ReadQuery}). Switch the output on first.",
            error.Message);
    }

    [Fact]
    public async Task Measure_DestroyedJunction_IsInCompliance()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetOutputAsync(true);
        await meter.SetCurrentAsync(Current.FromMilliamperes(6)); // the junction bears 5 mA
        Assert.Equal(
            "junction 'junction' was destroyed: 6 mA through the junction broke it down, which bears 5 mA (device at 6 mA)",
            bench.Virtual.Stage.Damage?.ToString());
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
    }

    [Fact]
    public async Task Set_CurrentAndOutput_ReadBackEqual()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromMilliamperes(1.234567));
        Assert.Equal(1.234567e-3, (await meter.GetCurrentAsync()).Amperes, 1e-9);
        Assert.False(await meter.GetOutputAsync());
        await meter.SetOutputAsync(true);
        Assert.True(await meter.GetOutputAsync());
    }

    [Fact]
    public async Task Set_ForbiddenByTheGate_IsNotSent()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromMilliamperes(1));
        await AssertGatedAsync(bench, Channels.Current, () => meter.SetCurrentAsync(Current.FromMilliamperes(2)).AsTask());
        await AssertGatedAsync(bench, Channels.Compliance, () => meter.SetComplianceAsync(Voltage.FromVolts(2)).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => meter.SetOutputAsync(true).AsTask());
        Assert.Equal(1e-3, (await meter.GetCurrentAsync()).Amperes, 1e-9);
        Assert.False(await meter.GetOutputAsync());
    }

    [Fact]
    public async Task MakeSafe_OutputOn_RampsToZeroAndSwitchesOff()
    {
        await using TwinBench bench = await OpenOnJunctionAsync();
        ISourceMeter meter = bench.Get<ISourceMeter>();
        await meter.SetCurrentAsync(Current.FromMilliamperes(-4));
        await meter.SetOutputAsync(true);
        await RampWitness.AssertRampsDownAsync(bench, -4e-3, 0.01);
        Assert.False(await meter.GetOutputAsync());
        Assert.Equal(0, (await meter.GetCurrentAsync()).Amperes);
        Assert.Equal(0, bench.Virtual.Stage.Sense("device", Sensed.Voltage), 1e-15);
    }

    [Fact]
    public async Task MakeSafe_OutputOff_SetsNothing()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ISourceMeter>().MakeSafeAsync();
        Assert.Empty(bench.Gate.Passed);
    }

    /// <summary>The source-measure unit on a junction of 163 Ω without thermal drift.</summary>
    protected Task<TwinBench> OpenOnJunctionAsync(params (string Key, object Value)[] twin) => TwinBench.OpenAsync(
        [("device", Driver, [])],
        new SampleDefinition { Junctions = [new JunctionDefinition { Name = "junction" }], ThermalDrift = default },
        [new WiringDefinition("device", SamplePort.DcBias, Part: null, default)],
        twin: new Dictionary<string, (string, object)[]> { ["device"] = twin },
        rough: IsRough);
}
