using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Tests.Benches;
using Lab.Mocks;

namespace Lab.Instruments.Tests.FirstContact;

/// <summary>Harmless set-points on the shipped bench.</summary>
public sealed class SetPointTrialTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trial_ShippedBench_ReadsBackWhatItSetsAndSwitchesNothingOn(bool rough)
    {
        BenchDefinition definition = ShippedBench.Read();
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed: 1, clock, isRough: rough);
        await using OpenBench bench = await OpenBench.OpenAsync(definition, [twins], clock, simulation: null, default);

        IReadOnlyList<SetPointFinding> findings = await new SetPointTrial(bench).RunAsync(default);

        // The limits: 10 MHz to 6 GHz, at most 0 dBm, 15 mA, 1 mA and 0.5 V.
        Assert.Equal(
            [
                "rf frequency Agrees 244.949 MHz", "rf power Agrees -20 dBm",
                "line current Agrees 0 A", "line current Agrees 150 µA", "line current Agrees 0 A", "line compliance Agrees 1 V",
                "smu current Agrees 0 A", "smu current Agrees 10 µA", "smu current Agrees 0 A", "smu compliance Agrees 500 mV",
                "supply current NotTried ",
            ],
            findings.Select(finding => $"{finding.Instrument} {finding.Channel} {finding.Outcome} {finding.Set}"));
        Assert.False(await bench.Get<IRfGenerator>("rf").GetOutputAsync());
        Assert.False(await bench.Get<ICurrentSource>("line").GetOutputAsync());
        Assert.False(await bench.Get<ISourceMeter>("smu").GetOutputAsync());
    }

    [Fact]
    public async Task Trial_OutputThatIsOn_IsLeftAlone()
    {
        BenchDefinition definition = ShippedBench.Read();
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed: 1, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(definition, [twins], clock, simulation: null, default);
        await bench.Get<IRfGenerator>("rf").SetOutputAsync(on: true);

        IReadOnlyList<SetPointFinding> findings = await new SetPointTrial(bench).RunAsync(default);

        SetPointFinding finding = Assert.Single(findings, finding => finding.Instrument == "rf");
        Assert.Equal(
            (SetPointOutcome.NotTried, "The output is on; whatever is set would be felt."), (finding.Outcome, finding.Words));
    }
}
