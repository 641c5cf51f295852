using Lab.Protocols.Oscillators;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Oscillators whose locking range the protocol is not told.</summary>
public class InjectionLockingProtocolTests
{
    private static readonly InjectionLockingProtocol Protocol = new();

    [Theory]
    [InlineData(1, 7, 0.05, 0.98)]
    [InlineData(2, 5, 0.1, 0.95)] // the same steps of the scan, and more noise for the drive
    public async Task Run_LockingRangeThatItIsNotTold_IsFoundWithArcsineAndPulling(
        ulong seed, double megahertz, double most, double determination)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("locking_range", Frequency.FromMegahertz(megahertz))), seed);

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);
        Assert.InRange(outcome["locking_range"].Value / (megahertz * 1e6), 1 - most, 1 + most);
        outcome.AssertHolds("locking_range", megahertz * 1e6);
        Assert.InRange(outcome["asin_r2"].Value, determination, 1);
        Assert.InRange(outcome["phase_spread"].Value, 0.3, 0.6);

        // A strong drive and noise: the law of a weak one is off by a tenth.
        Assert.InRange(outcome["pulling_range"].Value / (megahertz * 1e6), 0.8, 1.1);
        Assert.Equal(232e6, outcome["frequency"].Value, 0.3e6);
    }

    /// <summary>The shipped bench with another oscilloscope, by its driver line alone.</summary>
    [Theory]
    [InlineData("tektronix-mso64")]
    [InlineData("keysight-dso-s-254a")]
    public async Task Run_AnotherOscilloscopeByItsDriverLineAlone_FindsTheSame(string driver)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            _ => VirtualLab.BenchOf(
                "oscillator", text => text.Replace("keysight-dso-x-3054t", driver, StringComparison.Ordinal)),
            1);

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);
        outcome.AssertHolds("locking_range", 7e6);
        Assert.InRange(outcome["locking_range"].Value, 6.65e6, 7.35e6);
        Assert.InRange(outcome["asin_r2"].Value, 0.98, 1);
        Assert.Equal(232e6, outcome["frequency"].Value, 0.3e6);
    }

    [Fact]
    public async Task Run_SweepBesideTheBand_SaysWhereTheOscillatorRuns()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => bench, 1, "frequencies=238..246 MHz step 1 MHz", "tone_time=5 us");

        Assert.StartsWith(
            "The sweep from 238 MHz to 246 MHz lies outside the locking range: no tone locks the oscillator, whose phase "
                + "scatters by ",
            outcome.Analysis.Failure, StringComparison.Ordinal);
        Assert.Contains("It runs at about 23", outcome.Analysis.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SweepThatEndsWithinTheBand_SaysAtWhichEnd()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => bench, 1, "frequencies=231..241 MHz step 1 MHz", "tone_time=5 us");

        Assert.Equal(
            "The locking range goes on beyond the lower end of the sweep from 231 MHz to 241 MHz. Widen 'frequencies', or lower "
                + "'drive'.",
            outcome.Analysis.Failure);
    }

    [Theory]
    [InlineData(
        "generator_rate=500 MHz",
        "A rate of 500 MSa/s is too low for a tone of 242 MHz, which needs 605 MSa/s")]
    [InlineData(
        "tone_time=1 s",
        "has 1,200,002,640 samples, and the memory of the ")]
    [InlineData(
        "tone_time=5 ms",
        "5 ms at 1.2 GSa/s are 6,000,000 samples of each input, and the InfiniiVision takes 800 MSa/s over this time: its "
            + "memory is "
            + "too small")]
    public async Task Run_InstrumentThatIsTooSmall_SaysWhich(string setting, string expected)
    {
        RunInfo info = await VirtualLab.InfoAsync(Protocol, bench => bench, CalibrationsInForce.None, 1, setting);

        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Contains(expected, info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FewTonesWithinTheBand_LeavesTheArcsineOut()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => VirtualLab.WithParts(bench, ("locking_range", Frequency.FromMegahertz(5))), 1,
            "frequencies=220..244 MHz step 2.4 MHz", "tone_time=5 us");

        Assert.Null(outcome.Analysis.Failure);
        Assert.DoesNotContain(outcome.Analysis.Results, result => result.Name is "asin_r2" or "asin_range");
        Assert.Contains(
            "Fewer than 4 tones lie within the band, too few for the arcsine of the phase (asin_r2, asin_range): make the step "
                + "of 'frequencies' smaller.",
            outcome.Analysis.Warnings);
    }

    [Theory]
    [InlineData("filter_half_width", "1 MHz", "The setting 'tone_time' is 20 µs; it has to be at least 30 µs, since the filter "
        + "of 'filter_half_width', 1 MHz, has to settle at both ends of the record; take a wider filter or longer tones.")]
    [InlineData("largest_residual", "-1 mV", "The setting 'largest_residual' is -1 mV; it must be above zero.")]
    [InlineData("scope_rate", "400 MHz", "The setting 'scope_rate' is 400 MHz; a drive of 242 MHz needs more than twice of it.")]
    [InlineData("frequencies", "230..234 MHz step 1 MHz", "The setting 'frequencies' needs 9 or more positive values in "
        + "ascending order.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }
}
