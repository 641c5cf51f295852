using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Terminals;
using Lab.Instruments.Tests.Benches;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

public sealed class LimitOverrideTests
{
    private readonly BenchDefinition bench = ShippedBench.Read();

    [Theory]
    [InlineData("rf.power.max=2 mW", "rf power at most 1 mW → 2 mW")]
    [InlineData("line.current.min = -5 mA", "line current at least -15 mA → -5 mA")]
    [InlineData("line.current.rate=10 mA/s", "line current rate at most no limit → 0.01 A/s")]
    [InlineData("rf.power.step=1 uW", "rf power step at most no limit → 1 µW")]
    [InlineData("mtj.rf_power=0 W", "RF power at most 100 µW → 0 W (junction 'mtj')")]
    [InlineData("mtj.rf_power=200 uW", "RF power at most 100 µW → 200 µW (junction 'mtj')")]
    [InlineData("mtj.current=0.5 mA", "current at most 1 mA → 500 µA (junction 'mtj')")]
    [InlineData("magnet.field_rate=100 Oe/s", "dB/dt at most no limit → 10 mT/s (magnet)")]
    [InlineData("magnet.field.max=600 mT", "magnet field at most 700 mT → 600 mT")]
    public void Apply_Change_IsTold(string change, string told) =>
        Assert.Equal([told], LimitOverride.Apply(bench, change).LimitChanges);

    [Fact]
    public void Apply_TwoChanges_AreInForceAndLeaveTheFirstBenchAsItWas()
    {
        BenchDefinition changed = LimitOverride.Apply(LimitOverride.Apply(bench, "rf.power.max=2 mW"), "mtj.rf_power=500 uW");
        var gate = new SafetyGate(changed, new VirtualClock());

        Assert.Equal(2, changed.LimitChanges.Count);
        Assert.Empty(bench.LimitChanges);
        Assert.Contains("rf power at most 2 mW", gate.Limits);
        gate.Check("rf", [SetPoint.Of(Channels.Power, Power.FromWatts(1.5e-3))], "SET"); // 377 µW after 6 dB
        Assert.Throws<InstrumentException>(() => gate.Check(
            "rf", [SetPoint.Of(Channels.Power, Power.FromWatts(1.999e-3))], "SET"));
    }

    [Theory]
    [InlineData(
        "rf.power",
        "'rf.power' is not a change of a limit; write instrument.channel.bound=value such as rf.power.max=2 mW, or "
            + "place.limit=value such as mtj.rf_power=200 uW.")]
    [InlineData(
        "fr.power.max=2 mW",
        "'fr.power.max=2 mW': there is no instrument 'fr'; allowed are rf, voltmeter, line, smu, supply, gaussmeter, magnet.")]
    [InlineData("rf.current.max=2 mA", "'rf.current.max=2 mA': rf has no channel 'current'; allowed are frequency, power.")]
    [InlineData("rf.power.top=2 mW", "'rf.power.top=2 mW': there is no bound 'top'; allowed are min, max, rate, step.")]
    [InlineData("rf.power.min=2 mW", "'rf.power.min=2 mW': min would be above max, so nothing would be allowed.")]
    [InlineData(
        "line.current.min=1 mA",
        "'line.current.min=1 mA': the limits must allow 0, where the instrument is brought to make it safe.")]
    [InlineData("line.current.rate=0 A/s", "'line.current.rate=0 A/s': a limit is above zero.")]
    [InlineData(
        "mtj.field_rate=1 T/s",
        "'mtj.field_rate=1 T/s': there is no limit 'field_rate' here; allowed are rf_power, current, current_over_threshold.")]
    [InlineData(
        "mtj.current_over_threshold=1.5",
        "'mtj.current_over_threshold=1.5': needs the junction's threshold_current in the bench file.")]
    [InlineData("mtj.current=-1 mA", "'mtj.current=-1 mA': '-1 mA' is below zero.")]
    [InlineData("other.rf_power=1 mW", "'other.rf_power=1 mW': the sample has no 'other'; allowed are mtj, line, magnet.")]
    [InlineData(
        "line.current_density=1 GA/m2",
        "'line.current_density=1 GA/m2': needs the line's width and thickness in the bench file.")]
    public void Apply_Mistake_NamesWhatIsAllowed(string change, string message) =>
        Assert.Equal(message, Assert.Throws<BenchException>(() => LimitOverride.Apply(bench, change)).Message);
}
