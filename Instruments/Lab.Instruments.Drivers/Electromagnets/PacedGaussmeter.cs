using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>A gaussmeter that is asked no more often than it measures.</summary>
internal sealed class PacedGaussmeter(IGaussmeter gaussmeter, TimeProvider clock, Duration readingInterval)
{
    /// <summary>A hundred readings a second tell all that a magnet does.</summary>
    private static readonly Duration ShortestInterval = Duration.FromMilliseconds(10);

    /// <summary>Weight of the newest rest in the noise.</summary>
    private const double NewestPart = 0.25;

    private Duration due;
    private double? last;

    /// <summary>Time from one query to the next.</summary>
    public Duration Interval { get; } = readingInterval > ShortestInterval ? readingInterval : ShortestInterval;

    /// <summary>Time that the last answer took.</summary>
    public Duration Cost { get; private set; }

    /// <summary>The smallest difference between two answers so far, T: a bound of the gaussmeter's resolution; zero while all
    /// were equal.</summary>
    public double ResolutionTesla { get; private set; }

    /// <summary>Standard deviation of a reading at rest, T, over the last few rests.</summary>
    public double NoiseTesla { get; private set; }

    /// <summary>Time until the next query.</summary>
    public Duration Rest
    {
        get
        {
            // No query waits longer than an interval; more than that is left of a clock that was put back since.
            Duration rest = due - clock.Now();
            return rest < Interval ? rest : Interval;
        }
    }

    /// <summary>Takes note of the standard deviation of readings at rest, T.</summary>
    public void AddNoise(double tesla) => NoiseTesla = NoiseTesla == 0
        ? tesla
        : Math.Sqrt((NoiseTesla * NoiseTesla * (1 - NewestPart)) + (tesla * tesla * NewestPart));

    /// <summary>Waits until a new reading can be there, and reads.</summary>
    public async ValueTask<FieldReading> ReadAsync(CancellationToken cancellationToken)
    {
        await clock.WaitAsync(Rest, cancellationToken).ConfigureAwait(false);
        Duration asked = clock.Now();
        double tesla = (await gaussmeter.ReadFieldAsync(cancellationToken).ConfigureAwait(false)).Tesla;
        due = asked + Interval;
        Cost = clock.Now() - asked;
        double difference = Math.Abs(tesla - (last ?? tesla));
        bool isNew = last is null || difference > 0;
        last = tesla;
        if (difference > 0)
        {
            ResolutionTesla = ResolutionTesla > 0 ? Math.Min(ResolutionTesla, difference) : difference;
        }

        return new FieldReading(tesla, isNew);
    }
}
