using System.Globalization;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Manners;
using Lab.Instruments.Wires;
using Lab.Quantities;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.Electromagnets.LakeShore475>]

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>Lake Shore 475 DSP gaussmeter, in DC mode (model 475 user's manual, chapter 6).</summary>
public sealed partial class LakeShore475 : ScpiInstrument, IGaussmeter, IShippedDriver
{
    /// <summary>The number of the unit tesla.</summary>
    private const string Tesla = "2";

    private const string Model425 = "MODEL425";

    private const string Read = "RDGFIELD?";
    private const string Condition = "OPST?";
    private const string Unit = "UNIT?";

    /// <summary>Bits of the operation status (manual, 6.3): no probe, field over range.</summary>
    private const int NoProbe = 1 << 0;
    private const int OverRange = 1 << 1;

    /// <summary>The unit can be changed at the front panel, and an oersted is not a tesla: so often it is asked again.</summary>
    private static readonly Duration UnitInterval = Duration.FromSeconds(1);

    private Duration unitAsked = Duration.FromSeconds(double.NegativeInfinity);

    /// <summary>Creates the driver on an open session.</summary>
    public LakeShore475(InstrumentSession session)
        : base(session)
    {
    }

    /// <summary>The driver as bench files name it.</summary>
    public static DriverDescription Description { get; } = new()
    {
        Name = "lakeshore-475",
        Kind = InstrumentKind.Gaussmeter,
        Summary = "Lake Shore 475 DSP gaussmeter",
        Manners = new InstrumentManners
        {
            Errors = ErrorReporting.EventStatusRegister,
            Completion = Completion.EventsInOwnMessage,
            TakesClosingQuery = true,
            MessageGap = Duration.FromMilliseconds(50),
            Serial = new SerialSettings { DataBits = 7, Parity = "odd", Terminator = "crlf" },
        },
        Models = ["MODEL475", "MODEL455", "MODEL425"],
        Beliefs = Beliefs,
        Create = context => new LakeShore475(context.Session()),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    public async ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default)
    {
        Duration now = Session.Clock.Now();
        if (!(now - unitAsked < UnitInterval && now >= unitAsked))
        {
            await RequireTeslaAsync(cancellationToken).ConfigureAwait(false);
            unitAsked = Session.Clock.Now();
        }

        return MagneticField.FromTesla(
            await Session.QueryAllAsync(
                [Read, Condition], answers => ReadNumber(answers, Read), cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    /// <remarks>The instrument is set to answer in degrees Celsius (model 475 user's manual, 6.3).</remarks>
    public async ValueTask<Temperature> ReadProbeTemperatureAsync(CancellationToken cancellationToken = default)
    {
        const string query = "RDGTEMP?";
        return Temperature.FromDegreesCelsius(
            await Session.QueryAllAsync(
                [query, Condition], answers => ReadNumber(answers, query), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Does nothing: a gaussmeter only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Tesla and degrees Celsius, DC at five digits, range by itself, nothing relative. A gaussmeter that regulates a
    /// magnet itself is left alone: its set-point is in the unit that is on (README of this folder).</summary>
    protected override async ValueTask InitializeAsync(CancellationToken cancellationToken)
    {
        if (!Identity.Model.Contains(Model425, StringComparison.OrdinalIgnoreCase))
        {
            await RefuseRegulationAsync(cancellationToken).ConfigureAwait(false);
            await Session.SendAsync($"UNIT {Tesla}", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync("RDGMODE 1,3,1,1,1", cancellationToken).ConfigureAwait(false);
            await SendIfKnownAsync(cancellationToken, "TUNIT 1", "REL 0,1").ConfigureAwait(false);
        }
        else
        {
            await Session.SendAsync($"UNIT {Tesla}", cancellationToken).ConfigureAwait(false);
            await Session.SendAsync("RDGMODE 1,1,1", cancellationToken).ConfigureAwait(false);
            await SendIfKnownAsync(cancellationToken, "REL 0").ConfigureAwait(false);
        }

        await Session.SendAsync("AUTO 1", cancellationToken).ConfigureAwait(false);
        await SendIfKnownAsync(cancellationToken, "MXHOLD 0").ConfigureAwait(false);
        unitAsked = Duration.FromSeconds(double.NegativeInfinity);
    }

    private async ValueTask RefuseRegulationAsync(CancellationToken cancellationToken)
    {
        const string query = "CMODE?";
        if (await Session.QuerySwitchAsync(query, cancellationToken).ConfigureAwait(false))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                "The gaussmeter regulates a magnet by itself, and a change of its unit would change the field",
                $"{Name}, {query}",
                "Ramp that field down, switch the field control of the gaussmeter off and open the bench again.");
        }
    }

    private async ValueTask RequireTeslaAsync(CancellationToken cancellationToken)
    {
        string unit = await Session.QueryAsync(Unit, cancellationToken).ConfigureAwait(false);
        if (Answers.Register(unit) is not { } number || number.ToString(CultureInfo.InvariantCulture) != Tesla)
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The gaussmeter does not read in tesla (unit {unit})",
                $"{Name}, {Unit}",
                "The unit was changed at the front panel; open the bench again.");
        }
    }

    private double ReadNumber(IReadOnlyList<string> answers, string query)
    {
        if (Answers.Register(answers[1]) is not { } condition)
        {
            throw Session.BadAnswer(answers[1], Condition, "an operation status");
        }

        string reading = answers[0].ToUpperInvariant();
        if ((condition & NoProbe) != 0 || reading == "NO PROBE")
        {
            throw new InstrumentException(
                InstrumentFault.Overflow,
                "The gaussmeter has no probe",
                $"{Name}, {query} answered {answers[0]}",
                "Plug a probe in and switch the gaussmeter on again; it reads the probe's memory at power-on.");
        }

        return (condition & OverRange) != 0 || reading is "OL" or "-OL" or "+OL"
            ? throw new InstrumentException(
                InstrumentFault.Overflow,
                "The field is over the gaussmeter's range",
                $"{Name}, {query} answered {answers[0]}",
                "Lower the field, or use a probe for larger fields.")
            : Session.ReadNumber(answers[0], query);
    }
}
