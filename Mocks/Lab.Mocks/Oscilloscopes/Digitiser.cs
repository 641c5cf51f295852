using System.Globalization;
using Lab.Instruments.Blocks;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;

namespace Lab.Mocks.Oscilloscopes;

/// <summary>What an oscilloscope does behind its commands: it waits for triggers and records its inputs, once, segment by
/// segment, or to average.</summary>
/// <remarks>It hears the generators' triggers at its trigger input whatever the level [assumption: they are square]. An input
/// triggers at its first edge after such a trigger, within the length of a record. Without a trigger it records at once where it
/// runs freely.</remarks>
internal sealed class Digitiser
{
    private readonly string name;
    private readonly SampleStage stage;
    private readonly Func<Sampling> sampling;
    private readonly TraceRecorder recorder;
    private readonly ShotStream jitter;
    private readonly double jitterSeconds;
    private readonly List<TriggerMoment> moments = [];
    private readonly DigitiserInput[] inputs = [new(1), new(2), new(3), new(4)];
    private bool armEvent;
    private bool triggerEvent;
    private bool doneEvent;
    private bool isAveraged;
    private int needed;
    private double doneSeconds;

    /// <summary>Creates a digitiser that nothing has armed.</summary>
    /// <param name="context">Name, stage and randomness.</param>
    /// <param name="front">Its front end and converter.</param>
    /// <param name="noiseVolts">Noise of an input, V rms.</param>
    /// <param name="jitterSeconds">Jitter of the trigger, s rms.</param>
    /// <param name="sampling">When the samples of a record are taken, by the settings.</param>
    public Digitiser(
        TwinContext context, DigitiserFront front, double noiseVolts, double jitterSeconds, Func<Sampling> sampling)
    {
        (name, stage, this.jitterSeconds, this.sampling) = (context.Name, context.Stage, jitterSeconds, sampling);
        RandomStream quiet = context.Random("noise");
        ShotStream noise = context.RandomOfShots("noise");
        jitter = context.RandomOfShots("jitter");
        recorder = new TraceRecorder(
            stage, () => stage.Shots.Current < 0 ? quiet : noise.Now, front.Bits, front.BandwidthHertz, noiseVolts,
            front.RelativeNoise);
        stage.Within(() => stage.Triggers.Listen(Triggered));
    }

    /// <summary>The inputs.</summary>
    public IReadOnlyList<DigitiserInput> Inputs => inputs;

    /// <summary>The number of the input that triggers; 0 for the trigger input.</summary>
    public int TriggerInput { get; set; } = 1;

    /// <summary>The voltage through which an edge goes, V.</summary>
    public double Level { get; set; }

    /// <summary>Whether the edge goes down.</summary>
    public bool IsFalling { get; set; }

    /// <summary>Whether it records without a trigger.</summary>
    public bool IsAuto { get; set; } = true;

    /// <summary>Whether it waits for a trigger.</summary>
    public bool IsArmed { get; private set; }

    /// <summary>Whether it waits, or a record is not at its end yet.</summary>
    public bool IsBusy => IsArmed || stage.Clock.Now().Seconds < doneSeconds;

    /// <summary>Time until the records are at their end, s, once there was a trigger for each.</summary>
    public double RestSeconds => Math.Max(0, doneSeconds - stage.Clock.Now().Seconds);

    /// <summary>What was taken.</summary>
    public DigitiserRecord Taken { get; private set; } = DigitiserRecord.None;

    /// <summary>Everything as from the factory, and nothing taken.</summary>
    public void Reset()
    {
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = new DigitiserInput(i + 1);
        }

