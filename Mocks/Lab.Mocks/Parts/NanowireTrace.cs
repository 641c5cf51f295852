using Lab.Mocks.Stages;
using Lab.Models.Nanowires;
using Lab.Models.Randomness;

namespace Lab.Mocks.Parts;

/// <summary>A nanowire on the bench's clock: it follows the field of the stage, sample by sample where it is recorded and by the
/// half millisecond between, takes pulses at their times, and remembers when it reversed, so that a record of the past shows what
/// happened.</summary>
/// <remarks>What it does by chance in a shot is drawn from the streams of that shot.</remarks>
internal sealed class NanowireTrace
{
    private const double GapSamplesPerSecond = 2000;

    /// <summary>Of a time that nothing recorded, this last part is followed; the field before counts as one even
    /// change [assumption].</summary>
    private const double FollowedGapSeconds = 0.5;

    /// <summary>A field beyond any nucleation field, and so many reversals are remembered.</summary>
    private const double SaturatingTesla = 10;

    private const int MostReversals = 4096;

    private readonly StageContext stage;
    private readonly string name;
    private readonly NotchedNanowire wire;
    private readonly RandomStream random;
    private readonly ShotStream randomOfShots;
    private readonly List<WallEvent> events = [];
    private readonly List<LinePulse> pulses = [];
    private readonly List<(double Seconds, int Before, int After)> reversals = [];
    private NanowireState state;
    private long seenTurn = -1;
    private double[] before = [];
    private double[] after = [];
    private double[] tesla = [];

    /// <summary>Puts a wire into the field of a stage, as a positive field leaves it.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="name">The name by which the field is asked for.</param>
    /// <param name="wire">The wire.</param>
    public NanowireTrace(StageContext stage, string name, NotchedNanowire wire)
    {
        (this.stage, this.name, this.wire) = (stage, name, wire);
        random = stage.Random($"nanowire {name}, walls");
        randomOfShots = stage.RandomOfShots($"nanowire {name}, walls");
        state = Begin();
        stage.Field.AddFollower(LiveToNow);
    }

    /// <summary>Whether it is as a positive field leaves it, and no pulse is to come.</summary>
    public bool IsAtRest => state is { Before: 1, After: 1 } && pulses.Count == 0;

    /// <summary>The magnetisation before the notch at each sample of the last record.</summary>
    public ReadOnlySpan<double> Before(int count) => before.AsSpan(0, count);

    /// <summary>The magnetisation after the notch at each sample of the last record.</summary>
    public ReadOnlySpan<double> After(int count) => after.AsSpan(0, count);

    /// <summary>The field at each sample of the last record, T.</summary>
    public ReadOnlySpan<double> Tesla(int count) => tesla.AsSpan(0, count);

    /// <summary>The magnetisations before and after the notch now.</summary>
    public (int Before, int After) Now()
    {
        LiveToNow();
        return (state.Before, state.After);
    }

    /// <summary>Takes pulses: at the time that they tell, or now.</summary>
    /// <param name="burst">The pulses.</param>
    /// <param name="amperes">Their current in the line.</param>
    public void Pulse(PulseBurst burst, double amperes)
    {
        RequireClock();
        if (burst.At is { } at)
        {
            int place = pulses.FindLastIndex(pulse => pulse.Seconds <= at.Seconds) + 1;
            pulses.Insert(place, new LinePulse(at.Seconds, amperes));
            return;
        }

        LiveToNow();
        for (long i = 0; i < burst.Count && state.Before != Math.Sign(amperes); i++)
        {
            state.Inject(amperes);
        }

        Remember(state.Seconds);
    }

