using System.Numerics;
using Lab.Calibration.Oscillators;
using Lab.Instruments.Shots;
using Lab.Models.SignalAnalysis;
using Lab.Quantities;

namespace Lab.Protocols.Oscillators;

/// <summary>Plays tones over a band while the oscillator is at rest, and reads the amplitudes at its output.</summary>
/// <param name="bench">The bench.</param>
/// <param name="hertz">The tones, ascending.</param>
/// <param name="plan">How they are played.</param>
internal sealed class LeakTones(OscillatorBench bench, IReadOnlyList<double> hertz, LeakTonePlan plan)
{
    /// <summary>Part of each tone at its beginning and end that is left out: cables and filters settle, and the trigger of
    /// the oscilloscope may come by so much earlier or later than the waveform.</summary>
    public const double MarginSeconds = 0.2e-6;

    private (LeakStage Stage, LeakTransfer? Transfer) loaded;
    private SteppedTones? tones;

    /// <summary>Plays once.</summary>
    /// <param name="stage">What is played.</param>
    /// <param name="transfer">The transfer that is cancelled; without meaning for a terminal alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The complex amplitudes at the output, V, shape [tone].</returns>
    public async ValueTask<Complex[]> PlayAsync(
        LeakStage stage, LeakTransfer? transfer, CancellationToken cancellationToken)
    {
        if (tones is null || loaded != (stage, transfer))
        {
            tones = await LoadAsync(stage, transfer, cancellationToken).ConfigureAwait(false);
            loaded = (stage, transfer);
        }

        return Read(tones, await bench.RecordAsync(cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<SteppedTones> LoadAsync(
        LeakStage stage, LeakTransfer? transfer, CancellationToken cancellationToken)
    {
        double volts = (stage == LeakStage.CancelAlone ? plan.Copy : plan.Drive).Volts;
        var played = SteppedTones.Of(
            hertz, plan.ToneTime.Seconds, bench.SamplesPerSecond,
            each => volts / bench.ToneResponse(Frequency.FromHertz(each)));
        double[] silence = new double[played.Volts.Length];
        (double[] drive, double[] cancel) = stage switch
        {
            LeakStage.DriveAlone => (played.Volts, silence),
            LeakStage.CancelAlone => (silence, played.Volts),
            _ => (played.Volts, transfer!.CancellingWaveform(played.Volts, bench.SamplesPerSecond)),
        };
        await bench.LoadAsync(
            drive, cancel,
            new RecordWindow(0, hertz.Count * plan.ToneTime.Seconds, plan.LeastScopeRate.Hertz, plan.Range),
            cancellationToken).ConfigureAwait(false);
        return played;
    }

    private Complex[] Read(SteppedTones played, ShotTrace trace)
    {
        var amplitudes = new Complex[hertz.Count];
        for (int tone = 0; tone < amplitudes.Length; tone++)
        {
            int first = SampleAt(trace, played.StartSeconds[tone] + MarginSeconds);
            int end = SampleAt(trace, played.StartSeconds[tone] + plan.ToneTime.Seconds - MarginSeconds);
            Complex amplitude = ToneAmplitude.Of(
                trace.Samples.Span[first..end],
                trace.StartSeconds + (first / trace.SamplesPerSecond) - played.StartSeconds[tone],
                trace.SamplesPerSecond, hertz[tone]);
            amplitudes[tone] = amplitude * Complex.FromPolarCoordinates(1, -played.StartRadians[tone]);
        }

        return amplitudes;
    }

    private static int SampleAt(ShotTrace trace, double seconds) => Math.Clamp(
        (int)Math.Round((seconds - trace.StartSeconds) * trace.SamplesPerSecond), 0, trace.Samples.Length);
}
