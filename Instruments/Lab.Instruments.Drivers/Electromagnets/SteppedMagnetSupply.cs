using System.Globalization;
using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>The part that drivers of supplies without a ramp of their own have in common: the driver steps the set-point, and
/// every step passes the safety gate.</summary>
public abstract class SteppedMagnetSupply : ScpiInstrument, IMagnetSupply
{
    /// <summary>The key of the fastest change of the current.</summary>
    protected const string RampRateKey = "ramp_rate";

    /// <summary>The key of the time between two steps of a ramp.</summary>
    protected const string RampStepKey = "ramp_step";

    /// <summary>The key of the voltage that the supply may use.</summary>
    protected const string VoltageLimitKey = "voltage_limit";

    /// <summary>Time that coils may take to follow the set-point to zero.</summary>
    private static readonly Duration DecayTime = Duration.FromSeconds(10);

    private readonly ISafetyGate gate;
    private readonly Duration rampStep;
    private readonly double largestStepAmperes;
    private Duration lastChange = Duration.FromSeconds(double.NegativeInfinity);

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the set-point. Positive; a limit of the bench that is tighter holds
    /// instead.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    protected SteppedMagnetSupply(InstrumentSession session, ISafetyGate gate, CurrentRate rampRate, Duration rampStep)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(gate);
        this.gate = gate;
        this.rampStep = rampStep;
        ChangeBounds bounds = gate.BoundsOf(session.Name, Channels.Current);
        RampRate = CurrentRate.FromAmperesPerSecond(Math.Min(rampRate.AmperesPerSecond, bounds.PerSecond));
        largestStepAmperes = bounds.PerStep;
    }

    /// <inheritdoc/>
    public CurrentRate RampRate { get; }

    /// <summary>The least current that counts as flowing, A.</summary>
    protected abstract double ZeroAmperes { get; }

    /// <summary>The time after a change until a reading is one of after it.</summary>
    protected abstract Duration ReadBackTime { get; }

    /// <summary>The command that switches the output off.</summary>
    protected abstract string OffCommand { get; }

    /// <inheritdoc/>
    public async ValueTask RampToAsync(Current current, CancellationToken cancellationToken = default)
    {
        RequireAllowed(current);
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            if (current == default)
            {
                return; // where it is already
            }

            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The output is off, so that no ramp to {current} can be made",
                Name,
                "Switch the output on first.");
        }

        double start = await ReadSetAmperesAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(new SetPoint(Channels.Current, start));
        double distance = current.Amperes - start;
        int steps = Math.Max(
            1,
            (int)Math.Ceiling(Math.Abs(distance) / Math.Min(RampRate.AmperesPerSecond * rampStep.Seconds, largestStepAmperes)));
        var pause = Duration.FromSeconds(Math.Abs(distance) / steps / RampRate.AmperesPerSecond);
        for (int i = 1; i <= steps; i++)
        {
            double next = i == steps ? current.Amperes : start + (distance * i / steps);
            var setPoint = new SetPoint(Channels.Current, next);
            await Session.Clock.WaitAsync(gate.DelayFor(Name, setPoint), cancellationToken).ConfigureAwait(false);
            await SelectAsync(cancellationToken).ConfigureAwait(false);
            await Session.ApplyAsync(setPoint, CommandFor(next), cancellationToken).ConfigureAwait(false);
            lastChange = Session.Clock.Now();
            await Session.Clock.WaitAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default)
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
    public async ValueTask<Current> MeasureCurrentAsync(CancellationToken cancellationToken = default)
    {
        // A clock that was put back since leaves no more than one read-back to wait.
        Duration rest = lastChange + ReadBackTime - Session.Clock.Now();
        await Session.Clock.WaitAsync(rest < ReadBackTime ? rest : ReadBackTime, cancellationToken).ConfigureAwait(false);
        return Current.FromAmperes(await ReadFlowingAmperesAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default)
    {
        bool on = await ReadOutputAsync(cancellationToken).ConfigureAwait(false);
        Session.Observe(SetPoint.Output(on));
        return on;
    }

    /// <inheritdoc/>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken = default)
    {
        Session.Observe(SetPoint.Of(Channels.Current, await MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)));
        await GetOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>At the rate of the settings: the recipe's is for sources.</remarks>
    public ValueTask RampToZeroAsync(CurrentRate? rate, CancellationToken cancellationToken) =>
        RampToAsync(default, cancellationToken);

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

    /// <summary>The command of a current.</summary>
    /// <param name="amperes">The current, A.</param>
    protected abstract string CommandFor(double amperes);

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

    /// <summary>Refuses a current that the supply does not have, before anything is sent. The default refuses none.</summary>
    /// <param name="current">The current.</param>
    protected virtual void RequireReachable(Current current)
    {
    }

    // The end is checked before the first step, so that nothing is sent on the way to a forbidden current.
    private void RequireAllowed(Current current)
    {
        string command = CommandFor(current.Amperes);
        if (!double.IsFinite(current.Amperes))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{current.Amperes} A is not a current",
                $"{Name}, {command}",
                "Correct what computes the set-point.");
        }

        RequireReachable(current);
        gate.CheckTarget(Name, SetPoint.Of(Channels.Current, current), command);
    }
}
