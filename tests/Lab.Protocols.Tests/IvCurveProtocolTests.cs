using Lab.Benches;
using Lab.Mocks.Parts;
using Lab.Models.Junctions;
using Lab.Protocols.IvCurves;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>I-V curves of junctions whose barrier the protocol is not told.</summary>
public class IvCurveProtocolTests
{
    private static readonly IvCurveProtocol Protocol = new();

    [Fact]
    public async Task Run_HiddenBarriers_AreRecovered()
    {
        const int seeds = 5;
        int within = 0;
        int all = 0;
        for (ulong seed = 1; seed <= seeds; seed++)
        {
            // Another junction each time, so that nothing can have been tuned to one.
            (string Key, object Value)[] hidden =
            [
                ("barrier_height", Voltage.FromVolts(0.65 + (0.01 * seed))),
                ("barrier_asymmetry", Voltage.FromVolts(-0.25 + (0.01 * seed))),
                ("magnetoresistance", 0.5 + (0.02 * seed)),
                ("half_bias", Voltage.FromVolts(0.4 + (0.004 * seed))),
                ("resistance", Resistance.FromOhms(900 + (4 * (double)seed))),
            ];
            VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, each => VirtualLab.WithParts(each, hidden), seed);
            BenchDefinition bench = VirtualLab.WithParts(VirtualLab.Bench("barrier"), hidden);
            TunnelResistance junction = JunctionOf(bench);
            foreach ((string name, double truth) in Truths(junction))
            {
                outcome.AssertHolds(name, truth);
                within += Math.Abs(outcome[name].Value - truth) <= outcome[name].Uncertainty ? 1 : 0;
                all++;
            }
        }

