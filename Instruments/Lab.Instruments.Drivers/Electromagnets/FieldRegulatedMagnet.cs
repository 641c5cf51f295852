using Lab.Instruments.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Safety;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>
/// An electromagnet made of a supply and a gaussmeter of the same bench: it ramps the current within a rate of field and corrects
/// it by the measured field until that has settled, whatever the iron remembers.
/// </summary>
/// <remarks>
/// The current moves in steps of a tenth of a second or more, each no larger than the rate allows for the time that follows it: the
/// rate holds on the average of a step, while within it the coils follow as fast as they can. Every step passes the supply's own
/// limits as well. The field is read after each step, so that the slope of the magnet is known before much current has been set on
/// a wrong guess.
/// </remarks>
public sealed class FieldRegulatedMagnet : IElectromagnet
{
    private const string SupplyKey = "supply";
    private const string GaussmeterKey = "gaussmeter";
    private const string FieldPerCurrentKey = "field_per_current";
    private const string RateKey = "rate";
    private const string ToleranceKey = "tolerance";
    private const string SettlingTimeKey = "settling_time";
    private const string TimeoutKey = "timeout";

    /// <summary>Errors beyond this many tolerances are corrected after one reading, smaller ones after an average.</summary>
    private const double CoarseTolerances = 10;

    /// <summary>The fewest readings that tell noise from an error.</summary>
    private const int FewestReadings = 4;

    /// <summary>Part of the rate that is used, so that noise in the learned slope does not exceed it.</summary>
    private const double RateMargin = 0.97;

    /// <summary>A slope below this part of the guess means that something is disconnected, reversed or at its end.</summary>
    private const double SmallestSlopeRatio = 0.25;

    /// <summary>So many slopes in a row that are too small end the attempt: one can be the lag of the coils.</summary>
    private const int MostFlatSlopes = 6;

    /// <summary>The least weight of the newest slope in the learned one, which is the mean of the first few.</summary>
    private const double LearningRate = 0.25;

    /// <summary>Slopes after which the learned one is trusted; until then ramps go at half the rate.</summary>
    private const int SlopesToTrust = 8;

    private static readonly Duration ShortestStep = Duration.FromMilliseconds(100);
    private static readonly Duration LongestStep = Duration.FromMilliseconds(200);

    private readonly IMagnetSupply supply;
    private readonly IGaussmeter gaussmeter;
    private readonly ISafetyGate gate;
    private readonly TimeProvider clock;
    private readonly FieldRegulation regulation;
    private readonly FieldAverage average = new();
    private double teslaPerAmpere;
    private double steepestTeslaPerAmpere;
    private int slopes;
    private int flatSlopes;
    private double amperes;
    private (double Amperes, double Tesla) anchor;
    private Duration lastStep;
    private Duration nextStep;

    /// <summary>Joins a supply and a gaussmeter.</summary>
    /// <param name="name">The magnet's name on the bench.</param>
    /// <param name="supply">The supply of its coils.</param>
    /// <param name="gaussmeter">The gaussmeter in its gap.</param>
    /// <param name="gate">The safety gate.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="regulation">How it ramps and settles.</param>
    public FieldRegulatedMagnet(
        string name, IMagnetSupply supply, IGaussmeter gaussmeter, ISafetyGate gate, TimeProvider clock, FieldRegulation regulation)
    {
        ArgumentNullException.ThrowIfNull(regulation);
        Name = name;
        this.supply = supply;
        this.gaussmeter = gaussmeter;
        this.gate = gate;
        this.clock = clock;
        this.regulation = regulation;
        teslaPerAmpere = regulation.FieldPerCurrent.TeslaPerAmpere;
        steepestTeslaPerAmpere = teslaPerAmpere;
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "field-regulated-magnet",
        Kind = InstrumentKind.Electromagnet,
        Summary = "Electromagnet regulated by its measured field, made of a magnet supply and a gaussmeter",
        IsComposite = true,
        Settings =
        [
            SettingKey.InstrumentName(SupplyKey, null, "The supply of the coils."),
            SettingKey.InstrumentName(GaussmeterKey, null, "The gaussmeter in the gap."),
            SettingKey.Quantity<FieldPerCurrent>(
                FieldPerCurrentKey, new FieldRegulation().FieldPerCurrent, "First guess of the field per current; the true value is learned. One that is too large makes ramps slower."),
            SettingKey.Quantity<FieldRate>(RateKey, new FieldRegulation().Rate, "The fastest change of the field."),
            SettingKey.Quantity<MagneticField>(
                ToleranceKey, new FieldRegulation().Tolerance, "The largest difference of a settled field from what was asked for."),
            SettingKey.Quantity<Duration>(
                SettlingTimeKey, new FieldRegulation().SettlingTime, "Time for which the field must stay within the tolerance."),
            SettingKey.Quantity<Duration>(TimeoutKey, new FieldRegulation().Timeout, "Time without coming closer, after which settling has failed."),
        ],
        Create = context => new FieldRegulatedMagnet(
            context.Name,
            context.Other<IMagnetSupply>(SupplyKey),
            context.Other<IGaussmeter>(GaussmeterKey),
            context.Gate,
            context.Clock,
            new FieldRegulation
            {
                FieldPerCurrent = PositiveSetting.Of<FieldPerCurrent>(context, FieldPerCurrentKey),
                Rate = PositiveSetting.Of<FieldRate>(context, RateKey),
                Tolerance = PositiveSetting.Of<MagneticField>(context, ToleranceKey),
                SettlingTime = PositiveSetting.Of<Duration>(context, SettlingTimeKey),
                Timeout = PositiveSetting.Of<Duration>(context, TimeoutKey),
            }),
    };

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The identities of the supply and the gaussmeter, field by field.</summary>
    public InstrumentIdentity Identity => new(
        $"{supply.Identity.Manufacturer} + {gaussmeter.Identity.Manufacturer}",
        $"{supply.Identity.Model} + {gaussmeter.Identity.Model}",
        $"{supply.Identity.SerialNumber} + {gaussmeter.Identity.SerialNumber}",
        $"{supply.Identity.Firmware} + {gaussmeter.Identity.Firmware}");

