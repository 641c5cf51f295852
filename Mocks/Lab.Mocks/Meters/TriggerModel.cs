using Lab.Quantities;

namespace Lab.Mocks.Meters;

/// <summary>
/// When a meter's conversions end: from idle, <c>INITiate</c> arms it, each trigger starts some readings, and after the last it
/// is idle again. It only keeps time; its owner converts when <see cref="Due"/> has come.
/// </summary>
/// <param name="conversionTime">Time of the next conversion.</param>
public sealed class TriggerModel(Func<Duration> conversionTime)
{
    private double triggersLeft;
    private double readingsLeft;
    private Duration lastTrigger;

    /// <summary>The source of triggers: <c>IMM</c> nothing is waited for, <c>TIM</c> the timer, <c>BUS</c> <c>*TRG</c>. Any other
    /// source is an event that never comes to a twin.</summary>
    public string Source { get; set; } = "IMM";

    /// <summary>Triggers from <c>INITiate</c> to idle; may be infinite.</summary>
    public double TriggerCount { get; set; } = 1;

    /// <summary>Readings for each trigger.</summary>
    public double SampleCount { get; set; } = 1;

    /// <summary>Time from a trigger to its first conversion.</summary>
    public Duration Delay { get; set; }

    /// <summary>Time between the triggers of the timer.</summary>
    public Duration Timer { get; set; } = Duration.FromMilliseconds(100);

    /// <summary>Whether the meter starts again as soon as it is idle.</summary>
    public bool IsContinuous { get; private set; }

    /// <summary>Whether it waits for <c>INITiate</c>.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <summary>Whether it never becomes idle by itself.</summary>
    public bool IsEndless => IsContinuous || double.IsPositiveInfinity(TriggerCount);

    /// <summary>When the conversion under way ends; <see langword="null"/> while idle or waiting for a trigger.</summary>
    public Duration? Due { get; private set; }

    /// <summary>Whether it waits for a trigger from outside.</summary>
    public bool IsWaiting => !IsIdle && Due is null;

    /// <summary>Switches the continuous mode; either way what was under way is given up.</summary>
    public void SetContinuous(bool on, Duration now)
    {
        IsContinuous = on;
        Abort(now);
    }

    /// <summary>Leaves idle.</summary>
    public void Initiate(Duration now)
    {
        IsIdle = false;
        triggersLeft = IsContinuous ? double.PositiveInfinity : TriggerCount;
        lastTrigger = now - Timer;
        AwaitTrigger(now);
    }

    /// <summary>Gives up what is under way and becomes idle, which in continuous mode starts it again.</summary>
    public void Abort(Duration now)
    {
        IsIdle = true;
        Due = null;
        if (IsContinuous)
        {
            Initiate(now);
        }
    }

    /// <summary>A trigger came over the bus.</summary>
    /// <returns>Whether it was waited for.</returns>
    public bool Trigger(Duration now)
    {
        if (!IsWaiting || Source != "BUS")
        {
            return false;
        }

        Due = now + Delay + conversionTime();
        return true;
    }

    /// <summary>The conversion that was due has been made.</summary>
    /// <param name="reading">Whether it completed a reading; one on which a filter still waits does not.</param>
    public void Converted(bool reading)
    {
        Duration ended = Due ?? throw new InvalidOperationException("Bug in Lab: a meter converted while it was idle.");
        readingsLeft -= reading ? 1 : 0;
        if (readingsLeft > 0)
        {
            Due = ended + conversionTime();
            return;
        }

        triggersLeft--;
        AwaitTrigger(ended);
    }

    /// <summary>Lets a continuous meter that was not looked at for long begin afresh, a number of conversions ago.</summary>
    public void SkipIdleTime(Duration now, int conversions)
    {
        Duration earliest = now - (conversionTime() * conversions);
        if (IsContinuous && Due < earliest)
        {
            Due = earliest;
        }
    }

    private void AwaitTrigger(Duration now)
    {
        IsIdle = triggersLeft <= 0;
        readingsLeft = SampleCount;
        lastTrigger = Source == "TIM" && lastTrigger + Timer > now ? lastTrigger + Timer : now;
        Due = !IsIdle && Source is ("IMM" or "TIM") ? lastTrigger + Delay + conversionTime() : null;
    }
}
