using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.CurrentSources;

/// <summary>The contract that every current source's driver must hold to.</summary>
public abstract class CurrentSourceContract : InstrumentContract
{
    private const double LineOhms = 12;

    /// <summary>The whole message of a current of 1 A, which is beyond these sources.</summary>
    protected abstract string BeyondMessage { get; }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-3)]
    [InlineData(-2.5e-3)]
    [InlineData(0.1)]
    public async Task SetCurrent_OutputOn_FlowsAndReadsBack(double amperes)
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetComplianceAsync(Voltage.FromVolts(10));
        await source.SetOutputAsync(true);
        await source.SetCurrentAsync(Current.FromAmperes(amperes));
        Assert.Equal(amperes, (await source.GetCurrentAsync()).Amperes, 1e-9);
        Assert.Equal(amperes, AmperesInLine(bench), 1e-9);
    }

    [Fact]
    public async Task SetOutput_OffAndOn_SwitchesTheCurrent()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetCurrentAsync(Current.FromMilliamperes(5));
        Assert.False(await source.GetOutputAsync());
        Assert.Equal(0, AmperesInLine(bench));
        await source.SetOutputAsync(true);
        Assert.True(await source.GetOutputAsync());
        Assert.Equal(5e-3, AmperesInLine(bench), 1e-9);
        await source.SetOutputAsync(false);
        Assert.Equal(0, AmperesInLine(bench));
    }

    [Fact]
    public async Task SetCompliance_BelowTheLoad_LimitsTheCurrent()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetComplianceAsync(Voltage.FromVolts(1));
        await source.SetOutputAsync(true);
        await source.SetCurrentAsync(Current.FromAmperes(-0.1)); // 1.2 V on the line
        Assert.Equal(-1 / LineOhms, AmperesInLine(bench), 1e-12);
        await source.SetCurrentAsync(Current.FromAmperes(0.08));
        Assert.Equal(0.08, AmperesInLine(bench), 1e-9);
    }

    [Fact]
    public async Task SetCurrent_BeyondTheInstrument_IsRefusedWithItsWords()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<ICurrentSource>().SetCurrentAsync(Current.FromAmperes(1)).AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.Equal(BeyondMessage, error.Message);
    }

    [Fact]
    public async Task Set_ForbiddenByTheGate_IsNotSent()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetCurrentAsync(Current.FromMilliamperes(1));
        await AssertGatedAsync(bench, Channels.Current, () => source.SetCurrentAsync(Current.FromMilliamperes(2)).AsTask());
        await AssertGatedAsync(bench, Channels.Compliance, () => source.SetComplianceAsync(Voltage.FromVolts(2)).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => source.SetOutputAsync(true).AsTask());
        Assert.Equal(1e-3, (await source.GetCurrentAsync()).Amperes, 1e-9);
        Assert.False(await source.GetOutputAsync());
        Assert.Equal(0, AmperesInLine(bench));
    }

    [Theory]
    [InlineData(0.1, 0.01)]
    [InlineData(-0.02, 0.05)]
    public async Task MakeSafe_OutputOn_RampsToZeroAndSwitchesOff(double amperes, double amperesPerSecond)
    {
        await using TwinBench bench = await OpenOnLineAsync(("ramp_rate", CurrentRate.FromAmperesPerSecond(amperesPerSecond)));
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetCurrentAsync(Current.FromAmperes(amperes));
        await source.SetOutputAsync(true);
        await RampWitness.AssertRampsDownAsync(bench, amperes, amperesPerSecond);
        Assert.False(await source.GetOutputAsync());
        Assert.Equal(0, (await source.GetCurrentAsync()).Amperes);
        Assert.Equal(0, AmperesInLine(bench));
    }

    [Fact]
    public async Task MakeSafe_OutputOff_SetsNothing()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<ICurrentSource>().MakeSafeAsync();
        Assert.Empty(bench.Gate.Passed);
    }

    [Fact]
    public async Task MakeSafe_RampFails_SwitchesOffAllTheSame()
    {
        await using TwinBench bench = await OpenOnLineAsync();
        ICurrentSource source = bench.Get<ICurrentSource>();
        await source.SetCurrentAsync(Current.FromMilliamperes(5));
        await source.SetOutputAsync(true);
        await AssertGatedAsync(bench, Channels.Current, () => source.MakeSafeAsync().AsTask());
        Assert.False(await source.GetOutputAsync());
        Assert.Equal(0, AmperesInLine(bench));
    }

    [Fact]
    public async Task Open_RampRateOfZero_IsAnErrorOfTheBenchFile()
    {
        BenchException error = await Assert.ThrowsAsync<BenchException>(
            () => TwinBench.OpenAsync(Driver, IsRough, ("ramp_rate", CurrentRate.FromAmperesPerSecond(0))));
        Assert.Equal("device: the key 'ramp_rate' is 0 A/s; a ramp needs a rate above zero.", error.Message);
    }

    /// <summary>The source on a field line of 12 Ω.</summary>
    protected Task<TwinBench> OpenOnLineAsync(params (string Key, object Value)[] settings) => TwinBench.OpenAsync(
        [("device", Driver, settings)],
        new SampleDefinition
        {
            Junctions = [new JunctionDefinition { Name = "junction" }],
            FieldLines =
                [new FieldLineDefinition { Name = "line", Junction = "junction", Resistance = Resistance.FromOhms(LineOhms) }],
        },
        [new WiringDefinition("device", SamplePort.FieldLine, "line", default)],
        rough: IsRough);

    /// <summary>The current that flows, by Ohm's law from the voltage across the line.</summary>
    protected static double AmperesInLine(TwinBench bench) => bench.Virtual.Stage.Sense("device", Sensed.Voltage) / LineOhms;
}
