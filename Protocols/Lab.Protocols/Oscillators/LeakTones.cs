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
/// <param name="checkHertz">The tones that check the residual; <see langword="null"/> for the same ones.</param>
internal sealed class LeakTones(
    OscillatorBench bench, IReadOnlyList<double> hertz, LeakTonePlan plan, IReadOnlyList<double>? checkHertz = null)
{
    // The golden section: a delay that is wrong by a whole number of turns from tone to tone is not whole there.
    private const double Between = 0.381966;

    /// <summary>Part of each tone at its beginning and end that is left out: cables and filters settle, and the trigger of
    /// the oscilloscope may come by so much earlier or later than the waveform.</summary>
    public const double MarginSeconds = 0.2e-6;

    private (LeakStage Stage, LeakTransfer? Transfer) loaded;
    private SteppedTones? tones;

    /// <summary>Tones between others, where a fit through these did not look.</summary>
    /// <param name="hertz">The others, ascending.</param>
    /// <returns>One tone less.</returns>
    public static double[] BetweenTones(IReadOnlyList<double> hertz) =>
        [.. hertz.Zip(hertz.Skip(1), (one, next) => one + (Between * (next - one)))];

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

        return Read(TonesOf(stage), tones, await bench.RecordAsync(cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<SteppedTones> LoadAsync(
        LeakStage stage, LeakTransfer? transfer, CancellationToken cancellationToken)
    {
        double volts = (stage == LeakStage.CancelAlone ? plan.Copy : plan.Drive).Volts;
        IReadOnlyList<double> frequencies = TonesOf(stage);
        bench.RequireLength(
            frequencies.Count * plan.ToneTime.Seconds,
            "Play fewer 'frequencies' or shorter tones ('tone_time'), or lower 'generator_rate'.");
        var played = SteppedTones.Of(
            frequencies, plan.ToneTime.Seconds, bench.SamplesPerSecond,
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
            new RecordWindow(0, frequencies.Count * plan.ToneTime.Seconds, plan.LeastScopeRate.Hertz, plan.Range),
            cancellationToken).ConfigureAwait(false);
        return played;
    }

    private IReadOnlyList<double> TonesOf(LeakStage stage) => stage == LeakStage.Check ? checkHertz ?? hertz : hertz;

    private Complex[] Read(IReadOnlyList<double> frequencies, SteppedTones played, ShotTrace trace)
    {
        var amplitudes = new Complex[frequencies.Count];
        for (int tone = 0; tone < amplitudes.Length; tone++)
        {
            int first = SampleAt(trace, played.StartSeconds[tone] + MarginSeconds);
            int end = SampleAt(trace, played.StartSeconds[tone] + plan.ToneTime.Seconds - MarginSeconds);
            Complex amplitude = ToneAmplitude.Of(
                trace.Samples.Span[first..end],
                trace.StartSeconds + (first / trace.SamplesPerSecond) - played.StartSeconds[tone],
                trace.SamplesPerSecond, frequencies[tone]);
            amplitudes[tone] = amplitude * Complex.FromPolarCoordinates(1, -played.StartRadians[tone]);
        }

        return amplitudes;
    }

    private static int SampleAt(ShotTrace trace, double seconds) => Math.Clamp(
        (int)Math.Round((seconds - trace.StartSeconds) * trace.SamplesPerSecond), 0, trace.Samples.Length);
}
