using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>The part that drivers of supplies without a ramp of their own have in common: the driver steps the set-point, and
/// every step passes the safety gate.</summary>
public abstract class SteppedMagnetSupply : RampedMagnetSupply
{
    /// <summary>Time that coils may take to follow the set-point to zero.</summary>
    private static readonly Duration DecayTime = Duration.FromSeconds(10);

    private Duration lastChange = Duration.FromSeconds(double.NegativeInfinity);

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the set-point. Positive; a limit of the bench that is tighter holds
    /// instead.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    protected SteppedMagnetSupply(InstrumentSession session, ISafetyGate gate, CurrentRate rampRate, Duration rampStep)
        : base(session, gate, rampRate, rampStep)
    {
    }

    /// <summary>The least current that counts as flowing, A.</summary>
    protected abstract double ZeroAmperes { get; }

    /// <summary>The time after a change until a reading is one of after it.</summary>
    protected abstract Duration ReadBackTime { get; }

    /// <summary>The command that switches the output off.</summary>
    protected abstract string OffCommand { get; }

    /// <inheritdoc/>
    protected override async ValueTask StepToAsync(Current current, CancellationToken cancellationToken)
    {
        double start = await ReadSetAmperesAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(new SetPoint(Channels.Current, start));
        double distance = current.Amperes - start;
        (int steps, Duration pause) = StepsOf(distance);
        for (int i = 1; i <= steps; i++)
        {
            double next = i == steps ? current.Amperes : start + (distance * i / steps);
            var setPoint = new SetPoint(Channels.Current, next);
            await Session.Clock.WaitAsync(Gate.DelayFor(Name, setPoint), cancellationToken).ConfigureAwait(false);
            await SelectAsync(cancellationToken).ConfigureAwait(false);
            await Session.ApplyAsync(setPoint, CommandFor(next), cancellationToken).ConfigureAwait(false);
            lastChange = Session.Clock.Now();
            await Session.Clock.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
    {
        if (on == await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (on)
        {
            await SwitchOnAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        Current flowing = await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false);
        if (!(Math.Abs(flowing.Amperes) <= ZeroAmperes))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{flowing} still flows in the coils, whose field would collapse",
                $"{Name}, {OffCommand}",
                "Ramp the current to zero before the output is switched off.");
        }

        await SelectAsync(cancellationToken).ConfigureAwait(false);
        await Session.ApplyAsync(SetPoint.Output(on), OffCommand, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Waits until the reading is one of after the last change.</remarks>
    public override async ValueTask<Current> MeasureCurrentAsync(CancellationToken cancellationToken = default)
    {
        // A clock that was put back since leaves no more than one read-back to wait.
        Duration rest = lastChange + ReadBackTime - Session.Clock.Now();
        await Session.Clock.WaitAsync(rest < ReadBackTime ? rest : ReadBackTime, cancellationToken).ConfigureAwait(false);
        return Current.FromAmperes(await ReadFlowingAmperesAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await ReadOutputAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <summary>Ramps to zero, waits until the coils have followed, and switches the output off.</summary>
    /// <exception cref="InstrumentException">The supply does not answer or refuses, or a current flows on.</exception>
    public override async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        await RampToAsync(default, cancellationToken).ConfigureAwait(false);
        Duration giveUp = Session.Clock.Now() + DecayTime;
        while (await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false) is var flowing
            && !(Math.Abs(flowing.Amperes) <= ZeroAmperes))
        {
            if (Session.Clock.Now() > giveUp)
            {
                throw new InstrumentException(
                    InstrumentFault.Timeout,
                    $"{flowing} still flows in the coils {DecayTime} after the set-point reached zero, and the output stays on",
                    $"{Name}, {OffCommand}",
                    "Check the supply's display and its cables; switch its output off when no current flows.");
            }

            await Session.Clock.WaitAsync(ReadBackTime, cancellationToken).ConfigureAwait(false);
        }

        await SetOutputAsync(on: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The settings of ramps, and the voltage that the supply may use.</summary>
    /// <param name="volts">The voltage by default, V.</param>
    protected static IReadOnlyList<SettingKey> RampKeys(double volts) =>
    [
        SettingKey.Quantity<CurrentRate>(
            RampRateKey, CurrentRate.FromAmperesPerSecond(1), "The fastest change of the current."),
        SettingKey.Quantity<Duration>(RampStepKey, Duration.FromMilliseconds(100), "Time between two steps of a ramp."),
        SettingKey.Quantity<Voltage>(
            VoltageLimitKey, Voltage.FromVolts(volts), "The voltage that the supply may use to drive the current."),
    ];

    /// <summary>A number of at most six decimals: microamperes are far below the resolution of supplies, and some refuse
    /// more.</summary>
    /// <param name="value">The number.</param>
    protected static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>Reads the set-point back, A.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<double> ReadSetAmperesAsync(CancellationToken cancellationToken);

    /// <summary>Measures the current, A.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<double> ReadFlowingAmperesAsync(CancellationToken cancellationToken);

    /// <summary>Reads whether the output is on.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask<bool> ReadOutputAsync(CancellationToken cancellationToken);

    /// <summary>Switches the output on at zero current, through the gate.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected abstract ValueTask SwitchOnAsync(CancellationToken cancellationToken);

    /// <summary>Sees to it that the next command is for this supply's channel. The default does nothing.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    protected virtual ValueTask SelectAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
