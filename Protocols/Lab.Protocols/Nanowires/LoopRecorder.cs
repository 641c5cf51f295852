using Lab.Benches;
using Lab.Calibration.Nanowires;
using Lab.Instruments.Clocks;
using Lab.Instruments.DaqCards;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.Shots;
using Lab.Models.KerrLoops;
using Lab.Quantities;
using Lab.Runs;

namespace Lab.Protocols.Nanowires;

/// <summary>Plays a period of the field that begins with its negative half, which saturates the wire, fires a pulse at a time of
/// it, and records field and Kerr signal on the same clock.</summary>
internal sealed class LoopRecorder
{
    /// <summary>Width of the card's pulse, which any trigger input takes.</summary>
    private const double TriggerSeconds = 10e-6;

    /// <summary>The rising half that a reader gets: from an eighth of a period before the upward passage through zero to the
    /// maximum.</summary>
    private const double RecordFrom = 0.375;

    private const double RecordTo = 0.75;

    /// <summary>The part of a period that a reader gets.</summary>
    public const double RecordShare = RecordTo - RecordFrom;

    private readonly IBench bench;
    private readonly WallLoopSettings settings;
    private readonly string fieldOutput;
    private readonly IDaqCard card;
    private readonly IWaveformMagnet magnet;
    private readonly IPulseGenerator pulser;
    private readonly Shot shot;
    private readonly FieldTimingFitter fitter;
    private readonly double[] tesla;
    private double? delaySeconds;
    private bool isPulsing;

    private LoopRecorder(
        IBench bench, WallLoopSettings settings, string fieldOutput, IDaqCard card, IWaveformMagnet magnet,
        IPulseGenerator pulser, Shot shot, int samples)
    {
        this.bench = bench;
        (this.settings, this.fieldOutput, this.card) = (settings, fieldOutput, card);
        (this.magnet, this.pulser, this.shot) = (magnet, pulser, shot);
        SampleSeconds = 1 / card.SamplesPerSecond;
        fitter = new FieldTimingFitter(samples, card.SamplesPerSecond);
        tesla = new double[samples];
    }

    /// <summary>Time between samples, s.</summary>
    public double SampleSeconds { get; }

    /// <summary>Sets pulse generator, magnet and card up; no pulse comes yet.</summary>
    /// <param name="bench">The open bench.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">The Kerr signal is said to be where the field is recorded.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails or a limit forbids a set-point.</exception>
    public static async ValueTask<LoopRecorder> PrepareAsync(
        IBench bench, WallLoopSettings settings, CancellationToken cancellationToken)
    {
        IDaqCard card = bench.Get<IDaqCard>(NanowireBench.CardRole);
        IWaveformMagnet magnet = bench.Get<IWaveformMagnet>(NanowireBench.MagnetRole);
        IPulseGenerator pulser = bench.Get<IPulseGenerator>(NanowireBench.PulserRole);
        await pulser.SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
        await pulser.HoldAsync(cancellationToken).ConfigureAwait(false);
        await pulser.SetWidthAsync(settings.PulseWidth, cancellationToken).ConfigureAwait(false);
        await pulser.SetAmplitudeAsync(settings.PulseAmplitude, cancellationToken).ConfigureAwait(false);
        await pulser.AwaitTriggersAsync(settings.LoopFrequency, cancellationToken).ConfigureAwait(false);
        double rate = settings.SampleRate.Hertz;
        int samples = (int)Math.Round(rate / settings.LoopFrequency.Hertz);
        double[] wave = new double[samples];
        for (int i = 0; i < samples; i++)
        {
            wave[i] = -settings.LoopAmplitude.Tesla * Math.Sin(Math.Tau * i / samples);
        }

        PlayTask play = await magnet.PlanFieldAsync(wave, rate, cancellationToken).ConfigureAwait(false);
        CaptureTask sensor = magnet.RecordField(samples, rate);
        if (sensor.Terminal == settings.KerrInput)
        {
            throw new RunException(
                $"The setting 'kerr_input' is '{settings.KerrInput}', the input of the magnet's field sensor; name the one at "
                    + "which the Kerr signal is.");
        }

        // The sensor comes first: one converter takes the inputs in turn.
        card.Repetitions = 1;
        var shot = new Shot(
            card,
            (card,
            [
                play, sensor, new CaptureTask(settings.KerrInput, 0, samples, rate),
                new PulseTask(settings.Counter, 0.5 / settings.LoopFrequency.Hertz, TriggerSeconds),
            ]));
        await shot.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return new LoopRecorder(bench, settings, play.Terminal, card, magnet, pulser, shot, samples);
    }

    /// <summary>Lets pulses come in the loops from now on, or not.</summary>
    /// <param name="on">Whether they come.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async ValueTask SwitchPulsesAsync(bool on, CancellationToken cancellationToken)
    {
        if (isPulsing != on)
        {
            await pulser.SetOutputAsync(on, cancellationToken).ConfigureAwait(false);
            isPulsing = on;
        }
    }

    /// <summary>Moves the spot along the wire, and waits until it is there.</summary>
    /// <param name="output">The card's output at its scanner.</param>
    /// <param name="position">The voltage.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">The output is the magnet's.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">A limit forbids it, or an instrument fails.</exception>
    public async ValueTask MoveSpotAsync(string output, Voltage position, CancellationToken cancellationToken)
    {
        if (output == fieldOutput)
        {
            throw new RunException(
                $"The setting 'spot_output' is '{output}', the output that drives the magnet; name the one at the scanner "
                    + "of the spot.");
        }

        await card.SetVoltageAsync(output, position, cancellationToken).ConfigureAwait(false);
        await bench.Clock.WaitAsync(settings.SpotSettle, cancellationToken).ConfigureAwait(false);
        await shot.PrepareAsync(cancellationToken).ConfigureAwait(false); // to set an output ends a prepared shot
        delaySeconds = null;
    }

    /// <summary>Takes a loop.</summary>
    /// <param name="field">The field that is wanted at the pulse.</param>
    /// <param name="seconds">When the pulse comes after the trigger, s.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="RunException">The recorded field is not the one that was played.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails.</exception>
    public async ValueTask<WallLoop> TakeAsync(MagneticField field, double seconds, CancellationToken cancellationToken)
    {
        if (delaySeconds != seconds)
        {
            await card.SetPulseDelayAsync(settings.Counter, Duration.FromSeconds(seconds), cancellationToken)
                .ConfigureAwait(false);
            delaySeconds = seconds;
        }

        IReadOnlyList<ShotTrace> traces = await shot.TakeAsync(cancellationToken).ConfigureAwait(false);
        magnet.ToField(traces[0].Samples, tesla);
        DrivenField.RequireField(tesla);
        FieldTiming recorded = fitter.Fit(tesla);
        DrivenField.RequireProgrammed(recorded, settings);

        // The rise of the field, which is later than that of its waveform, by an eighth of a period at most.
        int first = (int)Math.Round((RecordFrom * tesla.Length) + (recorded.LagSeconds / SampleSeconds));
        int count = (int)(RecordShare * tesla.Length);
        return new WallLoop(
            recorded, field, MagneticField.FromTesla(recorded.TeslaAt(seconds)),
            new LoopRecord(
                traces[1].Samples.Slice(first, count), tesla.AsMemory(first, count), SampleSeconds,
                seconds - (first * SampleSeconds)));
    }
}
