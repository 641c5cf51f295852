using System.Globalization;
using Lab.Benches;
using Lab.Protocols.Nanowires;
using Lab.Quantities;
using Lab.Runs.Results;
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

        // Twenty loops that scatter by 70 µT and by the place in a bin of 66 µT, which is 19 µT.
        Assert.Equal(double.Hypot(70e-6, 19e-6) / Math.Sqrt(20), outcome["nucleation_field"].Uncertainty!.Value, 8e-6);
        Assert.Equal(0, outcome["missed_share"].Value);
        Assert.InRange(outcome["worst_miss"].Value, 0, 0.05e-3);
        Assert.InRange(outcome["not_read_share"].Value, 0, 0.1);
        var record = Assert.Single(outcome.Analysis.Calibrations);
        Assert.Equal("nanowire/pass-probability", record.Name);
        Assert.Equal(outcome["h0"].Value, record.Value);
        Assert.Equal(outcome["slope"].Value, PassProbabilityRecord.Read(record).SlopePerTesla);
        // Of twenty loops, which tell it to a sixth: four standard deviations.
        double spread = double.Hypot(70e-6, 19e-6);
        Assert.Equal(spread, PassProbabilityRecord.ReadLimit(record)!.SpreadTesla, 4 * spread / Math.Sqrt(2 * 19));
        Assert.Empty(outcome.Analysis.Warnings);
    }

    [Fact]
    public async Task Run_FreedByBesideTheNucleationField_Warns()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            new PassProbabilityProtocol(), Designed, seed: 5, "fields=2.4..6.4 mT step 0.8 mT", "walls=40", "walls_of_point=20",
            "nucleation_loops=20", "freed_by=10.7 mT");
        Assert.Contains(
            outcome.Analysis.Warnings,
            warning => warning.StartsWith("The setting 'freed_by' is 10.7 mT, but the wire reverses", StringComparison.Ordinal));
    }

    /// <summary>Pulses that often miss their field, or loops that are often not read, make no calibration.</summary>
    [Theory]
    [InlineData(4, "0.3 uT", "missed_share", "the pulse missed its field by more than 300 nT")]
    [InlineData(13, "100 uT", "not_read_share", "could not be read. Where pinned walls are")]
    public async Task Run_LoopsThatAreOftenTakenAgain_PutsNoCalibrationInForce(
        double noiseMillivolts, string largestMiss, string share, string words)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            new PassProbabilityProtocol(),
            bench => VirtualLab.WithParts(
                bench, ("spread", 0.0), ("kerr_noise", Voltage.FromVolts(noiseMillivolts * 1e-3))),
            seed: 5, "fields=2.4..6.4 mT step 0.8 mT", "walls=40", "walls_of_point=20", "nucleation_loops=5",
            "timing_bound=0.3 uT", "most_repeats=1000", $"largest_miss={largestMiss}");

        Assert.InRange(outcome[share].Value, 0.2, 1);
        Assert.Contains(outcome.Analysis.Warnings, warning => warning.Contains(words, StringComparison.Ordinal));
        Assert.Empty(outcome.Analysis.Calibrations);
        ResultTable table = Assert.Single(outcome.Analysis.Tables);
        double again = table.Rows.Sum(row => double.Parse(row[5], CultureInfo.InvariantCulture)
            + double.Parse(row[6], CultureInfo.InvariantCulture));
        Assert.Equal(outcome.Data.Numbers("not_read")[5..].Sum() + outcome.Data.Numbers("missed").Sum(), again);
        Assert.True(
            share != "missed_share" || outcome["worst_miss"].Value > 0.3e-6, "The worst miss is that of the loops that count.");
    }

    [Theory]
    [InlineData("walls=70", "The setting 'walls' is 70, no multiple of 'walls_of_point', 50.")]
    [InlineData("fields=4 mT, 5 mT", "The setting 'fields' has 2 values; the fit needs 5.")]
    [InlineData("fields=2 mT, 3 mT, 4 mT, 5 mT, 15 mT", "fields above zero and below 14.25 mT")]
    [InlineData("least_confidence=1.2", "The setting 'least_confidence' is 1.2; it lies between 0.5 and 1.")]
    [InlineData("largest_miss=1 uT", "has to be at least 20 µT, since the timing is corrected only beyond 'timing_bound'")]
    [InlineData("loop_frequency=300 Hz", "A loop of 300 Hz with 40 kHz has 133.3 samples")]
    [InlineData("loop_frequency=0.001 Hz", "A loop of 1 mHz with 40 kHz has 4E+07 samples")]
    [InlineData("sample_rate=1 THz", "A loop of 20 Hz with 1 THz has 5E+10 samples")]
    [InlineData("sample_rate=0 Hz", "The setting 'sample_rate' is 0 Hz; it must be above zero.")]
    [InlineData("loop_frequency=75 Hz", "walls that are held for long enough would be read as passed. Lower 'loop_frequency'")]
    [InlineData("kerr_bandwidth=500 Hz", "is averaged over 1 ms: walls that are held for long enough would be read as passed.")]
    [InlineData("freed_by=5 mT", "a wall that is pinned there has to be held for a while before 'freed_by', 5 mT.")]
    [InlineData("hum_share=0", "The setting 'hum_share' is 0; it lies above 0")]
    [InlineData("mains_frequency=0 Hz", "The setting 'mains_frequency' is 0 Hz; it must be above zero.")]
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
