using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs.Records;

namespace Lab.Protocols.Tests.Nanowires;

public sealed class KerrLoopProtocolTests
{
    [Fact]
    public async Task Run_FarBelowAndAboveTheCentre_WallsArePinnedAndPass()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            new KerrLoopProtocol(), bench => VirtualLab.WithParts(bench, ("spread", 0.0)), seed: 3, "fields=2.5 mT, 7 mT",
            "loops=20");

        double[] fields = outcome.Data.Numbers("field");
        double[] passed = outcome.Data.Numbers("passed");
        Assert.InRange(fields.Zip(passed).Where(each => each.First < 5e-3).Sum(each => each.Second), 0, 3);
        Assert.InRange(fields.Zip(passed).Where(each => each.First > 5e-3).Sum(each => each.Second), 19, 20);
        Assert.All(outcome.Data.Numbers("confidence"), confidence => Assert.InRange(confidence, 0.97, 1));
        Assert.All(
            outcome.Data.Numbers("second_step").Zip(passed),
            each => Assert.Equal(each.Second == 1, double.IsNaN(each.First)));
        Assert.All(outcome.Data.Numbers("first_step"), volts => Assert.InRange(volts, 5e-3, 25e-3));
        Assert.InRange(outcome["agreement"].Value, 0.9, 1);
        Assert.InRange(outcome["worst_miss"].Value, 0, 0.05e-3);
        Assert.Equal(4, outcome.Analysis.Figures.Count);
        Assert.All(outcome.Data.Arrays("signal"), signal => Assert.Equal(750, signal.Length));
    }

    [Fact]
    public async Task Run_PulsesTooSmall_StopsAndSaysThatNoWallIsRead()
    {
        RunInfo info = await VirtualLab.InfoAsync(
            new KerrLoopProtocol(), bench => bench, Lab.Runs.Calibrations.CalibrationsInForce.None, seed: 3,
            "pulse_amplitude=10 V", "most_repeats=5");

        Assert.NotEqual(RunStatus.Done, info.Status);
        Assert.Contains("No wall could be read at 4.6 mT: of 6 loops 0 had their pulse", info.Reason, StringComparison.Ordinal);
    }
}
