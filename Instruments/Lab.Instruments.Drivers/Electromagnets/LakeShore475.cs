using Lab.Instruments.Drivers.Sessions;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.Manners;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>Lake Shore 475 DSP gaussmeter, in DC mode (model 475 user's manual, chapter 6).</summary>
public sealed class LakeShore475 : ScpiInstrument, IGaussmeter
{
    /// <summary>The number of the unit tesla.</summary>
    private const string Tesla = "2";

    /// <summary>The unit is asked for in the same exchange: it can be changed at the front panel, and an oersted is not a tesla.</summary>
    private const string Read = "UNIT?;RDGFIELD?";

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
        Manners = new InstrumentManners { Errors = ErrorReporting.EventStatusRegister },
        Create = context => new LakeShore475(context.Session()),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models { get; } = ["MODEL475"];

    /// <inheritdoc/>
    public ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default) =>
        Session.QueryAsync(Read, ReadField, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The instrument answers in degrees Celsius (model 475 user's manual, 6.3, probe temperature query).</remarks>
    public async ValueTask<Temperature> ReadProbeTemperatureAsync(CancellationToken cancellationToken = default)
    {
        const string query = "RDGTEMP?";
        string answer = (await Session.QueryAsync(query, cancellationToken).ConfigureAwait(false)).Trim();
        return FaultOf(answer, query) is { } fault ? throw fault : Temperature.FromDegreesCelsius(Session.ReadNumber(answer, query));
    }

    /// <summary>Does nothing: a gaussmeter only measures.</summary>
    public override ValueTask MakeSafeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <summary>Tesla, DC at five digits, range by itself.</summary>
    protected override ValueTask InitializeAsync(CancellationToken cancellationToken) =>
        Session.SendAsync($"UNIT {Tesla};RDGMODE 1,3,1,1,1;AUTO 1", cancellationToken);

    private MagneticField ReadField(string answer)
    {
        string[] fields = answer.Split(';', StringSplitOptions.TrimEntries);
        if (fields is not [var unit, var reading])
        {
            throw Session.BadAnswer(answer, Read, "a unit and a field");
        }

        if (unit != Tesla)
        {
            throw new InstrumentException(
                InstrumentFault.BadAnswer,
                $"The gaussmeter does not read in tesla (unit {unit})",
                $"{Name}, {Read}",
                "Somebody changed the unit at its front panel; open the bench again.");
        }

        return MagneticField.FromTesla(FaultOf(reading, Read) is { } fault ? throw fault : Session.ReadNumber(reading, Read));
    }

    private InstrumentException? FaultOf(string reading, string query) => reading.ToUpperInvariant() switch
    {
        "OL" or "-OL" or "+OL" => new InstrumentException(
            InstrumentFault.Overflow,
            "The field is over the gaussmeter's range",
            $"{Name}, {query} answered {reading}",
            "Lower the field, or use a probe for larger fields."),
        "NO PROBE" => new InstrumentException(
            InstrumentFault.Overflow,
            "The gaussmeter has no probe",
            $"{Name}, {query} answered {reading}",
            "Plug a probe in and switch the gaussmeter on again; it reads the probe's memory at power-on."),
        _ => null,
    };
}
