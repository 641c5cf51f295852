using Lab.Benches;
using Lab.Protocols.Switching;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Pulses on a pillar whose barrier and critical current the protocol is not told.</summary>
public class SwitchingProtocolTests
{
    private static readonly SwitchingProtocol Protocol = new();

    [Fact]
    public async Task Run_FourSeeds_RecoversBarrierAndCriticalCurrent()
    {
        for (ulong seed = 1; seed <= 4; seed++)
        {
            // Another junction each time, so that nothing can have been tuned to one.
            double stability = 36 + (5 * (double)seed);
            var critical = Current.FromAmperes((0.86 + (0.03 * seed)) * 1e-3);
            VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
                Protocol, bench => With(bench, ("stability", stability), ("critical_current", critical)), seed,
                "amplitudes=-0.56..-0.32 V step 0.02 V", "trials=10");

            // The magnet's remanence of 1 Oe, of 300 Oe, helps the parallel state.
            outcome.AssertHolds("stability", stability * Math.Pow(1 + (1.0 / 300), 2));

            outcome.AssertHolds("critical_current", critical.Amperes);
            outcome.AssertHolds("precession_time", 1e-9);
            Assert.Empty(outcome.Analysis.Warnings);
        }
    }

    [Fact]
    public async Task Run_AmplitudesTooSmall_SaysThatNothingSwitched()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, 1, "amplitudes=-0.1..-0.05 V step 0.01 V", "trials=2", "widths=1 us");

        Assert.StartsWith(
            "The resistances do not fall into two levels", outcome.Analysis.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ResetTooWeak_SaysHowManyFailed()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => With(bench, ("critical_current", Current.FromAmperes(0.9e-3))), 1,
            "amplitudes=-0.46..-0.36 V step 0.02 V", "trials=6", "widths=1 us", "reset_amplitude=0.505 V", "reset_width=100 ns");

        Assert.Contains(outcome.Analysis.Warnings, warning => warning.Contains("resets failed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "amplitudes", "-0.1..0.1 V step 0.05 V", "The setting 'amplitudes' must have values of one sign, none of them zero.")]
    [InlineData("amplitudes", "-0.5..-0.4 V in 3", "The setting 'amplitudes' has 3 values; a transition needs at least 4.")]
    [InlineData("trials", "0", "The setting 'trials' is 0; at least one is needed.")]
    [InlineData("widths", "0 s, 1 us", "The settings 'widths' and 'reset_width' must be above zero.")]
    [InlineData("sense_current", "0 A", "The setting 'sense_current' is zero; without a current there is no resistance to read.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }

    internal static BenchDefinition With(BenchDefinition bench, params (string Key, object Value)[] changes) =>
        VirtualLab.WithParts(bench, [.. changes, ("offset_field", default(MagneticField))]);
}
