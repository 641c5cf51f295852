namespace Lab.Mocks.Stages;

/// <summary>The trigger cable of the bench: the trigger outputs of all generators, and the trigger inputs of what
/// records.</summary>
/// <remarks>A twin that records hears of a trigger when it is given, and may look at the stage in that moment. It is used while
/// nothing else uses the stage (<see cref="SampleStage.Within"/>).</remarks>
public sealed class TriggerLine
{
    private readonly List<Action<TriggerMoment>> listeners = [];
    private readonly List<(string Source, Action<TriggerMoment> Triggered)> cables = [];
    private readonly Dictionary<string, (TriggerMoment First, double PeriodSeconds)> trains = [];

    /// <summary>Hears of each trigger that is given by itself.</summary>
    /// <param name="triggered">Called with its moment.</param>
    public void Listen(Action<TriggerMoment> triggered) => listeners.Add(triggered);

    /// <summary>Gives a trigger.</summary>
    /// <param name="moment">Its moment.</param>
    public void Give(TriggerMoment moment)
    {
        foreach (Action<TriggerMoment> listener in listeners)
        {
            listener(moment);
        }
    }

    /// <summary>Hears of the triggers on a cable of its own, which comes from one instrument.</summary>
    /// <param name="source">The instrument.</param>
    /// <param name="triggered">Called with the moment of each.</param>
    public void Listen(string source, Action<TriggerMoment> triggered) => cables.Add((source, triggered));

    /// <summary>Gives a trigger on the cables that come from one instrument, and not on the common one.</summary>
    /// <param name="source">The instrument.</param>
    /// <param name="moment">Its moment.</param>
    public void Give(string source, TriggerMoment moment)
    {
        foreach ((_, Action<TriggerMoment> listener) in cables.Where(cable => cable.Source == source))
        {
            listener(moment);
        }
    }

    /// <summary>Gives triggers again and again until it is stopped.</summary>
    /// <param name="source">The instrument that gives them.</param>
    /// <param name="first">The first.</param>
    /// <param name="periodSeconds">Time from one to the next, s.</param>
    public void Repeat(string source, TriggerMoment first, double periodSeconds) => trains[source] = (first, periodSeconds);

    /// <summary>Ends the triggers of an instrument that gave them again and again.</summary>
    /// <param name="source">The instrument.</param>
    public void Stop(string source) => trains.Remove(source);

    /// <summary>How many of the triggers that repeat fall into a stretch of time.</summary>
    /// <param name="afterSeconds">Its beginning on the bench's clock, s; a trigger at that moment does not count.</param>
    /// <param name="untilSeconds">Its end, s; a trigger at that moment counts.</param>
    public long CountBetween(double afterSeconds, double untilSeconds) => trains.Values.Sum(train =>
        Given(train, untilSeconds) - Given(train, afterSeconds));

    /// <summary>The next of the triggers that repeat; <see langword="null"/> where there are none.</summary>
    /// <param name="afterSeconds">A time on the bench's clock, s.</param>
    public TriggerMoment? NextAfter(double afterSeconds)
    {
        TriggerMoment? next = null;
        foreach ((TriggerMoment first, double period) in trains.Values)
        {
            double turns = Math.Max(0, Math.Floor(((afterSeconds - first.EpochSeconds - first.OffsetSeconds) / period) + 1));
            TriggerMoment mine = first.After(turns * period);
            next = next is null || mine.Seconds < next.Value.Seconds ? mine : next;
        }

        return next;
    }

    private static long Given((TriggerMoment First, double PeriodSeconds) train, double untilSeconds) =>
        Math.Max(0, 1 + (long)Math.Floor((untilSeconds - train.First.Seconds) / train.PeriodSeconds));
}
