using System.Globalization;

namespace Lab.Endurance.FaultSoak;

/// <summary>The actions that the twins of one bench really did.</summary>
internal sealed class Witness
{
    private readonly List<Reading> readings = [];
    private double? hertz;
    private double? dbm;
    private double? lineAmperes;
    private bool rfIsOn;
    private bool lineIsOn;
    private bool isConfigured;

    /// <summary>The readings of the voltmeter, in the order in which they were taken.</summary>
    public IReadOnlyList<Reading> Readings => readings;

    public void SwitchedOff(string instrument)
    {
        switch (instrument)
        {
            case "rf":
                (hertz, dbm, rfIsOn) = (null, null, false);
                break;
            case "line":
                (lineAmperes, lineIsOn) = (null, false);
                break;
            default:
                isConfigured = false;
                break;
        }
    }

    public void Executed(string instrument, string message, string answer)
    {
        switch (instrument)
        {
            case "rf":
                hertz = Number(message, ":SOUR:FREQ ") ?? hertz;
                dbm = Number(message, ":SOUR:POW ") ?? dbm;
                rfIsOn = Switch(message) ?? rfIsOn;
                break;
            case "line":
                lineAmperes = Number(message, ":SOUR:LEV:AUTO ") ?? lineAmperes;
                lineIsOn = Switch(message) ?? lineIsOn;
                break;
            case "voltmeter" when message.StartsWith(":READ?", StringComparison.Ordinal):
                readings.Add(new Reading(
                    double.Parse(answer.Split(',', ';')[0], CultureInfo.InvariantCulture),
                    hertz,
                    dbm,
                    rfIsOn,
                    lineAmperes,
                    lineIsOn,
                    isConfigured));
                break;
            case "voltmeter":
                isConfigured |= message.Contains(":SENS:VOLT:NPLC ", StringComparison.Ordinal);
                break;
            default:
                break;
        }
    }

    private static double? Number(string message, string command)
    {
        int at = message.IndexOf(command, StringComparison.Ordinal);
        return at < 0 ? null : double.Parse(message[(at + command.Length)..].Split(';', ' ')[0], CultureInfo.InvariantCulture);
    }

    private static bool? Switch(string message) =>
        message.Contains(":OUTP 1", StringComparison.Ordinal)
            ? true
            : message.Contains(":OUTP 0", StringComparison.Ordinal) ? false : null;
}
