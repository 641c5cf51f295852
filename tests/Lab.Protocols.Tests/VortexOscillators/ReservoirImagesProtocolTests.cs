using Lab.Protocols.VortexOscillators;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Calibrations;
using Lab.Runs.Settings;
using Lab.Studies.Tests.ClassifierNetworks;

namespace Lab.Protocols.Tests.VortexOscillators;

/// <summary>Squares in ten places, told by the twin of a vortex oscillator.</summary>
public sealed class ReservoirImagesProtocolTests : IDisposable
{
    private static readonly ReservoirImagesProtocol Protocol = new();

    private static readonly string[] Small =
    [
        "data=fashion-mnist", "components=9", "nodes=60", "test_images=40", "calibration_images=10", "block=10", "threads=1",
        "ridge=1e-3",
    ];

    private readonly SyntheticImages data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task Run_OnTheTwin_TellsThemAsTheModelDoes()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(Protocol, seed: 1, Small);

        Assert.Equal(4, outcome.Data.Count);
        Assert.InRange(outcome["test_accuracy"].Value, 0.9, 1);
        Assert.InRange(outcome["model_accuracy"].Value, 0.9, 1);

        // The heat is what scatters; the mean of sixteen showings adds a thirtieth.
        Assert.InRange(outcome["device_scatter"].Value / outcome["model_scatter"].Value, 0.8, 1.3);

        // An orbit of the disk's radius gives 0.5 · 400 Ω · 2/3 · 50/550, of which an oscilloscope of 500 MHz passes 0.74 at 460
        // MHz; noise lifts small amplitudes, which makes the line a tenth less steep.
        Assert.Equal(1 / (0.5 * 400 * 2 / 3 * 50 / 550 * 0.74 * 0.9), outcome.Data.Numbers("scale_slope")[0], 0.015);
        Assert.InRange(outcome.Data.Numbers("scale_offset")[0], -0.05, 0.05);
        Assert.Empty(outcome.Analysis.Warnings);
    }

    [Fact]
    public async Task Run_DeviceOfAnotherCriticalCurrent_WarnsThatItIsNotTheModel()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("polarisation", 0.17)), seed: 1, Small);

        Assert.Contains("it is not the oscillator", Assert.Single(outcome.Analysis.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The setting 'start' is reset; a device on a bench has none.", "start=reset")]
    [InlineData("The setting 'largest_current' is 1.6;", "largest_current=1.6")]
    [InlineData("The setting 'input' is source.current", "input=source.current", "output=source.current")]
    public void Create_SettingsThatDoNotFit_SaySo(string message, params string[] settings)
    {
        object bound = SettingsBinder.Bind(
            typeof(BenchImagesSettings), settings.ToDictionary(each => each.Split('=')[0], each => each.Split('=')[1]));
        var error = Assert.Throws<SettingsException>(
            () => ((IProtocol)Protocol).Create(bound, VirtualLab.Bench("vortex")));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CurrentThatExpelsTheCore_SaysThatItIsNotTheModel()
    {
        RunInfo info = await VirtualLab.InfoAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("polarisation", 0.4)), CalibrationsInForce.None, seed: 1, Small);

        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Contains("beyond J_c2", info.Reason, StringComparison.Ordinal);
    }
}
