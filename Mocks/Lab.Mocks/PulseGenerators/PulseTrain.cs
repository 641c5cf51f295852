using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.PulseGenerators;

/// <summary>When a generator's twin gives its pulses: at a rate of its own, at triggers from outside, or when it is
/// told.</summary>
/// <remarks>A pulse goes to the sample, and to the trigger inputs that a cable connects with this generator.</remarks>
internal sealed class PulseTrain
{
    private const string CableKey = "triggered_by";

    private readonly SampleStage stage;
    private readonly string name;
    private readonly Func<PulseShape> shape;
    private double since;
    private long given;

    /// <summary>Puts the generator on the trigger cable of its bench.</summary>
    /// <param name="context">The twin's context, with <see cref="Cable"/> among its settings.</param>
    /// <param name="shape">The pulse that it is set to.</param>
    public PulseTrain(TwinContext context, Func<PulseShape> shape)
    {
        stage = context.Stage;
        name = context.Name;
        this.shape = shape;
        string cable = context.Twin.Get<string>(CableKey);
        stage.Within(() =>
        {
            if (cable.Length > 0)
            {
                stage.Triggers.Listen(cable, Triggered);
            }
            else
            {
                stage.Triggers.Listen(Triggered);
            }
        });
        HearsTrains = cable.Length == 0;
    }

    /// <summary>The twin's setting for the cable at its trigger input.</summary>
    public static SettingKey Cable { get; } = SettingKey.Text(
        CableKey,
        string.Empty,
        "Pulse generator whose output is connected with the trigger input; empty for the trigger cable that all share.");

    /// <summary>Whether the output is on.</summary>
    public bool IsOn { get; private set; }

    /// <summary>The period of its own clock, s; <see langword="null"/> while that does not run.</summary>
    public double? PeriodSeconds { get; private set; }

    /// <summary>Whether edges at the trigger input give pulses.</summary>
    public bool HeedsTriggers { get; private set; }

    /// <summary>Whether pulses come by themselves.</summary>
    public bool IsRunning => IsOn && PeriodSeconds is not null;

    private bool HearsTrains { get; }

    private double Now => stage.Clock.Now().Seconds;

    /// <summary>Sets what gives pulses from now on. A repetition starts with a pulse, so that what is set now is felt
    /// now.</summary>
    /// <param name="isOn">Whether the output is on.</param>
    /// <param name="periodSeconds">The period of the own clock, s, or <see langword="null"/>.</param>
    /// <param name="heedsTriggers">Whether edges at the trigger input count.</param>
    public void Restart(bool isOn, double? periodSeconds, bool heedsTriggers)
    {
        (IsOn, PeriodSeconds, HeedsTriggers) = (isOn, periodSeconds, heedsTriggers);
        since = Now;
        given = 0;
        CatchUp();
    }

    /// <summary>Gives one pulse by a command, which begins a shot.</summary>
    public void Fire()
    {
        if (IsOn)
        {
            stage.Shots.Trigger();
            Deliver(count: 1, at: null);
        }
    }

    /// <summary>Gives the pulses that fell due since the last command.</summary>
    public void CatchUp()
    {
        if (!IsOn)
        {
            return;
        }

        long due = PeriodSeconds is { } period ? 1 + (long)Math.Floor((Now - since) / period)
            : HeedsTriggers && HearsTrains ? stage.Within(() => stage.Triggers.CountBetween(since, Now))
            : 0;
        if (due > given)
        {
            Deliver(due - given, at: null);
            given = due;
        }
    }

    private void Triggered(TriggerMoment moment)
    {
        if (IsOn && HeedsTriggers)
        {
            Deliver(count: 1, moment.After(shape().DelaySeconds));
        }
    }

    private void Deliver(long count, TriggerMoment? at)
    {
        PulseShape pulse = shape();
        stage.Drive(
            name, new PulseBurst(Voltage.FromVolts(pulse.Volts), Duration.FromSeconds(pulse.WidthSeconds), count) { At = at });
        if (count == 1)
        {
            stage.Within(() => stage.Triggers.Give(name, at ?? new TriggerMoment(Now, pulse.DelaySeconds)));
        }
    }
}
