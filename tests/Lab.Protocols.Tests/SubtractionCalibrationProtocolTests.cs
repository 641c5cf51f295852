using Lab.Benches;
using Lab.Calibration.Oscillators;
using Lab.Protocols.Oscillators;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Leaks that the protocol is not told.</summary>
public class SubtractionCalibrationProtocolTests
{
    private const double Combiner = 0.5;
    private const double DriveVolts = 0.35;

    private static readonly SubtractionCalibrationProtocol Protocol = new();

    [Theory]
    [InlineData(1, 12.35e-9, 30.0 / 350)]
    [InlineData(2, 7.113e-9, 0.06)]
    public async Task Run_LeakThatItIsNotTold_IsCancelledOverTheWholeBand(ulong seed, double delay, double leak)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => WithLeak(bench, delay, leak), seed, "tone_time=2 us");

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);

        // Asked for are 0.1 mV, and 5 ps without jitter.
        Assert.InRange(outcome["residual"].Value, 0, 0.01e-3);
        Assert.InRange(outcome["delay"].Value - delay, -5e-12, 5e-12);
        outcome.AssertHolds("delay", delay);
        outcome.AssertHolds("amplitude", leak * 233.395 / 232);
        outcome.AssertHolds("amplitude_slope", leak / 232e6);

        // Half of it comes out of the combiner, and 0.85 to 0.88 of that through the oscilloscope's 500 MHz.
        Assert.InRange(outcome["leak"].Value / (leak * DriveVolts * Combiner), 0.85, 1);
    }

    [Fact]
    public async Task Run_TriggerThatJitters_IsStillCancelled()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => WithJitter(bench, 10e-12), 1, "tone_time=2 us");

        // Plain copies of both waveforms would leave 0.063 mV on the mean.
        Assert.InRange(outcome["residual"].Value, 0, 0.02e-3);
    }

    [Fact]
    public async Task Run_NoLeak_SaysThatThereIsNothingToCancel()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => WithLeak(bench, 0, 0), 1, "tone_time=1 us", "null_rounds=3");

        Assert.Contains("there is nothing to cancel", outcome.Analysis.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CancellingWaveformThatDoesNotArrive_SaysSoAndCalibratesNothing()
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => bench, 1, "tone_time=1 us", "null_rounds=3", "copy=1 nV");

        Assert.EndsWith(
            "no more than noise: it does not reach the oscilloscope, and cancels nothing. Check its cable from the generator to "
                + "the combiner, and raise 'copy' to about the leak at the combiner.",
            outcome.Analysis.Failure, StringComparison.Ordinal);
        Assert.Empty(outcome.Analysis.Calibrations);
    }

    [Fact]
    public async Task Run_TonesThatNoMemoryHolds_SaysSoBeforeAnythingIsPlayed()
    {
        RunInfo info = await VirtualLab.InfoAsync(Protocol, bench => bench, CalibrationsInForce.None, 1, "tone_time=1 s");

        Assert.Equal(RunStatus.Failed, info.Status);
        Assert.Contains("samples, and the memory of the ", info.Reason, StringComparison.Ordinal);
        Assert.Contains("shorter tones ('tone_time')", info.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TonesTooFarApartForTheDelay_LeaksBetweenThemAndCalibratesNothing()
    {
        // 48 MHz times 12.35 ns is more than a half: the phase turns by a whole turn less from tone to tone.
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol, bench => bench, 1, "drive=100 mV", "frequencies=130.3..322.3 MHz step 48 MHz", "null_rounds=5",
            "check_rounds=2", "alone_rounds=2", "tone_time=1 us");

        Assert.InRange(outcome["residual"].Value, 1e-3, 10e-3);
        Assert.Null(outcome["delay"].Uncertainty);
        Assert.Empty(outcome.Analysis.Calibrations);
        string warning = outcome.Analysis.Warnings[0];
        Assert.StartsWith("The leak is not cancelled, and no calibration is put in force: ", warning, StringComparison.Ordinal);
        Assert.Contains("Make the step of 'frequencies' smaller", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LaterRun_RecordThatNeverCancelled_SaysSo()
    {
        CalibrationRecord record = SubtractionRecord.Of(
            new LeakTransfer(220e6, 245e6, 0.06, 3.7e-10, 2.379, 12.35e-9), 1e-12, 15e-3) with
        {
            Source = "run-1",
            Simulated = true,
        };

        RunInfo info = await VirtualLab.InfoAsync(
            new InjectionLockingProtocol(), bench => bench, new CalibrationsInForce([record], DateTimeOffset.UnixEpoch), 1);

        Assert.Contains(
            "The leak was never cancelled by its calibration 'oscillator/subtraction' from run-1: ", info.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LaterRun_LeakThatHasDrifted_SaysSoBeforeItsFirstPoint()
    {
        CalibrationRecord record = (await VirtualLab.RunAsync(
            Protocol, bench => bench, 1, "tone_time=1 us", "null_rounds=5")).Analysis.Calibrations.Single() with
        {
            Source = "run-1",
            Simulated = true,
        };
        var inForce = new CalibrationsInForce([record], DateTimeOffset.UnixEpoch);

        // A leak that comes 50 ps later turns by 4 degrees: a millivolt of the 15 mV is left.
        RunInfo drifted = await VirtualLab.InfoAsync(
            new InjectionLockingProtocol(), bench => WithLeak(bench, 12.4e-9, 30.0 / 350), inForce, 1, "tone_time=2 us");
        RunInfo unchanged = await VirtualLab.InfoAsync(
            new InjectionLockingProtocol(), bench => bench, inForce, 1, "tone_time=2 us");

        Assert.Equal(RunStatus.Failed, drifted.Status);
        Assert.Contains(
            "The leak has drifted since its calibration 'oscillator/subtraction' from run-1: with the oscillator at rest ",
            drifted.Reason, StringComparison.Ordinal);
        Assert.Equal(RunStatus.Done, unchanged.Status);
    }

    [Fact]
    public async Task LaterRun_BeyondTheBand_SaysHowToCalibrateIt()
    {
        CalibrationRecord record = SubtractionRecord.Of(
            new LeakTransfer(225e6, 240e6, 0.086, 3.7e-10, 2, 12e-9), 1e-12, 1e-6) with
        {
            Source = "run-1",
        };

        RunInfo info = await VirtualLab.InfoAsync(
            new InjectionLockingProtocol(), bench => bench, new CalibrationsInForce([record], DateTimeOffset.UnixEpoch), 1);

        Assert.Contains(
            "cancels the leak from 225 to 240 MHz, and the drive goes from 222 to 242 MHz. Calibrate over all of it: 'lab run "
                + "subtraction-calibration --set \"frequencies=222..242 MHz step 1 MHz\"'.",
            info.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tone_time", "0.5 us", "The setting 'tone_time' is 500 ns; it has to be at least 600 ns, since both ends of "
        + "a tone are left out.")]
    [InlineData("largest_residual", "-1 mV", "The setting 'largest_residual' is -1 mV; it must be above zero.")]
    [InlineData("null_rounds", "2", "The setting 'null_rounds' is 2; at least 3 are needed.")]
    [InlineData("frequencies", "230 MHz, 229 MHz", "The setting 'frequencies' needs 4 or more positive values in ascending "
        + "order.")]
    public void Create_SettingsThatGiveNoResult_SaySo(string key, string value, string expected)
    {
        object settings = SettingsBinder.Bind(Protocol.SettingsType, new Dictionary<string, string> { [key] = value });

        Assert.Equal(expected, Assert.Throws<SettingsException>(() => Protocol.Create(settings)).Message);
    }

    private static BenchDefinition WithLeak(BenchDefinition bench, double delay, double leak) =>
        VirtualLab.WithParts(bench, ("leak_delay", Duration.FromSeconds(delay)), ("leak", leak));

    private static BenchDefinition WithJitter(BenchDefinition bench, double seconds) => bench with
    {
        Instruments =
        [
            .. bench.Instruments.Select(instrument => instrument.Name == "awg"
                ? instrument with
                {
                    Twin = new SettingValues(new Dictionary<string, object>(instrument.Twin.All)
                    {
                        ["trigger_jitter"] = Duration.FromSeconds(seconds),
                    }),
                }
                : instrument),
        ],
    };
}
