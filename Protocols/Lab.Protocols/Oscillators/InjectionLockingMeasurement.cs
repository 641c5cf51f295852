using Lab.Instruments.Shots;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Records;

namespace Lab.Protocols.Oscillators;

/// <summary>The measurement of <see cref="InjectionLockingProtocol"/>: a tone with its cancelling waveform, and a
/// record.</summary>
/// <param name="settings">The settings.</param>
/// <param name="hertz">The tones.</param>
/// <param name="bench">Plays and records.</param>
/// <param name="subtraction">Cancels the leak.</param>
internal sealed class InjectionLockingMeasurement(
    InjectionLockingSettings settings, double[] hertz, OscillatorBench bench, LeakSubtraction subtraction) : IMeasurement
{
    /// <summary>A tone goes on after its record, since an oscilloscope's trigger may be late.</summary>
    private const double AfterSeconds = 0.2e-6;

    /// <summary>How long a tone is played, s.</summary>
    /// <param name="settings">The settings.</param>
    public static double PlayedSeconds(InjectionLockingSettings settings) =>
        settings.SettleTime.Seconds + settings.ToneTime.Seconds + AfterSeconds;

    public async ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken)
    {
        double seconds = PlayedSeconds(settings);
        double[] drive = SteppedTones.Of(
            [hertz[point]], seconds, bench.SamplesPerSecond,
            each => settings.Drive.Volts / bench.ToneResponse(Frequency.FromHertz(each))).Volts;
        await bench.LoadAsync(
            drive, subtraction.WaveformFor(drive, bench.SamplesPerSecond),
            new RecordWindow(
                settings.SettleTime.Seconds, settings.ToneTime.Seconds, settings.ScopeRate.Hertz, settings.Range),
            cancellationToken).ConfigureAwait(false);
        ShotTrace trace = await bench.RecordAsync(cancellationToken).ConfigureAwait(false);
        row.Set(InjectionLockingExperiment.FrequencyColumn, hertz[point]);
        row.Set(InjectionLockingExperiment.StartColumn, trace.StartSeconds);
        row.Set(InjectionLockingExperiment.RateColumn, trace.SamplesPerSecond);
        row.SetElements(
            InjectionLockingExperiment.TraceColumn, Array.ConvertAll(trace.Samples.ToArray(), volts => (float)volts));
        row.Set(LeakSubtraction.RestResidualColumn, subtraction.RestResidualVolts);
    }
}
