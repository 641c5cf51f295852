using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.FirstContact;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.LakeShoreF71>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>One axis of a Lake Shore F71 or F41 teslameter, in DC mode.</summary>
/// <remarks>The teslameter measures by itself every 10 ms and answers the mean of the last samples: a reading waits until all of
/// them are from after it was asked for. Without an axis a probe of several axes answers the field's magnitude, which has no
/// sign.</remarks>
public sealed class LakeShoreF71 : ScpiInstrument, IGaussmeter, IShippedDriver
{
    private const string AxisKey = "axis";
    private const string AveragesKey = "averages";
    private const string Condition = ":STAT:OPER:COND?";
    private const string TemperatureQuery = "FETC:TEMP?";
    private const string ControlQuery = ":SOUR:FIELD:STAT?";
    private const string UnitQuery = ":UNIT:FIELD?";

    /// <summary>Bits of the operation status: no probe, field over range, no data.</summary>
    private const int NoProbe = 1 << 0;
    private const int OverRange = 1 << 1;
    private const int NoData = 1 << 6;

    private static readonly Duration SampleTime = Duration.FromMilliseconds(10);

    /// <summary>The unit can be changed at the front panel: so often it is asked again.</summary>
    private static readonly Duration UnitInterval = Duration.FromSeconds(1);

    private readonly string read;
    private readonly int averages;
    private Duration unitAsked = Duration.FromSeconds(double.NegativeInfinity);

    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="axis">The axis of the probe: <c>x</c>, <c>y</c> or <c>z</c>.</param>
    /// <param name="averages">Samples of 10 ms whose mean a reading is, 1 or above.</param>
    public LakeShoreF71(InstrumentSession session, string axis, int averages)
        : base(session)
    {
        ArgumentNullException.ThrowIfNull(axis);
        read = $"FETC:DC? {axis.ToUpperInvariant()}";
        this.averages = averages;
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "lakeshore-f71",
        Kind = InstrumentKind.Gaussmeter,
        Summary = "Lake Shore F71 or F41 teslameter, one axis",
        Settings =
        [
            SettingKey.Choice(AxisKey, "x", ["x", "y", "z"], "The axis of the probe; a probe of one axis has `x`."),
            SettingKey.Number(AveragesKey, 10, 1, 1000, "Samples of 10 ms whose mean a reading is."),
        ],
        Manners = new InstrumentManners { Serial = new SerialSettings { Baud = 115_200, Flow = "rts-cts" } },
        Models = ["F71", "F41"],
        Beliefs = Beliefs,
        Create = context => new LakeShoreF71(
            context.Session(), context.Settings.Get<string>(AxisKey), (int)context.Settings.Get<double>(AveragesKey)),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    private static IReadOnlyList<Belief> Beliefs =>
    [
        Belief.ReliedOn(ControlQuery, "0", "The control of a magnet", AnswerForm.Switch, "field control (F71)")
            with { IsOptional = true },
        Belief.SetAtOpening(
            ":UNIT:FIELD", "TESLA", "The unit of fields", AnswerForm.Word("TESLA", "GAUSS"), "unit (F71)")
            with { Usual = ["GAUSS"] },
        Belief.SetAtOpening(":SENS:MODE", "DC", "The mode of readings", AnswerForm.Word("DC", "AC", "HIFR"), "mode (F71)"),
        Belief.SetAtOpening(":SENS:RANG:AUTO", "1", "The automatic range", AnswerForm.Switch, "range (F71)"),
        Belief.SetAtOpening(
            ":SENS:AVER:COUN",
            values => $"{values.Get<double>(AveragesKey):R}",
            "Samples of a reading",
            AnswerForm.Number(string.Empty, 1, 1e4),
            "averaging (F71)") with { Usual = ["20"] },
        Belief.Read(":PROB:AXES?", "The axes of the probe", AnswerForm.Number(string.Empty, 1, 3), "PROB:AXES?"),
    ];

    /// <inheritdoc/>
    public async ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default)
    {
        Duration now = Session.Clock.Now();
        if (!(now - unitAsked < UnitInterval && now >= unitAsked))
        {
            await RequireTeslaAsync(cancellationToken).ConfigureAwait(false);
            unitAsked = Session.Clock.Now();
        }

        await Session.Clock.WaitAsync(SampleTime * averages, cancellationToken).ConfigureAwait(false);
        return MagneticField.FromTesla(await ReadAsync(read, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<Temperature> ReadProbeTemperatureAsync(CancellationToken cancellationToken = default) =>
        Temperature.FromDegreesCelsius(await ReadAsync(TemperatureQuery, cancellationToken).ConfigureAwait(false));

    /// <summary>Does nothing: a teslameter only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Tesla, DC, range by itself, averages as the bench file says. A teslameter that regulates a magnet itself is left
    /// alone: its set-point is in the unit that is on.</summary>
    /// <exception cref="InstrumentException">It regulates a magnet, the probe has no such axis
    /// (<see cref="InstrumentFault.Limit"/>), refused, or no answer.</exception>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        if (await Session.QueryIfKnownAsync(ControlQuery, cancellationToken).ConfigureAwait(false) is "1" or "ON")
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                "The teslameter regulates a magnet by itself, and a change of its unit would change the field",
                $"{Name}, {ControlQuery}",
                "Ramp that field down, switch the field control of the teslameter off and open the bench again.");
        }

        await Session.SendAsync(
            $":UNIT:FIELD TESLA;:SENS:MODE DC;:SENS:RANG:AUTO 1;:SENS:AVER:COUN {averages}", cancellationToken)
            .ConfigureAwait(false);
        double axes = await Session.QueryNumberAsync(":PROB:AXES?", cancellationToken).ConfigureAwait(false);
        if (axes < 2 && !read.EndsWith('X'))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"The probe has one axis, and {read[^1]} is asked for",
                $"{Name}, :PROB:AXES?",
                $"Write '{AxisKey}: x' in the bench file, or plug in a probe of three axes.");
        }

        unitAsked = Duration.FromSeconds(double.NegativeInfinity);
    }

    private async ValueTask RequireTeslaAsync(CancellationToken cancellationToken)
    {
        string unit = await Session.QueryAsync(UnitQuery, cancellationToken).ConfigureAwait(false);
        if (!unit.Trim().StartsWith("TESLA", StringComparison.OrdinalIgnoreCase))
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The teslameter does not read in tesla (unit {unit})",
                $"{Name}, {UnitQuery}",
                "The unit was changed at the front panel; open the bench again.");
        }
    }

    private ValueTask<double> ReadAsync(string query, CancellationToken cancellationToken) => Session.QueryAllAsync(
        [query, Condition], answers => ReadNumber(answers, query), cancellationToken);

    private double ReadNumber(IReadOnlyList<string> answers, string query)
    {
        int condition = (int)Session.ReadNumber(answers[1], Condition);
        if ((condition & (NoProbe | NoData)) != 0)
        {
            throw new InstrumentException(
                InstrumentFault.Overflow,
                "The teslameter has no probe",
                $"{Name}, {query} answered {answers[0]}",
                "Plug a probe in, and open the bench again.");
        }

        return (condition & OverRange) != 0
            ? throw new InstrumentException(
                InstrumentFault.Overflow,
                "The field is over the teslameter's range",
                $"{Name}, {query} answered {answers[0]}",
                "Lower the field, or use a probe for larger fields.")
            : Session.ReadNumber(answers[0], query);
    }
}
