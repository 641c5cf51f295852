using Lab.Benches;
using Lab.Calibration.Nanowires;
using Lab.Models.KerrLoops;
using Lab.Quantities;
using Lab.Runs.Protocols;

namespace Lab.Protocols.Nanowires;

/// <summary>Kerr loops, one wall each, whose pulses come when the rising field has the wanted value. Each loop tells the field at
/// its own pulse, so that the timing follows a field that drifts.</summary>
internal sealed class WallLoops
{
    private readonly LoopRecorder recorder;

    private WallLoops(LoopRecorder recorder, FieldTimer timer) => (this.recorder, Timer) = (recorder, timer);

    /// <summary>When pulses have to come.</summary>
    public FieldTimer Timer { get; }

    /// <summary>Sets the bench up: the spot where its calibration in force has it, and the pulses timed by theirs, or by loops
    /// without pulses.</summary>
    /// <param name="context">The run's context.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>The loops, and the reader of their signal.</returns>
    /// <exception cref="Lab.Runs.RunException">A calibration is not whole.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails or a limit forbids a set-point.</exception>
    public static async ValueTask<(WallLoops Loops, ChangePointReader Reader)> PrepareAsync(
        ExperimentContext context, WallLoopSettings settings, CancellationToken cancellationToken)
    {
        WallLoops loops = await PrepareAsync(
            context.Bench, settings, FieldTimingRecord.Find(context, settings), cancellationToken).ConfigureAwait(false);
        ChangePointReader reader = WallReader.ReaderOf(settings);
        if (SpotPositionRecord.Find(context) is not var (position, swing))
        {
            return (loops, reader);
        }

        await loops.MoveSpotAsync(settings.SpotOutput, position, cancellationToken).ConfigureAwait(false);
        return (loops, reader with { Swing = swing });
    }

    /// <summary>Sets the bench up, and times the pulses.</summary>
    /// <param name="bench">The open bench.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="timing">A timing that is known; where there is none, loops without pulses tell it.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="Lab.Runs.RunException">The recorded field is not the one that was played.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails or a limit forbids a set-point.</exception>
    public static async ValueTask<WallLoops> PrepareAsync(
        IBench bench, WallLoopSettings settings, FieldTiming? timing, CancellationToken cancellationToken)
    {
        LoopRecorder recorder = await LoopRecorder.PrepareAsync(bench, settings, cancellationToken).ConfigureAwait(false);
        FieldTiming known = timing
            ?? await MeasureTimingAsync(recorder, settings, cancellationToken).ConfigureAwait(false);
        return new WallLoops(recorder, new FieldTimer(known, settings.TimingBound, settings.TimingLoops));
    }

    /// <inheritdoc cref="LoopRecorder.MoveSpotAsync"/>
    public ValueTask MoveSpotAsync(string output, Voltage position, CancellationToken cancellationToken) =>
        recorder.MoveSpotAsync(output, position, cancellationToken);

    /// <summary>Takes a loop with a pulse.</summary>
    /// <param name="field">The field at which the pulse has to come.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="Lab.Runs.RunException">The field does not reach it, or is not the one that was played.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails.</exception>
    public async ValueTask<WallLoop> TakeAsync(MagneticField field, CancellationToken cancellationToken)
    {
        DrivenField.RequireReached(Timer.Timing, field);
        await recorder.SwitchPulsesAsync(on: true, cancellationToken).ConfigureAwait(false);
        WallLoop loop = await recorder.TakeAsync(field, Timer.SecondsTo(field), cancellationToken).ConfigureAwait(false);
        Timer.Take(loop.Field, field);
        return loop;
    }

    /// <summary>Takes a loop without a pulse.</summary>
    /// <param name="field">The field at which a pulse would come.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="Lab.Runs.RunException">The field does not reach it, or is not the one that was played.</exception>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails.</exception>
    public async ValueTask<WallLoop> TakeWithoutPulseAsync(MagneticField field, CancellationToken cancellationToken)
    {
        DrivenField.RequireReached(Timer.Timing, field);
        await recorder.SwitchPulsesAsync(on: false, cancellationToken).ConfigureAwait(false);
        return await recorder.TakeAsync(field, Timer.SecondsTo(field), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<FieldTiming> MeasureTimingAsync(
        LoopRecorder recorder, WallLoopSettings settings, CancellationToken cancellationToken)
    {
        // The first loop begins with a field at rest, the others where the one before it ended.
        double middle = 0.5 / settings.LoopFrequency.Hertz;
        await recorder.TakeAsync(default, middle, cancellationToken).ConfigureAwait(false);
        var seen = new List<FieldTiming>();
        for (int loop = 0; loop < settings.TimingLoops; loop++)
        {
            seen.Add((await recorder.TakeAsync(default, middle, cancellationToken).ConfigureAwait(false)).Field);
        }

        return FieldTiming.Mean(seen);
    }
}
