using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>Reads the section <c>interlocks</c> of a bench file.</summary>
/// <param name="devices">The instruments of the bench.</param>
/// <param name="kindOf">Tells the kind of one.</param>
/// <param name="names">The names of all instruments of the file, those included whose entries are wrong.</param>
internal sealed class InterlockReader(
    IReadOnlyList<InstrumentDefinition> devices, Func<InstrumentDefinition, InstrumentKind> kindOf,
    IReadOnlyCollection<string> names)
{
    /// <summary>The name of the section.</summary>
    public const string Key = "interlocks";

    private const string End = "end";
    private const string Pause = "pause";

    private static readonly SettingKey Every =
        SettingKey.NotNegative<Duration>(
            "every", default(Duration), "Time from one reading to the next; 0 s reads before each point.");

    /// <summary>Reads all interlocks; reports what is wrong with them.</summary>
    public IReadOnlyList<InterlockDefinition> Read(BenchSection section) =>
        [.. section.Keys.Select(name => Read(name, section.Section(name))).OfType<InterlockDefinition>()];

    private InterlockDefinition? Read(string name, BenchSection section)
    {
        section.RefuseOthers("instrument", "reading", "min", "max", "action", Every.Name);
        string? instrument = section.Text("instrument", isMandatory: true, devices.Count > 0 ? devices[0].Name : "smu");
        string? readingName = section.Text("reading", isMandatory: true, "compliance");
        bool endsRun = ReadEndsRun(section);
        var every = section.Value(Every) as Duration?;
        if (instrument is null || readingName is null || FindReading(section, instrument, readingName) is not { } reading)
        {
            return null;
        }

        double? minimum = Bound(section, "min", reading);
        double? maximum = Bound(section, "max", reading);
        if (!section.Keys.Contains("min") && !section.Keys.Contains("max"))
        {
            section.ReportAt("reading", ": neither min nor max is given, so that nothing would be watched.");
        }
        else if (minimum > maximum)
        {
            section.ReportAt("min", ": min is above max, so nothing would be allowed.");
        }

        return new InterlockDefinition(
            name, Terminal.Find(instrument, names)!.Value, reading, minimum, maximum, endsRun, every ?? default);
    }

    private InstrumentReading? FindReading(BenchSection section, string instrument, string readingName)
    {
        if (Terminal.Find(instrument, names) is not { } terminal)
        {
            section.ReportNone("instrument", "instrument", instrument, names);
            return null;
        }

        if (devices.FirstOrDefault(device => device.Name == terminal.Instrument) is not { } definition)
        {
            return null; // its entry is wrong, and reported
        }

        if (!terminal.IsWhole && WiringReader.FaultOf(devices, terminal) is { } fault)
        {
            section.ReportAt("instrument", fault);
            return null;
        }

        InstrumentReading[] readings = [.. definition.TerminalsOf(terminal).SelectMany(each => each.Readings)];
        InstrumentReading[] found = Array.FindAll(readings, reading => reading.Name == readingName);
        if (found.Length == 1)
        {
            return found[0];
        }

        section.ReportAt("reading", (readings.Length, found.Length) switch
        {
            (0, _) => $": '{instrument}' is {kindOf(definition).Name}, which has no readings for interlocks.",
            (_, 0) =>
                $": '{instrument}' has no reading '{readingName}'; "
                    + $"{NearName.Remedy(readingName, readings.Select(reading => reading.Name))}",
            _ => $": '{instrument}' has the reading '{readingName}' at several terminals; name one, such as "
                + $"{new Terminal(definition.Name, definition.Terminals.First(each => each.Readings.Contains(found[0])).Name)}.",
        });
        return null;
    }

    private static bool ReadEndsRun(BenchSection section)
    {
        string action = section.Text("action", isMandatory: false, End) ?? End;
        if (action is not (End or Pause))
        {
            section.ReportNone("action", "action", action, [End, Pause]);
        }

        return action != Pause;
    }

    private static double? Bound(BenchSection section, string key, InstrumentReading reading)
    {
        object optional = double.NaN; // a bound may be left out
        SettingKey bound = reading.Quantity is { } quantity
            ? new SettingKey(
                key,
                $"{quantity.Name} such as {quantity.Example}",
                string.Empty,
                optional,
                text => Quantity.ParseSi(text, quantity))
            : SettingKey.Number(key, double.NaN, 0, 1, string.Empty);
        return section.Value(bound) as double?;
    }
}
