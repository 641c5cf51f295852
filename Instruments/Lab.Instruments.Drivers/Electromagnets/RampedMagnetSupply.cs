using Lab.Benches.Safety;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>The part that drivers of magnet supplies have in common, whether or not the supply ramps by itself: a ramp goes in
/// steps that pass the safety gate, and its end is asked for first.</summary>
public abstract class RampedMagnetSupply : ScpiInstrument, IMagnetSupply
{
    /// <summary>The key of the fastest change of the current.</summary>
    protected const string RampRateKey = "ramp_rate";

    /// <summary>The key of the time between two steps of a ramp.</summary>
    protected const string RampStepKey = "ramp_step";

    /// <summary>The key of the voltage that the supply may use.</summary>
    protected const string VoltageLimitKey = "voltage_limit";

    private readonly double largestStepAmperes;

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="gate">The safety gate, which is asked for the end of a ramp before its first step.</param>
    /// <param name="rampRate">The fastest change of the set-point. Positive; a limit of the bench that is tighter holds
    /// instead.</param>
    /// <param name="rampStep">Time between two steps of a ramp. Positive.</param>
    protected RampedMagnetSupply(InstrumentSession session, ISafetyGate gate, CurrentRate rampRate, Duration rampStep)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(gate);
        Gate = gate;
        RampStep = rampStep;
        ChangeBounds bounds = gate.BoundsOf(session.Name, Channels.Current);
        RampRate = CurrentRate.FromAmperesPerSecond(Math.Min(rampRate.AmperesPerSecond, bounds.PerSecond));
        largestStepAmperes = bounds.PerStep;
    }

    /// <inheritdoc/>
    public CurrentRate RampRate { get; }

    /// <summary>The safety gate.</summary>
    protected ISafetyGate Gate { get; }

    /// <summary>Time between two steps of a ramp.</summary>
    protected Duration RampStep { get; }

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

        await StepToAsync(current, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public abstract ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask<Current> MeasureCurrentAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default);

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

    /// <summary>The command of a current.</summary>
    /// <param name="amperes">The current, A.</param>
    protected abstract string CommandFor(double amperes);

    /// <summary>Ramps to a current that is allowed, with the output on.</summary>
    /// <param name="current">The current.</param>
    /// <param name="cancellationToken">Ends the ramp where it is.</param>
    protected abstract ValueTask StepToAsync(Current current, CancellationToken cancellationToken);

    /// <summary>Refuses a current that the supply does not have, before anything is sent. The default refuses none.</summary>
    /// <param name="current">The current.</param>
    protected virtual void RequireReachable(Current current)
    {
    }

    /// <summary>The steps of a ramp: as many as rate, time between them and the bench's limits ask for.</summary>
    /// <param name="distance">The way, A.</param>
    /// <returns>How many there are, 1 or more, and the time that each takes at the rate.</returns>
    protected (int Count, Duration Pause) StepsOf(double distance)
    {
        double step = Math.Min(RampRate.AmperesPerSecond * RampStep.Seconds, largestStepAmperes);
        int count = Math.Max(1, (int)Math.Ceiling(Math.Abs(distance) / step));
        return (count, Duration.FromSeconds(Math.Abs(distance) / count / RampRate.AmperesPerSecond));
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
        Gate.CheckTarget(Name, SetPoint.Of(Channels.Current, current), command);
    }
}
