using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Clocks;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Terminals;
using Lab.Quantities;
using Lab.Wires;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.FieldRegulatedMagnet>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>
/// An electromagnet made of a supply and a gaussmeter of the same bench: it ramps the current within a rate of field and corrects
/// it by the measured field until that has settled, whatever the iron remembers.
/// </summary>
/// <remarks>
/// The current moves in steps, each no larger than the rate allows for the time that follows it, and each passes the supply's own
/// limits as well. The gaussmeter is asked no more often than it measures. How steeply and how soon the field follows is learned
/// from moves from rest to rest and kept for the next field: the first one takes longer. The approach is from the side where the
/// field comes from, so that the iron's branch is a defined one, and it stays within the limits of the channel <c>field</c> at
/// any time.
/// </remarks>
public sealed class FieldRegulatedMagnet : IElectromagnet, IShippedDriver
{
    private const string SupplyKey = "supply";
    private const string GaussmeterKey = "gaussmeter";
    private const string FieldPerCurrentKey = "field_per_current";
    private const string RateKey = "rate";
    private const string ToleranceKey = "tolerance";
    private const string SettlingTimeKey = "settling_time";
    private const string TimeoutKey = "timeout";
    private const string ReadingIntervalKey = "reading_interval";
    private const string GaussmeterUncertaintyKey = "gaussmeter_uncertainty";
    private const string GaussmeterGainUncertaintyKey = "gaussmeter_gain_uncertainty";
    private const string RemanenceKey = "remanence";
    private const string SupplyResolutionKey = "supply_resolution";

    private const double TeslaPerOersted = 1e-4;

    private readonly IMagnetSupply supply;
    private readonly IGaussmeter gaussmeter;
    private readonly ISafetyGate gate;
    private readonly TimeProvider clock;
    private readonly FieldRegulation regulation;
    private readonly MagnetResponse response;
    private readonly PacedGaussmeter reader;
    private readonly FieldRamp ramp;

    /// <summary>Joins a supply and a gaussmeter.</summary>
    /// <param name="name">The magnet's name on the bench.</param>
    /// <param name="supply">The supply of its coils.</param>
    /// <param name="gaussmeter">The gaussmeter in its gap.</param>
    /// <param name="gate">The safety gate.</param>
    /// <param name="clock">The bench's clock.</param>
    /// <param name="regulation">How it ramps and settles.</param>
    public FieldRegulatedMagnet(
        string name, IMagnetSupply supply, IGaussmeter gaussmeter, ISafetyGate gate, TimeProvider clock,
        FieldRegulation regulation)
    {
        ArgumentNullException.ThrowIfNull(regulation);
        Name = name;
        this.supply = supply;
        this.gaussmeter = gaussmeter;
        this.gate = gate;
        this.clock = clock;
        this.regulation = regulation;
        response = new MagnetResponse(regulation);
        reader = new PacedGaussmeter(gaussmeter, clock, regulation.ReadingInterval);
        ramp = new FieldRamp(supply, clock, regulation, response);
    }

