using Lab.Calibration.Nanowires;
using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;

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

    /// <summary>A rate that the card's timebase of 100 MHz does not have.</summary>
    [Fact]
    public async Task Run_RateThatTheCardRounds_IsTimedByTheCardsRate()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            new FieldTimingProtocol(), seed: 2, [.. Short, "sample_rate=47.3 kHz"]);
        double rate = 100e6 / Math.Round(100e6 / 47.3e3);
        double[] series = Assert.Single(outcome.Analysis.Calibrations).Curves["series"];
        Assert.Equal(rate / 2365, series[0], 1e-9);
        Assert.Equal(400e-6 + (0.5 / rate) + 1.6e-6, outcome["lag"].Value, 1e-6);
    }

    [Fact]
    public async Task Measure_LoopThatIsRepeated_CountsOnce()
    {
        IRunData once = await VirtualLab.MeasureAsync(
            new FieldTimingProtocol(), bench => bench, 2, [0, 1, 2, 3], "loops=3", "check_loops=1", "timing_bound=1 uT");
        IRunData twice = await VirtualLab.MeasureAsync(
            new FieldTimingProtocol(), bench => bench, 2, [0, 1, 2, 2, 3], "loops=3", "check_loops=1", "timing_bound=1 uT");

        // The check's time is that of the mean of three loops, and the field of a magnet that warms is not that of four.
        Assert.Equal(once.Numbers("miss")[^1], twice.Numbers("miss")[^1], 5e-6);
        Assert.Equal(0, twice.Numbers("is_check")[3]);
    }

    /// <summary>After a pause the magnet has another lag than when the timing was told.</summary>
    [Fact]
    public async Task Resume_MagnetThatIsNoLongerAsTold_ChecksWithItsTimingOfNow()
    {
        VirtualLab.Outcome before = await VirtualLab.RunAsync(
            new FieldTimingProtocol(), _ => VirtualLab.BenchOf("nanowire", text => Change(text, " lag: 0.4 ms", " lag: 0.5 ms")),
            seed: 2, Short);
        int told = before.Data.Numbers("is_check").Count(isCheck => isCheck == 0);

        VirtualLab.Outcome after = await VirtualLab.ResumeAsync(
            new FieldTimingProtocol(), bench => bench, before.Data, told + 1, seed: 2, Short);

        Assert.Equal(before.Data.Count - told - 1, after.Data.Count);
        Assert.All(after.Data.Numbers("miss"), miss => Assert.InRange(miss, -0.02e-3, 0.02e-3)); // 0.19 mT with what was told
    }

    [Theory]
    [InlineData("sensitivity: 10 }", "sensitivity: -10 }", "as one of the other sign is")]
    [InlineData("sensitivity: 10 }", "sensitivity: 20 }", "The recorded field has an amplitude of 7.")]
    [InlineData("sensitivity: 10 }", "sensitivity: 5 }", "were played.")]
    [InlineData("daq.ai1: { port: hall-sensor, part: sensor }", "", "The recorded field has an amplitude of")]
    public async Task Run_SensorThatTellsAnotherField_SaysSoInsteadOfABug(string part, string instead, string words)
    {
        RunInfo info = await VirtualLab.InfoAsync(
            new FieldTimingProtocol(), _ => VirtualLab.BenchOf("nanowire", text => Change(text, part, instead)),
            CalibrationsInForce.None, 2, Short);
        Assert.NotEqual(RunStatus.Done, info.Status);
        Assert.Contains(words, info.Reason, StringComparison.Ordinal);
        Assert.Contains("Look at the field sensor", info.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Bug in Lab", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireField_RecordOfADeadSensor_SaysSo()
    {
        RunException dead = Assert.Throws<RunException>(() => DrivenField.RequireField(new double[100]));
        Assert.StartsWith("The field sensor tells 0 T throughout a loop: it is dead", dead.Message, StringComparison.Ordinal);
        RunException none = Assert.Throws<RunException>(() => DrivenField.RequireField([0, double.NaN]));
        Assert.StartsWith("The field sensor tells NaN T in a loop.", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RequireReached_FieldAboveTheRecordedOne_SaysSo()
    {
        double[] series = new double[FieldTiming.Coefficients];
        series[1] = -13e-3; // −13 mT · sin
        RunException error = Assert.Throws<RunException>(
            () => DrivenField.RequireReached(new FieldTiming(20, series), MagneticField.FromTesla(14e-3)));
        Assert.StartsWith(
            "The recorded field does not reach 14 mT; its amplitude is 13 mT. Raise 'loop_amplitude'.", error.Message,
            StringComparison.Ordinal);
    }

    private static string Change(string text, string part, string instead) => text.Contains(part, StringComparison.Ordinal)
        ? text.Replace(part, instead, StringComparison.Ordinal)
        : throw new ArgumentException($"The bench has no '{part}'.", nameof(part));
}
