using Lab.Mocks.Scpi;
using Lab.Quantities;

namespace Lab.Mocks.RfGenerators;

/// <summary>
/// The level of an RF generator: the power at its connector, and the figure that its user sees of it in some unit, with an offset
/// for what is connected after it and, at some makers, relative to a reference.
/// </summary>
/// <remarks>Unit, offset and reference change the figure and leave the power at the connector where it is; a level that is set
/// with them is at the connector less by the offset (SMC100A operating manual and E8257D programming guide,
/// level offset).</remarks>
internal sealed class RfLevel
{
    /// <summary>Impedance in which volts are counted.</summary>
    private const double Ohms = 50;

    private const double InitialDbm = -30;

    private readonly (double Minimum, double Maximum) rangeDbm;
    private readonly ScpiNumber offset;
    private readonly ScpiNumber reference;
    private string unit = "DBM";
    private bool isReferenced;

    /// <summary>Creates the level with the commands of its offset and unit.</summary>
    /// <param name="commands">The twin's commands.</param>
    /// <param name="rangeDbm">The least and the largest power at the connector.</param>
    /// <param name="changed">Called when the power at the connector has changed.</param>
    public RfLevel(ScpiCommandSet commands, (double Minimum, double Maximum) rangeDbm, Action changed)
    {
        const string header = "[:SOURce<1>]:POWer[:LEVel][:IMMediate][:AMPLitude]";
        this.rangeDbm = rangeDbm;
        offset = Decibels(100);
        reference = new ScpiNumber { Unit = "dBm", Minimum = () => -400, Maximum = () => 300, Default = 0 };
        commands.Query(header, arguments => Show(Extreme(arguments) ?? ConnectorDbm).ToString("R"));
        commands.Command(header, arguments =>
        {
            double dbm = Extreme(arguments) ?? Take(arguments);
            if (!(dbm >= rangeDbm.Minimum && dbm <= rangeDbm.Maximum))
            {
                throw ScpiErrorException.OutOfRange();
            }

            arguments.RequireEnd();
            ConnectorDbm = dbm;
            changed();
        });
        commands.Number("[:SOURce<1>]:POWer[:LEVel][:IMMediate]:OFFSet", offset);
        commands.Word(":UNIT:POWer", ["DBM", "V"], () => unit, word => unit = word);
    }

    /// <summary>The power at the connector, dBm.</summary>
    public double ConnectorDbm { get; private set; }

    /// <summary>Adds the reference, where the instrument has one.</summary>
    public void AddReference(ScpiCommandSet commands)
    {
        commands.Number("[:SOURce]:POWer:REFerence", reference);
        commands.Switch("[:SOURce]:POWer:REFerence:STATe", () => isReferenced, on => isReferenced = on);
    }

    /// <summary>Sets everything as <c>*RST</c> does.</summary>
    public void Reset()
    {
        ConnectorDbm = InitialDbm;
        offset.Value = 0;
        reference.Value = 0;
        unit = "DBM";
        isReferenced = false;
    }

    private static ScpiNumber Decibels(double largest) =>
        new() { Unit = "dB", Minimum = () => -largest, Maximum = () => largest, Default = 0 };

    private double? Extreme(ScpiArguments arguments)
    {
        double? dbm = arguments.Peek().ToUpperInvariant() switch
        {
            "MIN" or "MINIMUM" => rangeDbm.Minimum,
            "MAX" or "MAXIMUM" => rangeDbm.Maximum,
            "DEF" or "DEFAULT" => InitialDbm,
            _ => null,
        };
        if (dbm is not null)
        {
            arguments.Take();
        }

        return dbm;
    }

    private double Show(double dbm) => unit == "V"
        ? Math.Sqrt(Power.FromDbm(dbm + offset.Value).Watts * Ohms)
        : dbm + offset.Value - (isReferenced ? reference.Value : 0);

    // A number without a unit is in the unit that is on, whichever that is.
    private double Take(ScpiArguments arguments)
    {
        bool isInVolts = unit == "V" && !arguments.Peek().EndsWith("DBM", StringComparison.OrdinalIgnoreCase);
        double shown = arguments.Number(isInVolts ? "V" : "dBm");
        double dbm = isInVolts ? Power.FromWatts(shown * shown / Ohms).Dbm : shown + (isReferenced ? reference.Value : 0);
        return dbm - offset.Value;
    }
}
