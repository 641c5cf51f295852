using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.Nanowires;

public sealed class SpotPositionProtocolTests
{
    [Fact]
    public async Task Run_SpotBesideTheNotch_FindsItAndTheNextRunPutsItThere()
    {
        (string, object)[] off =
            [("spot_along", Length.FromMeters(1.5e-6)), ("spot_misplacement", default(Length)), ("spread", 0.0)];
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            new SpotPositionProtocol(), bench => VirtualLab.WithParts(bench, off), seed: 2, "positions=-4..4 V step 1 V",
            "loops=10");

        outcome.AssertHolds("spot_position", -1.5);
        outcome.AssertHolds("spot_radius", 2.5);
        outcome.AssertHolds("kerr_swing", 20e-3);
        Assert.InRange(outcome["spot_position"].Uncertainty!.Value, 0, 0.15);

        CalibrationRecord record = Assert.Single(outcome.Analysis.Calibrations) with { Simulated = true, Bench = "nanowire" };
        string[] loops = ["fields=2.5 mT", "loops=10"];
        VirtualLab.Outcome there = await VirtualLab.RunAsync(
            new KerrLoopProtocol(), bench => VirtualLab.WithParts(bench, off),
            new CalibrationsInForce([record], DateTimeOffset.UnixEpoch), seed: 3, loops);

        double[] second = there.Data.Numbers("second_step");
        double[] first = [.. there.Data.Numbers("first_step").Where((_, i) => !double.IsNaN(second[i]))];
        Assert.Equal(10e-3, first.Average(), 1.5e-3);
    }

    [Fact]
    public void Create_StepBeforeThePulse_SaysSo()
    {
        SettingsException error = Assert.Throws<SettingsException>(
            () => new SpotPositionProtocol().Create(new SpotPositionSettings { HeldUntil = MagneticField.FromTesla(2e-3) }));
        Assert.StartsWith(
            "The setting 'held_until' is 2 mT; it has to be above 'field', 2.5 mT", error.Message, StringComparison.Ordinal);
    }
}
