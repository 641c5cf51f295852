using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments.Drivers;
using Lab.Mocks.Parts;
using Lab.Mocks.Rough;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Rough;

public sealed class RoughBenchEffectsTests
{
    [Fact]
    public void On_PoliteBench_IsTheBench()
    {
        BenchDefinition bench = Bench("sim:");

        Assert.Same(bench, RoughBenchEffects.On(bench, TwinCatalog.Shipped, isRough: false));
    }

    [Fact]
    public void On_RoughBench_HasEffectsWhereItsFileHasNone()
    {
        BenchDefinition bench = Bench("sim:rough");
        BenchDefinition rough = RoughBenchEffects.On(bench, TwinCatalog.Shipped, isRough: false);

        Assert.Equal(1e-6, rough.Sample.Leads.MainsPickup.Volts);
        Assert.Equal(1e-6, rough.Sample.Junctions[0].Twin.Effects.WalkRatio);
        Assert.Equal(0.01, rough.Sample.Junctions[0].Twin.Effects.WarmUpRatio); // the file's own
        Assert.Equal(0.05, rough.Wiring[0].Path.Ripple.Decibels);
        Assert.Equal(1e-9, rough.Instruments[0].Twin.Get<Voltage>("flicker_noise").Volts);
    }

    [Fact]
    public void On_BenchAskedToBeRough_HasThem() =>
        Assert.Equal(
            1e-6, RoughBenchEffects.On(Bench("sim:"), TwinCatalog.Shipped, isRough: true).Sample.Leads.MainsPickup.Volts);

    private static BenchDefinition Bench(string address) => new()
    {
        Name = "test",
        SafeState = [],
        Sample = new SampleDefinition
        {
            Junctions = [new JunctionDefinition
            {
                Name = "mtj",
                Twin = new JunctionTwin { Effects = new ResonanceEffects { WarmUpRatio = 0.01 } }
            }]
        },
        Wiring = [new WiringDefinition("rf", SamplePort.Rf, null, default)],
        Instruments =
        [
            new InstrumentDefinition(
                "voltmeter",
                "keithley-2182a",
                address,
                SettingValues.Of(DriverCatalog.Shipped.Get("keithley-2182a").Settings, []),
                [],
                SettingValues.Of(TwinCatalog.Shipped.SettingsOf("keithley-2182a"), [])),
        ],
    };
}
