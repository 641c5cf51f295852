using Lab.Runs.Settings;
using Lab.Studies.KerrLoops;

namespace Lab.Studies.Tests.KerrLoops;

public sealed class KerrLoopStudyProtocolTests
{
    private static readonly KerrLoopStudyProtocol Protocol = new();
    private static readonly string[] Few = ["loops=300", "signal_to_noise=2, 5", "spot_offsets=0", "bandwidths=10"];

    [Fact]
    public async Task Run_SignalOfFiveTimesTheNoise_ReadsRight()
    {
        StudyLab.Outcome outcome = await StudyLab.RunAsync(Protocol, seed: 1, Few);
        Assert.InRange(outcome["right_peaks"].Value, 0.985, 1); // of 300 loops; LoopReaderTests has the goal
        Assert.InRange(outcome["right_change_points"].Value, 0.985, 1);
        Assert.InRange(outcome["wrong_change_points"].Value, 0, 0.01);
        Assert.Equal(2, outcome.Data.Count);
        Assert.All(outcome.Data.Arrays("change_points"), counts => Assert.Equal(300, counts.Sum()));

        // Noise of half the signal hurts; the readers may say so.
        double[] noisy = outcome.Data.Arrays("peaks")[0];
        Assert.True(noisy[4] + noisy[8] < 0.95 * 300, $"{noisy[4] + noisy[8]} of 300 are right");
    }

    [Fact]
    public async Task Run_OnAnyNumberOfThreads_IsTheSame()
    {
        StudyLab.Outcome one = await StudyLab.RunAsync(Protocol, seed: 2, [.. Few, "threads=1"]);
        StudyLab.Outcome two = await StudyLab.RunAsync(Protocol, seed: 2, [.. Few, "threads=2"]);
        Assert.Equal(one.Data.Arrays("peaks"), two.Data.Arrays("peaks"));
        Assert.Equal(one.Data.Arrays("change_points"), two.Data.Arrays("change_points"));
    }

    [Theory]
    [InlineData("signal_to_noise", "3, many", "The setting 'signal_to_noise' has 'many'; numbers from 0.1 to 1000000 with")]
    [InlineData("bandwidths", "5, 5", "The setting 'bandwidths' is '5, 5'; each number once.")]
    [InlineData("loop_amplitude", "5 mT", "The setting 'loop_amplitude' is 0.005; it has to lie between 0.011 and 1, in SI")]
    [InlineData("bandwidths", "0.4", "The setting 'loop_frequency' is 20 Hz, whose loops have 1875 samples, and the setting")]
    [InlineData("loop_frequency", "400 Hz", "The setting 'loop_frequency' is 400 Hz, whose loops have 93 samples, and the")]
    [InlineData("missed_share", "1", "The setting 'missed_share' is 1; it has to lie between 0 and 0.9, in SI units.")]
    [InlineData("sample_rate", "1 kHz", "The setting 'sample_rate' is 1000; it has to lie between 4000 and 100000000")]
    public void Create_SettingsWithoutAMeaning_AreRefused(string setting, string value, string message)
    {
        object settings = SettingsBinder.Bind(
            typeof(KerrLoopStudySettings), new Dictionary<string, string> { [setting] = value });
        SettingsException error = Assert.Throws<SettingsException>(() => Protocol.Create((KerrLoopStudySettings)settings));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }
}
