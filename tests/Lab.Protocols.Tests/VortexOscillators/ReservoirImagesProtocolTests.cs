using Lab.Models.Randomness;
using Lab.Models.VortexOscillators;
using Lab.Protocols.VortexOscillators;
using Lab.Quantities;
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

        // An orbit of the disk's radius gives 0.5 · 400 Ω · 2/3 · 50/550.
        Assert.Equal(
            1 / (0.5 * 400 * 2 / 3 * 50 / 550 * SlopeOfTheModel(new VortexOscillator())),
            outcome.Data.Numbers("scale_slope")[0], 0.004);
        Assert.InRange(outcome.Data.Numbers("scale_offset")[0], -0.05, 0.05);
        Assert.Empty(outcome.Analysis.Warnings);
    }

    // Without a shift of the frequency the factor is what the oscilloscope passes at 465 MHz, 0.74; a larger orbit is faster, and
    // less of it passes.
    [Fact]
    public void SlopeOfTheModel_FrequencyThatDoesNotShift_IsWhatPassesAtTheCarrier()
    {
        Assert.Equal(
            Math.Exp(-Math.Log(2) / 2 * Math.Pow(465.0 / 500, 2)),
            SlopeOfTheModel(new VortexOscillator { FrequencyShift = 0 }), 0.015);
        Assert.InRange(SlopeOfTheModel(new VortexOscillator()), 0.65, 0.70);
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

    // How the envelope that is read follows the mean amplitude of the model at the end of nodes: by the motion of the core with
    // heat, the Gaussian roll-off of an oscilloscope of 500 MHz, and the last three of the 32 windows of Hann of a node, two hops
    // long, about the carrier.
    private static double SlopeOfTheModel(VortexOscillator oscillator)
    {
        const int nodes = 2000;
        const int steps = 100;
        const int showings = 16;
        const double hop = steps / 33.0;
        const double carrier = 465e6;
        double critical = oscillator.Disk.FirstCritical.AmperesPerSquareMetre;
        var random = RandomStream.For(1, "currents");
        double[] currents =
            [.. Enumerable.Range(0, nodes).Select(_ => critical * Math.Clamp(1.15 + (0.4 * random.NextGaussian()), 0.3, 1.45))];
        double[] weights =
        [
            .. Enumerable.Range(1, steps).Select(step => Enumerable.Range(30, 3).Sum(window =>
            {
                double off = (step - (window * hop)) / hop;
                return Math.Abs(off) < 1 ? Math.Pow(Math.Cos(Math.PI / 2 * off), 2) : 0;
            })),
        ];
        double total = weights.Sum();
        double Passed(double amplitude)
        {
            double hertz =
                oscillator.Disk.RestFrequency.Hertz * (1 + (oscillator.FrequencyShift * amplitude * amplitude));
            double off = 2 * hop * 1e-9 * (hertz - carrier);
            double hann = Math.Sin(Math.PI * off) / (Math.PI * off) / (1 - (off * off));
            return hann * Math.Exp(-Math.Log(2) / 2 * Math.Pow(hertz / 500e6, 2));
        }

        double[] read = new double[nodes];
        double[] means = new double[nodes];
        for (int showing = 0; showing <= showings; showing++)
        {
            var motion = new VortexMotion(
                oscillator, Duration.FromNanoseconds(1), Temperature.FromKelvin(300), new VortexState(0.4, 0),
                RandomStream.For((ulong)showing, "heat"));
            for (int node = 0; node < nodes; node++)
            {
                for (int step = 0; step < steps; step++)
                {
                    motion.Step(currents[node]);
                    double amplitude = motion.State.Amplitude;
                    read[node] += showing == 0 ? weights[step] / total * amplitude * Passed(amplitude) : 0;
                }

                means[node] += showing == 0 ? 0 : motion.State.Amplitude / showings;
            }
        }

        (double meanRead, double mean) = (read.Average(), means.Average());
        return read.Zip(means, (one, other) => (one - meanRead) * (other - mean)).Sum()
            / means.Sum(other => (other - mean) * (other - mean));
    }
}
