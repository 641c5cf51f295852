using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>Steps the current of a magnet within its rate of field.</summary>
/// <remarks>A step is no larger than the rate allows for the time that follows it, which is a tenth of a second or more: the rate
/// holds on the average of a step, while within it the coils follow as fast as they can.</remarks>
internal sealed class FieldRamp(IMagnetSupply supply, TimeProvider clock, FieldRegulation regulation, MagnetResponse response)
{
    /// <summary>Part of the rate that is used, so that noise in the learned slope does not exceed it.</summary>
    private const double RateMargin = 0.98;

    private static readonly Duration ShortestStep = Duration.FromMilliseconds(100);

    private bool tellsSetPoint;
    private Duration shortestExchange = LongestStep;
    private Duration lastStep;
    private Duration nextStep;

    /// <summary>The time that the largest step stands for.</summary>
    public static Duration LongestStep { get; } = Duration.FromMilliseconds(200);

    /// <summary>The set-point, A: as read back, or as asked for where the supply does not tell.</summary>
    public double Amperes { get; private set; }

    /// <summary>The last refusal of a step by the supply or a limit.</summary>
    public InstrumentException? Refusal { get; private set; }

    /// <summary>Called after each step.</summary>
    public Action? Stepped { get; set; }

    /// <summary>Time that a change of the field takes at the rate that is used.</summary>
    public Duration TimeFor(double tesla) =>
        Duration.FromSeconds(Math.Abs(tesla) / (RateMargin * regulation.Rate.TeslaPerSecond));

    /// <summary>Time until the next step.</summary>
    public Duration Rest
    {
        get
        {
            // No step needs more than the longest; more than that is left of a clock that was put back since.
            Duration rest = nextStep - clock.Now();
            return rest < LongestStep ? rest : LongestStep;
        }
    }

    /// <summary>Learns where the current is: the supply may have been used by itself.</summary>
    public async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        Current? setPoint = await supply.ReadSetPointAsync(cancellationToken).ConfigureAwait(false);
        tellsSetPoint = setPoint is not null;
        Amperes = (setPoint ?? await supply.MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)).Amperes;
        lastStep = clock.Now();
    }

    /// <summary>Changes the current by what was asked for, or by as much as the rate of field allows in one step.</summary>
    public async ValueTask StepAsync(double change, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken).ConfigureAwait(false);
        double rate = RateMargin * regulation.Rate.TeslaPerSecond / response.SteepestSlope;
        double seconds = Math.Clamp((clock.Now() - lastStep).Seconds, ShortestStep.Seconds, LongestStep.Seconds);
        double longest = rate * seconds * (tellsSetPoint ? response.RoundingPart : 1);

        // Two halves rather than a whole step and a bit: the last one shows how long the field takes to follow.
        double step = Math.Abs(change) > longest && Math.Abs(change) < 2 * longest
            ? change / 2
            : Math.Clamp(change, -longest, longest);
        lastStep = clock.Now();
        try
        {
            await supply.RampToAsync(Current.FromAmperes(Amperes + step), cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault is InstrumentFault.Refused or InstrumentFault.Limit)
        {
            Refusal = error;
            throw;
        }

        // An exchange that took longer may have set the current later: the next one waits from the latest time that is possible.
        Duration exchange = clock.Now() - lastStep - Duration.FromSeconds(Math.Abs(step) / supply.RampRate.AmperesPerSecond);
        shortestExchange = exchange < shortestExchange ? exchange : shortestExchange;
        Amperes += step;
        if (response.IsRoundingOpen && tellsSetPoint && Math.Abs(step) < Math.Abs(change))
        {
            Current? setPoint = await supply.ReadSetPointAsync(cancellationToken).ConfigureAwait(false);
            response.LearnRounding(Amperes, setPoint?.Amperes ?? Amperes, isFree: true);
        }

        nextStep = lastStep + (exchange - shortestExchange) + Duration.FromSeconds(Math.Abs(step) / rate);
        Stepped?.Invoke();
    }

    /// <summary>Takes the set-point over as the supply has rounded it, and learns its steps from that.</summary>
    public async ValueTask ReadBackAsync(CancellationToken cancellationToken)
    {
        if (tellsSetPoint && await supply.ReadSetPointAsync(cancellationToken).ConfigureAwait(false) is { } setPoint)
        {
            response.LearnRounding(Amperes, setPoint.Amperes, isFree: false);
            Amperes = setPoint.Amperes;
        }
    }

    /// <summary>Ramps to zero and waits until the last step's time is over.</summary>
    public async ValueTask ToZeroAsync(CancellationToken cancellationToken)
    {
        while (Amperes != 0)
        {
            await StepAsync(-Amperes, cancellationToken).ConfigureAwait(false);
        }

        await WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private ValueTask WaitAsync(CancellationToken cancellationToken) => clock.WaitAsync(Rest, cancellationToken);
}