    /// <summary>Nothing: the supply and the gaussmeter report their errors themselves.</summary>
    public ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default) => new([]);

    /// <inheritdoc/>
    public ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default) => gaussmeter.ReadFieldAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<SettledField> SetFieldAsync(MagneticField field, CancellationToken cancellationToken = default)
    {
        RequireAllowed(field);
        if (!await supply.GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            await supply.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        }

        Duration started = clock.Now();
        await BeginAsync(cancellationToken).ConfigureAwait(false);
        Duration deadline = started + regulation.Timeout;
        double closest = double.PositiveInfinity;
        while (true)
        {
            double error = field.Tesla - average.MeanTesla;
            if (Math.Abs(error) < closest - regulation.Tolerance.Tesla)
            {
                // While it comes closer the ramp goes on, however slow the supply or the gaussmeter may be.
                closest = Math.Abs(error);
                deadline = clock.Now() + regulation.Timeout;
            }

            if (NeedsCorrection(error))
            {
                await StepAsync(field, error / teslaPerAmpere, cancellationToken).ConfigureAwait(false);
            }
            else if (IsSettled(error))
            {
                return new SettledField(MagneticField.FromTesla(average.MeanTesla), MagneticField.FromTesla(average.ErrorTesla));
            }

            await ReadAsync(cancellationToken).ConfigureAwait(false);
            Learn(field);
            if (clock.Now() > deadline)
            {
                throw DidNotSettle(field, clock.Now() - started);
            }
        }
    }

    /// <summary>Ramps the field down within its rate to zero current, without the gaussmeter, which may be what failed; then makes
    /// the supply safe.</summary>
    public async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        if (await supply.GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            amperes = (await supply.MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)).Amperes;
            while (amperes != 0)
            {
                await MoveAsync(-amperes, cancellationToken).ConfigureAwait(false);
            }

            await WaitForNextStepAsync(cancellationToken).ConfigureAwait(false);
        }

        await supply.MakeSafeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does nothing: supply and gaussmeter belong to the bench.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Show(double tesla) => MagneticField.FromTesla(tesla).ToString("Oe", formatProvider: null);

    private void RequireAllowed(MagneticField field)
    {
        if (!double.IsFinite(field.Tesla))
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"{field.Tesla} T is not a field", Name, "Correct what computes the set-point.");
        }

        gate.CheckTarget(Name, SetPoint.Of(Channels.Field, field), $"field {Show(field.Tesla)}");
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        // The supply may have been used by itself since the last field.
        amperes = (await supply.MeasureCurrentAsync(cancellationToken).ConfigureAwait(false)).Amperes;
        average.Restart(clock.Now());
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        anchor = (amperes, average.MeanTesla);
        flatSlopes = 0;
        lastStep = clock.Now();
    }

    private async ValueTask ReadAsync(CancellationToken cancellationToken) =>
        average.Add(await gaussmeter.ReadFieldAsync(cancellationToken).ConfigureAwait(false), clock.Now());

    private bool NeedsCorrection(double errorTesla)
    {
        double tolerance = regulation.Tolerance.Tesla;
        return Math.Abs(errorTesla) > CoarseTolerances * tolerance
            || (average.Count >= FewestReadings && Math.Abs(errorTesla) - (2 * average.ErrorTesla) > tolerance / 2);
    }

    private bool IsSettled(double errorTesla) =>
        average.Count >= FewestReadings
        && average.Length >= regulation.SettlingTime
        && Math.Abs(errorTesla) + (2 * average.ErrorTesla) <= regulation.Tolerance.Tesla
        && Math.Abs(average.DriftTesla) <= regulation.Tolerance.Tesla;

    private async ValueTask StepAsync(MagneticField field, double change, CancellationToken cancellationToken)
    {
        double before = average.MeanTesla;
        try
        {
            await MoveAsync(change, cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (error.Fault is InstrumentFault.Refused or InstrumentFault.Limit)
        {
            throw new InstrumentException(
                error.Fault,
                $"{Show(field.Tesla)} is out of reach: the field is {Show(before)} at {Current.FromAmperes(amperes)}, and {supply.Name} takes no more. {error.What}",
                $"{Name}, {error.Where}",
                "Choose a smaller field; if the magnet bears more, widen the supply's limit or use a larger supply.",
                error);
        }

        average.Restart(clock.Now());
    }

    /// <summary>Changes the current by what was asked for, or by as much as the rate of field allows in one step.</summary>
    private async ValueTask MoveAsync(double change, CancellationToken cancellationToken)
    {
        await WaitForNextStepAsync(cancellationToken).ConfigureAwait(false);
        double rate = RateMargin * regulation.Rate.TeslaPerSecond / steepestTeslaPerAmpere * (slopes < SlopesToTrust ? 0.5 : 1);
        double seconds = Math.Clamp((clock.Now() - lastStep).Seconds, ShortestStep.Seconds, LongestStep.Seconds);
        double step = Math.Clamp(change, -rate * seconds, rate * seconds);
        double next = amperes + step;
        lastStep = clock.Now();
        await supply.RampToAsync(Current.FromAmperes(next), cancellationToken).ConfigureAwait(false);
        amperes = next;
        nextStep = lastStep + Duration.FromSeconds(Math.Abs(step) / rate);
    }

    // No step needs more than the longest; more than that is left of a clock that was put back since.
    private ValueTask WaitForNextStepAsync(CancellationToken cancellationToken)
    {
        Duration rest = nextStep - clock.Now();
        return clock.WaitAsync(rest < LongestStep ? rest : LongestStep, cancellationToken);
    }

    /// <summary>Learns the slope of the magnet whenever the current has moved far enough to tell it from noise.</summary>
    private void Learn(MagneticField field)
    {
        double guess = regulation.FieldPerCurrent.TeslaPerAmpere;
        double moved = amperes - anchor.Amperes;
        if (Math.Abs(moved) * guess < CoarseTolerances * regulation.Tolerance.Tesla)
        {
            return;
        }

        double slope = (average.MeanTesla - anchor.Tesla) / moved;
        anchor = (amperes, average.MeanTesla);
        if (slope < SmallestSlopeRatio * guess)
        {
            flatSlopes++;
            if (flatSlopes >= MostFlatSlopes)
            {
                throw DoesNotFollow(field);
            }

            return;
        }

        flatSlopes = 0;
        slopes++;
        teslaPerAmpere += Math.Max(LearningRate, 1.0 / slopes) * (slope - teslaPerAmpere);
        steepestTeslaPerAmpere = Math.Max(steepestTeslaPerAmpere, teslaPerAmpere);
    }

    private InstrumentException DoesNotFollow(MagneticField field) => new(
        InstrumentFault.Refused,
        $"{Show(field.Tesla)} is out of reach: the field stays at {Show(average.MeanTesla)} while the current is set to {Current.FromAmperes(amperes)}",
        $"{Name} of {supply.Name} and {gaussmeter.Name}",
        "Check that the probe is in the gap the right way round, that the coils are connected, and that the supply has the voltage for this current.");

    private InstrumentException DidNotSettle(MagneticField field, Duration elapsed) => new(
        InstrumentFault.Timeout,
        $"The field did not settle at {Show(field.Tesla)}: after {elapsed.ToString("s", formatProvider: null)} it is {Show(average.MeanTesla)} at {Current.FromAmperes(amperes)}",
        $"{Name} of {supply.Name} and {gaussmeter.Name}",
        "Check the noise of the gaussmeter and the resolution of the supply against the tolerance, or allow a longer timeout.");
}
