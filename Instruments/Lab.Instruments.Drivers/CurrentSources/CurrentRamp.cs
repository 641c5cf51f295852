using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>Brings the current of a source to zero in small steps: a jump would kick the sample and whatever inductance hangs on
/// it.</summary>
public sealed class CurrentRamp
{
    private const string RateKey = "ramp_rate";

    /// <summary>Time between two steps: long against a message, short against a person's patience [assumption].</summary>
    private static readonly Duration Step = Duration.FromMilliseconds(50);

    private readonly TimeProvider clock;
    private readonly CurrentRate rate;
    private readonly ChangeBounds bounds;

    private CurrentRamp(TimeProvider clock, CurrentRate rate, ChangeBounds bounds)
    {
        this.clock = clock;
        this.rate = CurrentRate.FromAmperesPerSecond(Math.Min(rate.AmperesPerSecond, bounds.PerSecond));
        this.bounds = bounds;
    }

    /// <summary>The key of the rate among a driver's settings.</summary>
    public static SettingKey Setting { get; } = SettingKey.Quantity<CurrentRate>(
        RateKey, CurrentRate.FromAmperesPerSecond(0.01), "Fastest change of the current when the instrument is made safe.");

    /// <summary>Makes the ramp that a driver's settings ask for; no faster and in no larger steps than the bench's limits
    /// allow.</summary>
    /// <exception cref="BenchException">The rate is not above zero.</exception>
    public static CurrentRamp Of(DriverContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        CurrentRate rate = context.Settings.Get<CurrentRate>(RateKey);
        ChangeBounds bounds = context.Gate.BoundsOf(context.Name, Channels.Current);
        return rate.AmperesPerSecond > 0
            ? new CurrentRamp(context.Clock, rate, bounds)
            : throw new BenchException($"{context.Name}: the key '{RateKey}' is {rate}; a ramp needs a rate above zero.");
    }

    /// <summary>The same ramp at another rate, or as near to it as the bench's limits allow.</summary>
    /// <param name="other">The rate, above zero; <see langword="null"/> keeps this one.</param>
    public CurrentRamp At(CurrentRate? other) =>
        other is { AmperesPerSecond: > 0 } faster ? new CurrentRamp(clock, faster, bounds) : this;

    /// <summary>Sets smaller and smaller currents until zero is set.</summary>
    /// <param name="from">The current that flows now.</param>
    /// <param name="set">Sets a current.</param>
    /// <param name="cancellationToken">Ends the ramp where it is.</param>
    public async ValueTask ToZeroAsync(
        Current from, Func<Current, CancellationToken, ValueTask> set, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        int steps = (int)Math.Ceiling(Math.Abs(from.Amperes) / Math.Min(rate.AmperesPerSecond * Step.Seconds, bounds.PerStep));
        for (int left = steps - 1; left >= 0; left--)
        {
            await clock.WaitAsync(Step, cancellationToken).ConfigureAwait(false);
            await set(left == 0 ? default : from * ((double)left / steps), cancellationToken).ConfigureAwait(false);
        }
    }
}
