using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;
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

    [Theory]
    [InlineData("spot_output=ao0", "The setting 'spot_output' is 'ao0', the output that drives the magnet")]
    [InlineData("kerr_input=ai1", "The setting 'kerr_input' is 'ai1', the input of the magnet's field sensor")]
    public async Task Run_TerminalThatIsAnothers_SaysWhose(string setting, string words)
    {
        RunInfo info = await VirtualLab.InfoAsync(
            new SpotPositionProtocol(), bench => bench, CalibrationsInForce.None, 1, "loops=4", setting);
        Assert.NotEqual(RunStatus.Done, info.Status);
        Assert.Contains(words, info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(2.7)]
    public void Create_StepBeforeThePulse_SaysSo(double millitesla)
    {
        SettingsException error = Assert.Throws<SettingsException>(() => new SpotPositionProtocol().Create(
            new SpotPositionSettings { HeldUntil = MagneticField.FromTesla(millitesla * 1e-3) }));
        Assert.StartsWith(
            $"The setting 'held_until' is {millitesla} mT; it has to be well above 'field', 2.5 mT", error.Message,
            StringComparison.Ordinal);
    }
}