    /// <summary>Told how far a ramp is.</summary>
    public Action<BenchProgress>? Progressed { get; init; }

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
                FieldPerCurrentKey,
                new FieldRegulation().FieldPerCurrent,
                "First guess of the field per current; the true value is learned. One that is too large makes ramps slower."),
            SettingKey.Quantity<FieldRate>(RateKey, new FieldRegulation().Rate, "The fastest change of the field."),
            SettingKey.Quantity<MagneticField>(
                ToleranceKey,
                new FieldRegulation().Tolerance,
                "The largest difference of a settled field from what was asked for."),
            SettingKey.Quantity<Duration>(
                SettlingTimeKey, new FieldRegulation().SettlingTime, "Time for which the field must stay within the tolerance."),
            SettingKey.Quantity<Duration>(
                TimeoutKey, new FieldRegulation().Timeout, "Time without coming closer, after which settling has failed."),
            SettingKey.Quantity<Duration>(
                ReadingIntervalKey,
                new FieldRegulation().ReadingInterval,
                "The gaussmeter's own time from one measurement to the next; it is asked no more often."),
            SettingKey.Quantity<MagneticField>(
                GaussmeterUncertaintyKey,
                new FieldRegulation().GaussmeterUncertainty,
                "Standard uncertainty of the gaussmeter's zero, or 0 Oe."),
            SettingKey.Number(
                GaussmeterGainUncertaintyKey,
                new FieldRegulation().GaussmeterGainUncertainty,
                0,
                0.1,
                "Relative standard uncertainty of the gaussmeter's scale, common to all fields; of Hall probes 0.001 to 0.003, "
                    + "of one that was compared with a resonance of protons less."),
            SettingKey.Quantity<MagneticField>(
                RemanenceKey,
                new FieldRegulation().Remanence,
                "The largest field that the iron keeps at zero current, or 0 Oe. A smaller one makes approaches quicker."),
            SettingKey.Quantity<Current>(
                SupplyResolutionKey,
                new FieldRegulation().SupplyResolution,
                "The smallest change of the supply's current; 0 A where it is learned."),
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
                ReadingInterval = PositiveSetting.Of<Duration>(context, ReadingIntervalKey),
                GaussmeterUncertainty = PositiveSetting.OrZero<MagneticField>(context, GaussmeterUncertaintyKey),
                GaussmeterGainUncertainty = context.Settings.Get<double>(GaussmeterGainUncertaintyKey),
                Remanence = PositiveSetting.OrZero<MagneticField>(context, RemanenceKey),
                SupplyResolution = PositiveSetting.OrZero<Current>(context, SupplyResolutionKey),
            })
        {
            Progressed = context.Progressed,
        },
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
    public ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default) =>
        gaussmeter.ReadFieldAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<SettledField> SetFieldAsync(MagneticField field, CancellationToken cancellationToken = default)
    {
        RequireAllowed(field);
        if (!await supply.GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            await supply.SetOutputAsync(on: true, cancellationToken).ConfigureAwait(false);
        }

        Duration started = clock.Now();
        FieldApproach? watched = null;
        (double Amperes, double Tesla) seen = default;
        var approach = new FieldApproach(reader, ramp, response, regulation, clock, gate.BoundsOf(Name, Channels.Field))
        {
            Looked = () =>
            {
                seen = (ramp.Amperes, watched?.FieldTesla ?? 0);
                Tell(seen.Tesla, field);
            },
        };
        watched = approach;

        // Between readings the field is where the slope says that is known so far.
        ramp.Stepped = () => Tell(seen.Tesla + ((ramp.Amperes - seen.Amperes) * response.TypicalSlope), field);
        FieldOutcome outcome;
        try
        {
            outcome = await approach.GoAsync(field.Tesla, cancellationToken).ConfigureAwait(false);
        }
        catch (InstrumentException error) when (ramp.Refusal == error)
        {
            await approach.LookAsync(cancellationToken).ConfigureAwait(false);
            throw TakesNoMore(field, approach.FieldTesla, error);
        }

        return outcome switch
        {
            FieldOutcome.Settled => new SettledField(
                MagneticField.FromTesla(approach.FieldTesla), MagneticField.FromTesla(approach.UncertaintyTesla))
            {
                ScaleUncertainty = regulation.GaussmeterGainUncertainty,
                Resolution = MagneticField.FromTesla(approach.IsCoarse ? approach.ResolutionTesla : 0),
            },
            FieldOutcome.DoesNotFollow => throw DoesNotFollow(field, approach.FieldTesla),
            _ => throw DidNotSettle(field, approach.FieldTesla, clock.Now() - started),
        };
    }

    /// <inheritdoc/>
    public ValueTask ReadBackAsync(CancellationToken cancellationToken = default) => supply.ReadBackAsync(cancellationToken);

    /// <summary>Ramps the field down within its rate to zero current, without the gaussmeter, which may be what failed; then
    /// makes the supply safe.</summary>
    public async ValueTask MakeSafeAsync(CancellationToken cancellationToken = default)
    {
        if (await supply.GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            await ramp.BeginAsync(cancellationToken).ConfigureAwait(false);
            ramp.Stepped = () => Tell(ramp.Amperes * response.TypicalSlope, default);
            await ramp.ToZeroAsync(cancellationToken).ConfigureAwait(false);
        }

        await supply.MakeSafeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does nothing: supply and gaussmeter belong to the bench.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Show(double tesla) => MagneticField.FromTesla(tesla).ToString("Oe", formatProvider: null);

    // Of a field within its tolerance the time is left for which it has to stay there.
    private void Tell(double tesla, MagneticField target) => Progressed?.Invoke(new BenchProgress(
        Name,
        target == default
            ? $"at {Math.Round(tesla / TeslaPerOersted) + 0:0} Oe"
            : $"{tesla / TeslaPerOersted:0} of {target.Tesla / TeslaPerOersted:0.##} Oe",
        ramp.TimeFor(target.Tesla - tesla) + (target == default ? default : regulation.SettlingTime)));

    private void RequireAllowed(MagneticField field)
    {
        if (!double.IsFinite(field.Tesla))
        {
            throw new InstrumentException(
                InstrumentFault.Limit, $"{field.Tesla} T is not a field", Name, "Correct what computes the set-point.");
        }

        gate.CheckTarget(Name, SetPoint.Of(Channels.Field, field), $"field {Show(field.Tesla)}");
    }

    private InstrumentException TakesNoMore(MagneticField field, double tesla, InstrumentException error) => new(
        error.Fault,
        $"{Show(field.Tesla)} is out of reach: the field is {Show(tesla)} at {Current.FromAmperes(ramp.Amperes)}, and "
            + $"{supply.Name} takes no more. {error.What}",
        $"{Name}, {error.Where}",
        "Choose a smaller field; if the magnet bears more, widen the supply's limit or use a larger supply.",
        error);

    private InstrumentException DoesNotFollow(MagneticField field, double tesla) => new(
        InstrumentFault.Refused,
        $"{Show(field.Tesla)} is out of reach: the field stays at {Show(tesla)} while the current is set to "
            + $"{Current.FromAmperes(ramp.Amperes)}",
        $"{Name} of {supply.Name} and {gaussmeter.Name}",
        "Check that the probe is in the gap the right way round, that the coils are connected, and that the supply has the "
            + "voltage for this current.");

    private InstrumentException DidNotSettle(MagneticField field, double tesla, Duration elapsed) => new(
        InstrumentFault.Timeout,
        $"The field did not settle at {Show(field.Tesla)}: after {elapsed.ToString("s", formatProvider: null)} it is "
            + $"{Show(tesla)} at {Current.FromAmperes(ramp.Amperes)}",
        $"{Name} of {supply.Name} and {gaussmeter.Name}",
        "Check the noise of the gaussmeter and the resolution of the supply against the tolerance, or allow a longer timeout.");
}
