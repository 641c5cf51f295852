using Lab.Benches;
using Lab.Protocols.Nanowires;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests.Nanowires;

public sealed class PassProbabilityProtocolTests
{
    [Fact]
    public async Task Run_OnTheDesignedWire_FindsItsLawAndNucleationField()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            new PassProbabilityProtocol(), Designed, seed: 5, "fields=2.4..6.4 mT step 0.4 mT", "walls=60", "walls_of_point=30",
            "nucleation_loops=20");

        outcome.AssertHolds("h0", 4.63e-3);
        outcome.AssertHolds("slope", 2730);
        outcome.AssertHolds("floor", 0.0219);
        outcome.AssertHolds("nucleation_field", 10.74e-3);
        Assert.InRange(outcome["h0"].Uncertainty!.Value, 0, 0.1e-3);
        Assert.InRange(outcome["nucleation_field"].Uncertainty!.Value, 0, 0.05e-3);
        Assert.InRange(outcome["worst_miss"].Value, 0, 0.05e-3);
        Assert.InRange(outcome["not_read_share"].Value, 0, 0.1);
        var record = Assert.Single(outcome.Analysis.Calibrations);
        Assert.Equal("nanowire/pass-probability", record.Name);
        Assert.Equal(outcome["h0"].Value, record.Value);
        Assert.Equal(outcome["slope"].Value, PassProbabilityRecord.Read(record).SlopePerTesla);
    }

    [Theory]
    [InlineData("walls=70", "The setting 'walls' is 70, no multiple of 'walls_of_point', 50.")]
    [InlineData("fields=4 mT, 5 mT", "The setting 'fields' has 2 values; the fit needs 5.")]
    [InlineData("fields=2..15 mT step 1 mT", "fields above zero and below 14.25 mT")]
    [InlineData("least_confidence=1.2", "The setting 'least_confidence' is 1.2; it lies between 0.5 and 1.")]
    [InlineData("largest_miss=1 uT", "has to be at least 20 µT, since the timing is corrected only beyond 'timing_bound'")]
    [InlineData("loop_frequency=300 Hz", "is too coarse")]
    public void Create_SettingsThatContradict_SaysWhich(string setting, string words)
    {
        var protocol = new PassProbabilityProtocol();
        string[] parts = setting.Split('=');
        object settings = SettingsBinder.Bind(
            protocol.SettingsType, new Dictionary<string, string> { [parts[0]] = parts[1] });

        SettingsException error = Assert.Throws<SettingsException>(() => protocol.Create((PassProbabilitySettings)settings));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private static BenchDefinition Designed(BenchDefinition bench) =>
        VirtualLab.WithParts(bench, ("spread", 0.0));
}
