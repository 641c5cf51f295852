using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.LockInAmplifiers;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Benches;
using Lab.Mocks;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>A Kepco BOP 20-20 in analogue control: 10 V at its input are 20 A, here with 5 mV of offset; the lock-in amplifier's
/// first analogue output drives it.</summary>
public sealed class AnalogSupplyTests
{
    private const double Gain = 2;

    private const string Yaml = """
        bench: analogue
        instruments:
          magnet: { driver: field-regulated-magnet, settings: { supply: kepco, gaussmeter: probe, field_per_current: 500 Oe/A, rate: 100 Oe/s } }
          kepco:
            driver: analog-supply
            settings: { source: lockin, output: aux1, gain: 2, offset: 5 mV, ramp_rate: 0.5 A/s }
            limits: { current: { min: -5 A, max: 5 A } }
          lockin:
            driver: srs-sr830
            address: "sim:"
            limits: { aux1: { voltage: { min: -3 V, max: 3 V, rate: 1 V/s } } }
          probe: { driver: lakeshore-475, address: "sim:", twin: { offset: 0 Oe } }
        sample:
          magnet: { conversion: 500 Oe/A, inductance: 100 mH, resistance: 1 ohm, remanence: 0 Oe }
        wiring:
          kepco: { port: coil }
          probe: { port: gap }
        """;

    private readonly VirtualClock clock = new();

    [Theory]
    [InlineData(2)]
    [InlineData(-1.5)]
    public async Task RampTo_Current_IsTheVoltageOfGainAndOffset(double amperes)
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>("kepco");
        await supply.SetOutputAsync(true);
        Duration start = bench.Clock.Now();

        await supply.RampToAsync(Current.FromAmperes(amperes));

        double volts = (amperes / Gain) + 0.005;
        Assert.Equal(volts, (await bench.Get<ILockInAmplifier>("lockin").GetAuxAsync(1)).Volts, 1e-3);
        Assert.True((bench.Clock.Now() - start).Seconds >= Math.Abs(amperes) / 0.5, "The ramp keeps its rate.");
        await bench.Clock.WaitAsync(Duration.FromSeconds(1), default);
        Assert.Equal(amperes, bench.Virtual.Stage.Sense("kepco", Sensed.Current), 3e-3);
        Assert.Equal(amperes, (await supply.MeasureCurrentAsync()).Amperes, 2e-3 * Gain);
    }

    [Fact]
    public async Task RampTo_EveryStep_PassesBothGates()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>("kepco");
        await supply.SetOutputAsync(true);
        bench.Gate.Passed.Clear();
        await supply.RampToAsync(Current.FromAmperes(1));

        int currents = bench.Gate.Passed.Count(each => each is { Instrument: "kepco", SetPoint.Channel: Channels.Current });
        int voltages = bench.Gate.Passed.Count(
            each => each is { Instrument: "lockin", SetPoint: { Terminal: "aux1", Channel: Channels.Voltage } });
        Assert.Equal(currents - 1, voltages); // the target is checked before the first step
        Assert.True(currents >= 20, $"1 A at 0.5 A/s in steps of 0.1 s are 20 steps, not {currents}.");
        bench.Gate.Allows = setPoint => setPoint.Channel != Channels.Current || setPoint.Value <= 1.2;
        await Assert.ThrowsAsync<InstrumentException>(() => supply.RampToAsync(Current.FromAmperes(2)).AsTask());
        Assert.Equal(1, (await supply.MeasureCurrentAsync()).Amperes, 2e-3 * Gain);
    }

    [Fact]
    public async Task RampTo_BeyondTheInput_IsRefusedAndNotSent()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>("kepco");
        await supply.SetOutputAsync(true);
        InstrumentException error =
            await Assert.ThrowsAsync<InstrumentException>(() => supply.RampToAsync(Current.FromAmperes(25)).AsTask());
        Assert.StartsWith("25 A needs 12.505 V at the supply's input, which takes 10 V", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_OffWhileCurrentFlows_IsRefused_AndSafeStateRampsFirst()
    {
        await using TwinBench bench = await OpenAsync();
        IMagnetSupply supply = bench.Get<IMagnetSupply>("kepco");
        await Assert.ThrowsAsync<InstrumentException>(() => supply.RampToAsync(Current.FromAmperes(1)).AsTask());
        await supply.SetOutputAsync(true);
        await supply.RampToAsync(Current.FromAmperes(1));
        await Assert.ThrowsAsync<InstrumentException>(() => supply.SetOutputAsync(false).AsTask());
        Duration start = bench.Clock.Now();

        await supply.MakeSafeAsync();

        Assert.True((bench.Clock.Now() - start).Seconds >= 2, "1 A goes to zero at 0.5 A/s.");
        Assert.False(await supply.GetOutputAsync());
        Assert.Equal(0.005, (await bench.Get<ILockInAmplifier>("lockin").GetAuxAsync(1)).Volts, 1e-3);
    }

    [Fact]
    public async Task Bench_MagnetRegulatedThroughIt_ReachesItsField()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(Yaml, "my.yaml");
        using var twins = new VirtualBench(definition, 1, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(
            definition, [twins], clock, new BenchSimulation(_ => new ValueTask<string?>(default(string))), default);

        SettledField field = await bench.Get<IElectromagnet>("magnet").SetFieldAsync(MagneticField.FromOersted(800));

        Assert.Equal(800, field.Field.Oersted, 3.0);
        Assert.Equal(1.6, twins.Stage.Sense("kepco", Sensed.Current), 0.02); // 500 Oe/A
        Assert.Equal(["magnet", "kepco", "lockin"], definition.SafeState.Select(step => step.Instrument).Distinct()
            .OrderBy(name => name == "lockin"));
        Assert.Empty(await bench.MakeSafeAsync());
        Assert.Equal(0, twins.Stage.Sense("kepco", Sensed.Current), 0.02);
    }

    [Theory]
    [InlineData("gain: 2", "gain: 0", "the key 'gain' must not be zero")]
    [InlineData("output: aux1", "output: in1", "'lockin.in1' has no channel 'voltage'")]
    [InlineData("source: lockin", "source: probe", "'probe.aux1' has no channel 'voltage'")]
    public async Task Open_Mistake_IsTold(string old, string wrong, string expected)
    {
        BenchDefinition definition = ShippedBench.Reader.Read(Yaml.Replace(old, wrong, StringComparison.Ordinal), "my.yaml");
        using var twins = new VirtualBench(definition, 1, clock);
        BenchException error = await Assert.ThrowsAsync<BenchException>(() => OpenBench.OpenAsync(
            definition, [twins], clock, new BenchSimulation(_ => new ValueTask<string?>(default(string))), default));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static Task<TwinBench> OpenAsync() => TwinBench.OpenAsync(
        [
            ("lockin", "srs-sr830", []),
            ("kepco", "analog-supply",
            [
                ("source", "lockin"), ("output", "aux1"), ("gain", Gain), ("offset", Voltage.FromVolts(0.005)),
                ("ramp_rate", CurrentRate.FromAmperesPerSecond(0.5)),
            ]),
        ],
        new SampleDefinition { Magnet = new MagnetDefinition() },
        [new WiringDefinition("kepco", SamplePort.Coil, null, default)]);
}
