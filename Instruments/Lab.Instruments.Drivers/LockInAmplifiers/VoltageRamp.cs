using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.LockInAmplifiers;

/// <summary>Brings a voltage to a value in steps that the limits of the bench allow.</summary>
/// <param name="gate">The gate, which knows the limits of rate and step.</param>
/// <param name="clock">The bench's clock.</param>
/// <param name="voltsPerSecond">The fastest change of a ramp. Positive.</param>
public sealed class VoltageRamp(ISafetyGate gate, TimeProvider clock, double voltsPerSecond)
{
    /// <summary>Time between two steps: long against a message, short against a person's patience [assumption].</summary>
    private static readonly Duration Pause = Duration.FromMilliseconds(50);

    /// <summary>Ramps at the rate.</summary>
    /// <param name="terminal">The terminal.</param>
    /// <param name="from">The voltage that is set.</param>
    /// <param name="to">The end.</param>
    /// <param name="set">Sets a voltage, through the gate.</param>
    /// <param name="cancellationToken">Ends the ramp where it is.</param>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    public ValueTask ToAsync(
        Terminal terminal, Voltage from, Voltage to, Func<Voltage, CancellationToken, ValueTask> set,
            CancellationToken cancellationToken) =>
        RampAsync(terminal, from, to, voltsPerSecond, set, cancellationToken);

    /// <summary>As fast as the limits allow: in one step, where they know none.</summary>
    /// <inheritdoc cref="ToAsync"/>
    public ValueTask StepAsync(
        Terminal terminal, Voltage from, Voltage to, Func<Voltage, CancellationToken, ValueTask> set,
            CancellationToken cancellationToken) =>
        RampAsync(terminal, from, to, double.PositiveInfinity, set, cancellationToken);

    private async ValueTask RampAsync(
        Terminal terminal, Voltage from, Voltage to, double rate, Func<Voltage, CancellationToken, ValueTask> set,
            CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ChangeBounds bounds = gate.BoundsOf(terminal, Channels.Voltage);
        double fastest = Math.Min(rate, bounds.PerSecond);
        double step = Math.Min(fastest * Pause.Seconds, bounds.PerStep);
        double distance = to.Volts - from.Volts;
        int steps = double.IsFinite(step) ? Math.Max(1, (int)Math.Ceiling(Math.Abs(distance) / step)) : 1;
        for (int i = 1; i <= steps; i++)
        {
            Voltage next = i == steps ? to : Voltage.FromVolts(from.Volts + (distance * i / steps));
            Duration delay = gate.DelayFor(terminal.Instrument, new SetPoint(terminal.Name, Channels.Voltage, next.Volts));
            await clock.WaitAsync(delay, cancellationToken).ConfigureAwait(false);
            await set(next, cancellationToken).ConfigureAwait(false);
            if (i < steps)
            {
                await clock.WaitAsync(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
