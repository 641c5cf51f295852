using Lab.Protocols.Nanowires;
using Lab.Runs.Calibrations;

namespace Lab.Protocols.Tests.Nanowires;

public sealed class FieldTimingProtocolTests
{
    private static readonly string[] Short = ["loops=10", "check_loops=4"];

    [Fact]
    public async Task Run_OnTheWarmingMagnet_FindsItsLagAndLeavesNext_ToNothing()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(new FieldTimingProtocol(), seed: 2, Short);

        // The magnet's lag, half a sample for which the output holds each of its own, and the pole of the sensor.
        Assert.Equal(400e-6 + 12.5e-6 + 1.6e-6, outcome["lag"].Value, 1e-6);
        Assert.Equal(15e-3, outcome["amplitude"].Value, 0.02e-3);
        Assert.InRange(outcome["residual"].Value, 0, 0.02e-3);
        Assert.Equal("magnet/field-timing", Assert.Single(outcome.Analysis.Calibrations).Name);
    }

    [Fact]
    public async Task Run_WithTheCalibrationInForce_BeginsWithIt()
    {
        VirtualLab.Outcome timing = await VirtualLab.RunAsync(new FieldTimingProtocol(), seed: 2, Short);
        CalibrationRecord record = Assert.Single(timing.Analysis.Calibrations) with { Simulated = true, Bench = "nanowire" };
        var inForce = new CalibrationsInForce([record], DateTimeOffset.UnixEpoch);

        VirtualLab.Outcome loops = await VirtualLab.RunAsync(
            new KerrLoopProtocol(), bench => bench, inForce, seed: 4, "loops=3");

        Assert.Contains(loops.Info.Calibrations, used => used.Name == "magnet/field-timing");
        Assert.InRange(loops["worst_miss"].Value, 0, 0.05e-3);
    }

    [Fact]
    public async Task Run_OfAnotherLoopThanTheCalibration_TimesItself()
    {
        VirtualLab.Outcome timing = await VirtualLab.RunAsync(new FieldTimingProtocol(), seed: 2, Short);
        CalibrationRecord record = Assert.Single(timing.Analysis.Calibrations) with { Simulated = true, Bench = "nanowire" };
        var inForce = new CalibrationsInForce([record], DateTimeOffset.UnixEpoch);

        VirtualLab.Outcome loops = await VirtualLab.RunAsync(
            new KerrLoopProtocol(), bench => bench, inForce, seed: 4, "loops=3", "loop_frequency=25 Hz");

        Assert.Empty(loops.Info.Calibrations);
        Assert.InRange(loops["worst_miss"].Value, 0, 0.05e-3);
    }
}
