using Lab.Benches;
using Lab.Protocols.Oscillators;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>The waves through generator, field line, combiner and oscilloscope.</summary>
public class ReservoirWavesProtocolTests
{
    private static readonly ReservoirWavesProtocol Protocol = new();

    /// <summary>A quarter of the record, of a line that one shot resolves.</summary>
    private static readonly string[] Short = ["centres=231 MHz", "memory_task=off", "periods=32", "shots=1", "masks=1"];

    [Fact]
    public async Task Run_NarrowLineInOneShot_TellsSinesFromSquares()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, Narrow, seed: 1, Short);

        Assert.All(outcome.Analysis.Results.Take(3), best => Assert.InRange(best.Value, 0.9, 1));
        Assert.Contains(outcome.Analysis.Warnings, warning => warning.Contains("single shots", StringComparison.Ordinal));
        Assert.InRange(outcome.Data.Numbers("rest_residual")[0], 0, 0.1e-3);

        // Half of 5 mV on a leak of half of 30 mV.
        Assert.InRange(outcome.Data.Arrays("before_subtraction")[0].Max(), 12e-3, 19e-3);
        Assert.InRange(outcome.Data.Arrays("after_subtraction")[0].Max(), 2e-3, 4e-3);
        Assert.Equal(2.5e-3, outcome.Data.Arrays("amplitude")[0].Average(), 0.3e-3);

        // Locked nodes are at the frequency of their drive.
        double[] frequencies = outcome.Data.Arrays("frequency")[0];
        Assert.InRange(frequencies.Average() * 232, 230.5, 231.5);
        Figure subtraction = Assert.Single(
            outcome.Analysis.Figures, figure => figure.Title.Contains("subtraction", StringComparison.Ordinal));
        Assert.Equal(2, subtraction.Panels.Count);
    }

    [Fact]
    public async Task Run_AveragedTraces_KeepWhatIsLocked()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, Narrow, seed: 1, [.. Short[..2], "periods=8", "shots=4", "averaging=traces"]);

        Assert.Equal(2.5e-3, outcome.Data.Arrays("amplitude")[0].Average(), 0.4e-3);
        Assert.Contains("the traces of 4 repeats", outcome["best_phase"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_GeneratorRateTooLow_SaysSo()
    {
        string? reason = await ReasonOfAsync(bench => bench, "generator_rate=500 MHz");

        Assert.Contains("is too low for a tone of", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OscilloscopeWithoutEnoughMemory_SaysSo()
    {
        string? reason = await ReasonOfAsync(
            _ => VirtualLab.BenchOf("oscillator", text => text.Replace(
                "driver: keysight-dso-x-3054t\n", "driver: keysight-dso-x-3054t\n    memory: 200000\n",
                StringComparison.Ordinal)),
            [.. Short]);

        Assert.Contains("memory", reason, StringComparison.Ordinal);
        Assert.Contains("scope", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_DriveOutsideTheLockingRange_SaysSo()
    {
        string? reason = await ReasonOfAsync(bench => bench, "frequency=240 MHz");

        Assert.Contains("The oscillator is not locked by the drive at 240 MHz", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LeakThatDriftedSinceItsCalibration_SaysSo()
    {
        VirtualLab.Outcome calibrated = await VirtualLab.RunAsync(new SubtractionCalibrationProtocol(), seed: 1);
        var calibrations = new CalibrationsInForce(
            [.. calibrated.Analysis.Calibrations.Select(each => each with { Simulated = true })], DateTimeOffset.UnixEpoch);
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => bench, calibrations, seed: 2, [.. Short[..2], "periods=4", "shots=1"]);
        Assert.InRange(outcome.Data.Numbers("rest_residual")[0], 0, 0.1e-3);

        var error = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() => VirtualLab.RunAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("leak_delay", Duration.FromSeconds(12.5e-9))), calibrations, seed: 2,
            [.. Short[..2], "periods=4", "shots=1"]));
        Assert.Contains("The leak has drifted since its calibration", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The setting 'phase_settle' is 145 ns; with a node of 150 ns", "phase_settle=145 ns")]
    [InlineData("a frequency needs two windows of some periods of the drive", "node_time=18 ns", "phase_settle=0 s",
        "amplitude_settle=0 s")]
    public void Create_NodesTooShortToBeRead_AreRefused(string message, params string[] settings)
    {
        var error = Assert.Throws<SettingsException>(() => Protocol.Create((WaveBenchSettings)SettingsBinder.Bind(
            typeof(WaveBenchSettings), settings.ToDictionary(each => each.Split('=')[0], each => each.Split('=')[1]))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static BenchDefinition Narrow(BenchDefinition bench) =>
        VirtualLab.WithParts(bench, ("linewidth", Frequency.FromMegahertz(0.06)));

    private static async Task<string?> ReasonOfAsync(Func<BenchDefinition, BenchDefinition> change, params string[] settings)
    {
        string[] all = [.. settings, .. Short.Where(each => !settings.Any(other => other.Split('=')[0] == each.Split('=')[0]))];
        var error = await Assert.ThrowsAnyAsync<Exception>(() => VirtualLab.RunAsync(Protocol, change, seed: 1, all));
        return error.Message;
    }
}
