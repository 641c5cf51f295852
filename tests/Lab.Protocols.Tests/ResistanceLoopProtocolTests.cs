using Lab.Benches;
using Lab.Mocks.Parts;
using Lab.Models.Junctions;
using Lab.Protocols.ResistanceLoops;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Loops of a pillar with two states, whose field and barrier the protocol is not told.</summary>
public class ResistanceLoopProtocolTests
{
    private static readonly ResistanceLoopProtocol Protocol = new();

    [Fact]
    public async Task Run_TwentySeeds_RecoversOffsetAndMagnetoresistance()
    {
        int within = 0;
        for (ulong seed = 1; seed <= 20; seed++)
        {
            // Another junction each time, so that nothing can have been tuned to one.
            MagneticField hidden = MagneticField.FromOersted(-40 + (4 * (double)seed));
            double ratio = 0.4 + (0.05 * seed);
            VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
                Protocol, bench => VirtualLab.WithParts(bench, ("offset_field", hidden), ("magnetoresistance", ratio)), seed,
                "fields=-250..250 Oe step 10 Oe");

            // Four loops have a scatter of six degrees of freedom: six of its standard uncertainties are missed once in a
            // thousand.
            Assert.Equal(hidden.Tesla, outcome["offset_field"].Value, 6 * outcome["offset_field"].Uncertainty!.Value);
            within += Math.Abs(outcome["offset_field"].Value - hidden.Tesla) <= outcome["offset_field"].Uncertainty ? 1 : 0;
            var junction = new TunnelResistance(Resistance.FromOhms(1000), ratio, Voltage.FromVolts(0.5));
            double expected = (junction.At(isParallel: false, Current.FromAmperes(20e-6)).Ohms / 1000) - 1;
            outcome.AssertHolds("tmr", expected);
            Assert.Equal(1000, outcome["parallel_resistance"].Value, 0.1);
        }

        // 68 % of 20, two standard deviations to either side.
        Assert.InRange(within, 9, 18);
    }

    [Fact]
    public async Task Run_DefaultBench_FindsTheCoercivityOfTheNeelBrownLaw()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 1);

        double[] times = outcome.Data.BenchSeconds;
        double secondsPerPoint = (times[^1] - times[0]) / (times.Length - 1);
        SwitchingLayer layer = Pillar.LayerOf(VirtualLab.Bench("pillar").Sample.Parts.Single().Values);
        double median = layer.MedianCoerciveField(5e-4 / secondsPerPoint).Tesla;
        Assert.Equal(5e-4 / secondsPerPoint, outcome["field_rate"].Value, 0.05 * outcome["field_rate"].Value);
        Assert.Equal(median, outcome["coercive_field"].Value, 3 * outcome["coercive_field"].Uncertainty!.Value);
        Assert.Empty(outcome.Analysis.Warnings);
    }

    [Fact]
    public async Task Run_ShortLivedStates_SaysThatTheySwitchToAndFro()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("stability", 22.0)), 1, "fields=-60..100 Oe step 2 Oe", "loops=2");

        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("The junction switches to and fro", StringComparison.Ordinal));
    }

    // The torque of the current stays in the offset of an odd number of loops.
    [Fact]
    public async Task Run_OddNumberOfLoops_SaysThatTheTorqueStays()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 1, "fields=-250..250 Oe step 10 Oe", "loops=3");

        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("The sense current is reversed from loop to loop, and 3", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fields", "-5..5 Oe in 6", "The setting 'fields' has 6 values; a loop needs at least 10.")]
    [InlineData("fields", "200..-200 Oe step 10 Oe", "The setting 'fields' must ascend; each loop goes through it down and up.")]
    [InlineData("loops", "0", "The setting 'loops' is 0; at least one is needed.")]
    [InlineData("readings", "0", "The setting 'readings' is 0; at least one is needed.")]
    [InlineData("sense_current", "0 A", "The setting 'sense_current' is zero; without a current there is no resistance to read.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }
}
