using Lab.Benches;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>A junction that a lock-in amplifier reads while its tone is keyed.</summary>
public class LockInSpinDiodeProtocolTests
{
    private static readonly LockInSpinDiodeProtocol Protocol = new();

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public async Task Run_WithDefaults_FindsWhatIsHidden(ulong seed)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, seed);

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);
        outcome.AssertHolds("resonance_frequency", outcome.Hidden.ResonanceFrequency.Hertz);
        outcome.AssertHolds("linewidth", outcome.Hidden.Linewidth.Hertz);
        outcome.AssertHolds("symmetry_ratio", outcome.Hidden.SymmetricWeight / outcome.Hidden.AntisymmetricWeight);
        outcome.AssertHolds("sensitivity", outcome.Hidden.SensitivityVoltsPerWatt);
        Assert.Equal(0, outcome["phase"].Value, 4 * outcome["phase"].Uncertainty!.Value);
    }

    [Fact]
    public async Task Run_ReferenceTurned_FindsThePhaseAndTheSameJunction()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => WithLockIn(bench, "phase", Angle.FromDegrees(-50)), 1);

        Assert.Null(outcome.Analysis.Failure);
        Assert.Equal(50, outcome["phase"].Value, 4 * outcome["phase"].Uncertainty!.Value);
        outcome.AssertHolds("sensitivity", outcome.Hidden.SensitivityVoltsPerWatt);
    }

    [Fact]
    public async Task Run_PhaseFarFromTheExpected_WarnsOfTheSign()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => WithLockIn(bench, "phase", Angle.FromDegrees(-80)), 1);

        Assert.Contains(
            outcome.Analysis.Warnings, warning => warning.Contains("the sign of the voltage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_NanovoltmeterBeside_FindsTheSameJunction()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, 1, "nanovoltmeter=on");

        Assert.Null(outcome.Analysis.Failure);
        outcome.AssertHolds("resonance_frequency", outcome.Hidden.ResonanceFrequency.Hertz);
        ResultTable table = Assert.Single(
            outcome.Analysis.Tables, each => each.Title == "Lock-in amplifier and nanovoltmeter");
        Assert.Contains(table.Rows, row => row[0] == "linewidth" && row[1].Length > 0 && row[2].Length > 0);
        Assert.Equal(2, outcome.Analysis.Figures.Count);
    }

    [Theory]
    [InlineData("modulation_frequency", "0 Hz", "The setting 'modulation_frequency' is 0 Hz; it must be positive.")]
    [InlineData("level_uncertainty", "-1 dB", "The setting 'level_uncertainty' is -1 dB; it cannot be negative.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }

    private static BenchDefinition WithLockIn(BenchDefinition bench, string key, object value) => bench with
    {
        Instruments =
        [
            .. bench.Instruments.Select(instrument => instrument.Name == "lockin"
                ? instrument with
                {
                    Settings = new SettingValues(new Dictionary<string, object>(instrument.Settings.All) { [key] = value })
                }
                : instrument),
        ],
    };
}