    /// <summary>Follows the field through a record, or looks back at it.</summary>
    /// <param name="window">The times.</param>
    /// <param name="count">Samples.</param>
    public void Follow(TraceWindow window, int count)
    {
        if (tesla.Length < count)
        {
            (before, after, tesla) = (new double[count], new double[count], new double[count]);
        }

        stage.Field.InPlaneInto(name, window, tesla.AsSpan(0, count));
        double start = window.At.Seconds + window.StartSeconds;
        double step = 1 / window.SamplesPerSecond;
        RequireClock();
        TakeShot();
        LiveThroughGap(start);
        for (int i = 0; i < count; i++)
        {
            MoveTo(start + (i * step), tesla[i]);
        }

        int next = 0;
        (int One, int Other) there = reversals.Count > 0 ? (reversals[0].Before, reversals[0].After) : (1, 1);
        for (int i = 0; i < count; i++)
        {
            for (; next < reversals.Count && reversals[next].Seconds <= start + (i * step); next++)
            {
                there = (reversals[next].Before, reversals[next].After);
            }

            (before[i], after[i]) = there;
        }
    }

    private NanowireState Begin()
    {
        double now = stage.NowSeconds;
        var saturated = new NanowireState(wire, random, now);
        saturated.MoveTo(now, SaturatingTesla);
        saturated.MoveTo(now, stage.Field.InPlaneTesla(name));
        reversals.Clear();
        reversals.Add((now, saturated.Before, saturated.After));
        return saturated;
    }

    // A clock that was put back begins anew.
    private void RequireClock()
    {
        const double rounding = 1e-6;
        if (stage.NowSeconds < state.Seconds - rounding)
        {
            pulses.Clear();
            state = Begin();
        }
    }

    // A shot goes on with numbers of its own.
    private void TakeShot()
    {
        (long number, long turn) = stage.Shots.Turn;
        if (number >= 0 && turn != seenTurn)
        {
            state.GoOnWith(randomOfShots.Now);
            seenTurn = turn;
        }
    }

    private void LiveToNow()
    {
        RequireClock();
        double now = stage.NowSeconds;
        LiveThroughGap(now);
        if (now > state.Seconds)
        {
            MoveTo(now, stage.Field.InPlaneTesla(name));
        }
    }

    private void LiveThroughGap(double until)
    {
        double gap = Math.Min(until - state.Seconds, FollowedGapSeconds);
        int count = (int)Math.Floor(gap * GapSamplesPerSecond);
        if (count < 1)
        {
            return;
        }

        double start = until - (count / GapSamplesPerSecond);
        Span<double> field = stackalloc double[(int)(FollowedGapSeconds * GapSamplesPerSecond) + 1];
        field = field[..count];
        stage.Field.InPlaneInto(name, new TraceWindow(new TriggerMoment(start, 0), 0, GapSamplesPerSecond), field);
        for (int i = 0; i < count; i++)
        {
            double time = start + (i / GapSamplesPerSecond);
            if (time >= state.Seconds)
            {
                MoveTo(time, field[i]);
            }
        }
    }

    private void MoveTo(double seconds, double fieldTesla)
    {
        if (!(seconds >= state.Seconds))
        {
            return; // looked at before
        }

        while (pulses.Count > 0 && pulses[0].Seconds <= seconds)
        {
            LinePulse pulse = pulses[0];
            pulses.RemoveAt(0);
            double at = Math.Max(pulse.Seconds, state.Seconds);
            double share = seconds > state.Seconds ? (at - state.Seconds) / (seconds - state.Seconds) : 1;
            Step(at, state.Tesla + (share * (fieldTesla - state.Tesla)));
            state.Inject(pulse.Amperes);
            Remember(at);
        }

        Step(seconds, fieldTesla);
    }

    private void Step(double seconds, double fieldTesla)
    {
        events.Clear();
        state.MoveTo(seconds, fieldTesla, events);
        if (events.Count > 0)
        {
            Remember(events[^1].Seconds);
        }
    }

    private void Remember(double seconds)
    {
        if (reversals.Count >= MostReversals)
        {
            reversals.RemoveRange(0, MostReversals / 2);
        }

        reversals.Add((seconds, state.Before, state.After));
    }
}