        // 68 % of 35, which are not all independent.
        Assert.InRange((double)within / all, 0.45, 0.9);
    }

    [Fact]
    public async Task Run_DefaultBench_GivesResultsAndNoAlarm()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 1);

        outcome.AssertHolds("barrier_height", 0.8);
        outcome.AssertHolds("resistance_area", 1000 * Math.PI * 150e-9 * 150e-9);
        Assert.Equal(3, outcome.Analysis.Figures.Count);
        Assert.Equal(
            "The diameter counts as exact. Set diameter_uncertainty, which the RA product feels twice.",
            Assert.Single(outcome.Analysis.Warnings));
        Assert.All(outcome.Data.Numbers("watch"), finding => Assert.Equal(0, finding));
    }

    [Theory]
    [InlineData("sim:")]
    [InlineData("sim:rough")]
    public async Task Run_DeltaMeter_FindsTheBarrierAsTheSourceMeterDoes(string twins)
    {
        BenchDefinition bench = DeltaBench(twins);
        const string currents = "currents=20..360 uA step 20 uA";
        VirtualLab.Outcome plain = await VirtualLab.RunAsync(Protocol, 3, currents);
        VirtualLab.Outcome delta = await VirtualLab.RunAsync(Protocol, _ => bench, 3, currents, "readings=4");

        foreach ((string name, double truth) in Truths(JunctionOf(bench)))
        {
            delta.AssertHolds(name, truth);
            double together = double.Hypot(delta[name].Uncertainty!.Value, plain[name].Uncertainty!.Value);
            Assert.InRange(Math.Abs(delta[name].Value - plain[name].Value), 0, 4 * together);
        }

        Assert.Null(delta["offset_voltage"].Uncertainty); // it wandered
        Assert.All(delta.Data.Numbers("watch"), finding => Assert.Equal(0, finding));
        Assert.True(delta.Analysis.Figures[1].Panels[0].Series[0].YUncertainty is not null);
    }

    // A step of 1 % of the change looked like 3 µV of asymmetry, and an offset of the meter that goes into the fit like as much.
    [Fact]
    public async Task Run_DeltaMeterOverSeeds_HasNoBiasAndIntervalsThatHold()
    {
        const int seeds = 12;
        BenchDefinition bench = DeltaBench("sim:");
        (string Name, double Truth)[] truths = [.. Truths(JunctionOf(bench))];
        double[][] scores = new double[seeds][];
        for (int i = 0; i < seeds; i++)
        {
            VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, _ => bench, (ulong)i + 1, "readings=3");
            scores[i] =
            [
                .. truths.Select(each => (outcome[each.Name].Value - each.Truth) / outcome[each.Name].Uncertainty!.Value),
            ];
        }

        // Means of twelve have a standard error of 0.29; the square of all has one of about 0.25, since results belong together.
        Assert.All(truths.Index(), each => Assert.InRange(scores.Average(score => score[each.Index]), -1.0, 1.0));
        Assert.InRange(scores.Average(score => score.Average(z => z * z)), 0.4, 1.8);
    }

    [Theory]
    [InlineData("sim:")]
    [InlineData("sim:rough")]
    public async Task Run_DeltaMeter_ReadsTheSlopeOfTheClosedForm(string twins)
    {
        BenchDefinition bench = DeltaBench(twins);
        TunnelResistance junction = JunctionOf(bench);
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, _ => bench, 4, "currents=20..280 uA step 20 uA", "change_ratio=0.2", "readings=4");

        double VoltsAt(bool isParallel, double amperes) =>
            amperes * junction.At(isParallel, Current.FromAmperes(amperes)).Ohms;
        double usual = outcome.Data.Numbers("differential_scatter").Average() / Math.Sqrt(4);
        for (int i = 0; i < outcome.Data.Count; i++)
        {
            bool isParallel = outcome.Data.Numbers("parallel")[i] > 0;
            double amperes = outcome.Data.Numbers("current")[i];
            double change = outcome.Data.Numbers("change")[i];
            Assert.Equal(4e-6, change, 1e-12);
            double slope = (VoltsAt(isParallel, amperes + change) - VoltsAt(isParallel, amperes - change)) / (2 * change);
            Assert.Equal(slope, outcome.Data.Numbers("differential_resistance")[i], 5 * usual);
        }
    }

    [Fact]
    public async Task Run_DeltaMeterOnWearingBarrier_EndsBeforeItBreaks()
    {
        BenchDefinition bench = VirtualLab.WithParts(
            DeltaBench("sim:"), ("wears_from_voltage", Voltage.FromVolts(0.32)),
            ("destroyed_by_voltage", Voltage.FromVolts(0.32 * 1.12)));
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, _ => bench, 1, "currents=10..450 uA step 10 uA", "largest_voltage=900 mV", "readings=3");

        double[] found = outcome.Data.Numbers("watch");
        int stopped = Array.FindIndex(found, each => each is 2 or 3);
        Assert.True(stopped > 0, "the watch saw nothing");
        Assert.All(found[(stopped + 1)..], each => Assert.Equal(5, each));
    }

    [Fact]
    public async Task Run_DeltaMeterWhoseSourceHoldsTheVoltage_EndsTheBranch()
    {
        // The first current of each branch needs more than the largest voltage already.
        BenchDefinition bench = DeltaBench("sim:");
        IRunData data = await VirtualLab.MeasureAsync(
            Protocol, _ => bench, 1, [0, 1], "currents=250..450 uA step 50 uA", "largest_voltage=200 mV", "readings=3");

        Assert.Equal([4, 1], data.Numbers("watch"));
        Assert.All(data.Numbers("voltage"), volts => Assert.True(double.IsNaN(volts)));
    }

    // VirtualLab fails a run whose sample died.
    [Theory]
    [InlineData(0.32)]
    [InlineData(0.44)]
    public async Task Run_WearingBarrier_EndsBeforeItBreaks(double weakVolts)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            bench => VirtualLab.WithParts(
                bench, ("wears_from_voltage", Voltage.FromVolts(weakVolts)),
                ("destroyed_by_voltage", Voltage.FromVolts(weakVolts * 1.12))),
            1,
            "currents=10..500 uA step 10 uA", "largest_voltage=900 mV", "readings=3");

        double[] found = outcome.Data.Numbers("watch");
        int stopped = Array.FindIndex(found, each => each is 2 or 3);
        Assert.True(stopped > 0, "the watch saw nothing");
        Assert.All(found[(stopped + 1)..], each => Assert.Equal(5, each));
        Assert.Contains(
            outcome.Analysis.Warnings, warning => warning.Contains("the watch stopped the run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_LargestVoltage_EndsTheBranchBefore()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 1, "largest_voltage=300 mV");

        double[] volts = outcome.Data.Numbers("voltage");
        Assert.All(volts.Where(double.IsFinite), each => Assert.InRange(Math.Abs(each), 0, 0.3));
        Assert.InRange(outcome["highest_voltage"].Value, 0.25, 0.3);
        outcome.AssertHolds("barrier_height", 0.8);
    }

    [Fact]
    public async Task Run_ParallelStateAlone_GivesTheBarrierWithoutMagnetoresistance()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, 2, "antiparallel_field=none");

        outcome.AssertHolds("barrier_asymmetry", 0.15);
        Assert.DoesNotContain(outcome.Analysis.Results, result => result.Name == "tmr");
    }

    [Fact]
    public async Task Run_OhmicJunction_SaysThatNothingBends()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("barrier_height", Voltage.FromVolts(0))), 1);

        Assert.DoesNotContain(outcome.Analysis.Results, result => result.Name == "barrier_height");
        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("The conductance does not bend with the bias", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("currents", "1..4 uA step 1 uA", "The setting 'currents' has 4 values; a curve needs at least 5.")]
    [InlineData(
        "currents", "-4..4 uA step 1 uA",
        "The setting 'currents' must be positive and ascend: the watch looks at small currents before large ones.")]
    [InlineData("readings", "2", "The setting 'readings' is 2; the watch needs at least 3 to see the noise.")]
    [InlineData(
        "change_ratio", "1",
        "The setting 'change_ratio' is 1; the current changes by a part of the first one between 0 and 1.")]
    [InlineData("resistance_drop", "1", "The setting 'resistance_drop' must lie between 0 and 1, and 'noise_step' above 1.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }

    private static BenchDefinition DeltaBench(string twins) => VirtualLab.BenchOf(
        "barrier-delta", text => text.Replace("\"sim:\"", $"\"{twins}\"", StringComparison.Ordinal));

    private static TunnelResistance JunctionOf(BenchDefinition bench) =>
        Pillar.ResistanceOf(bench.Sample.Parts.Single().Values);

    private static IEnumerable<(string Name, double Truth)> Truths(TunnelResistance junction)
    {
        yield return ("parallel_resistance", junction.ParallelResistance.Ohms);
        yield return ("tmr", junction.TunnelMagnetoresistanceRatio);
        yield return ("half_bias", junction.HalfBias.Volts);
        yield return ("resistance_area", junction.Barrier!.ResistanceAreaOhmSquareMetres);
        yield return ("barrier_height", junction.Barrier.Height.Volts);
        yield return ("barrier_width", junction.Barrier.Width.Meters);
        yield return ("barrier_asymmetry", junction.Barrier.Asymmetry.Volts);
    }
}