        (TriggerInput, Level, IsFalling, IsAuto, IsArmed, doneSeconds) = (1, 0, false, true, false, 0);
        (armEvent, triggerEvent, doneEvent) = (false, false, false);
        moments.Clear();
        Taken = DigitiserRecord.None;
    }

    /// <summary>Begins to wait for triggers.</summary>
    /// <param name="count">As many as it needs.</param>
    /// <param name="average">Whether the records are averaged; otherwise each is a segment.</param>
    public void Arm(int count, bool average) => stage.Within(() =>
    {
        moments.Clear();
        (IsArmed, needed, isAveraged, doneSeconds) = (true, count, average, 0);
        (armEvent, triggerEvent, doneEvent) = (true, false, false);
        Sampling now = sampling();
        double after = stage.Clock.Now().Seconds + Math.Max(0, -now.StartSeconds);
        while (IsArmed && stage.Triggers.NextAfter(after) is { } next)
        {
            Take(next);
            after = Math.Max(after, next.Seconds) + Math.Max(now.Seconds, 1e-6);
        }

        if (IsArmed && IsAuto && moments.Count == 0)
        {
            for (int i = 0; IsArmed && i < needed; i++)
            {
                Record(new TriggerMoment(stage.Clock.Now().Seconds, i * now.Seconds));
            }
        }
    });

    /// <summary>Waits no longer.</summary>
    public void Stop() => stage.Within(() => IsArmed = false);

    /// <summary>Takes this moment for a trigger.</summary>
    public void Force() => stage.Within(() => Take(new TriggerMoment(stage.Clock.Now().Seconds, 0)));

    /// <summary>Whether it was armed since this was last asked.</summary>
    public bool TakeArmEvent() => TakeEvent(ref armEvent, true);

    /// <summary>Whether a trigger came since this was last asked.</summary>
    public bool TakeTriggerEvent() => TakeEvent(ref triggerEvent, true);

    /// <summary>Whether all records came to their end since this was last asked.</summary>
    public bool TakeDoneEvent() => TakeEvent(ref doneEvent, !IsBusy);

    /// <summary>The codes of a record, shape [sample]; none where nothing was taken.</summary>
    /// <param name="input">The number of the input.</param>
    /// <param name="segment">The segment, from 1 on; one beyond the last is the last.</param>
    public ReadOnlySpan<short> CodesOf(int input, int segment)
    {
        ReadOnlySpan<short> codes = inputs[input - 1].Codes;
        return Taken.Points == 0 || codes.IsEmpty
            ? []
            : codes.Slice((Math.Min(segment, Taken.Tags.Length) - 1) * Taken.Points, Taken.Points);
    }

    private static bool TakeEvent(ref bool flag, bool isDue)
    {
        bool was = flag && isDue;
        flag &= !was;
        return was;
    }

    private void Triggered(TriggerMoment moment)
    {
        if (IsArmed)
        {
            Take(moment);
        }
    }

    // An input has its edge some time after the generator's trigger.
    private void Take(TriggerMoment moment)
    {
        double late = jitterSeconds > 0 && stage.Shots.Current >= 0 ? jitter.Now.NextGaussian() * jitterSeconds : 0;
        if (TriggerInput == 0)
        {
            Record(moment.After(late));
            return;
        }

        Sampling now = sampling();
        DigitiserInput input = inputs[TriggerInput - 1];
        if (recorder.EdgeAfter(
            TerminalOf(input), moment, now.Rate, Math.Min(now.Points, 1 << 20), Level, IsFalling, input.IsMatched) is { } edge)
        {
            Record(moment.After(edge + late));
        }
    }

    // Each record is taken in the moment of its trigger, while the generators play what belongs to it.
    private void Record(TriggerMoment moment)
    {
        triggerEvent = true;
        Sampling now = sampling();
        foreach (DigitiserInput input in inputs.Where(each => each.IsShown))
        {
            Record(input, moment, now);
        }

        moments.Add(moment);
        if (moments.Count < needed)
        {
            return;
        }

        (IsArmed, doneEvent) = (false, true);
        Taken = new DigitiserRecord(
            now,
            [
                .. moments.Take(isAveraged ? 1 : needed).Select(
                    each => each.Since(moments[0].EpochSeconds) - moments[0].OffsetSeconds),
            ],
            isAveraged ? needed : 1);
        doneSeconds = Math.Max(stage.Clock.Now().Seconds, moments[^1].Seconds + now.StartSeconds + now.Seconds);
    }

    private void Record(DigitiserInput input, TriggerMoment moment, Sampling now)
    {
        int length = now.Points * (isAveraged ? 1 : needed);
        input.Codes = input.Codes.Length == length ? input.Codes : BlockMemory.New<short>(length);
        input.Taken = (input.Range, input.Offset);
        Span<short> codes = input.Codes.AsSpan(isAveraged ? 0 : moments.Count * now.Points, now.Points);
        recorder.Record(
            TerminalOf(input), moment, now.StartSeconds, now.Rate, input.Range, input.Offset, input.IsMatched, codes);
        if (!isAveraged)
        {
            return;
        }

        input.Sums = moments.Count == 0 ? new float[now.Points] : input.Sums;
        for (int i = 0; i < codes.Length; i++)
        {
            input.Sums[i] += codes[i];
            codes[i] = (short)Math.Round(input.Sums[i] / (moments.Count + 1));
        }
    }

    private Terminal TerminalOf(DigitiserInput input) => new(name, input.Number.ToString(CultureInfo.InvariantCulture));
}
