using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>Finds channels and readings of a bench by the names that a person writes: instrument, terminal where it has several,
/// and what is
/// set or read there.</summary>
/// <param name="instruments">The instruments of the bench.</param>
public sealed class BenchTerminals(IReadOnlyList<InstrumentDefinition> instruments)
{
    private const char Separator = '.';

    private readonly NamedChannel[] channels =
    [
        .. TerminalsOf(instruments).SelectMany(each => each.Definition.Channels.Select(
            channel => new NamedChannel($"{each.Terminal}{Separator}{channel.Name}", each.Terminal, each.Definition, channel))),
    ];

    private readonly NamedReading[] readings =
    [
        .. TerminalsOf(instruments).SelectMany(each => each.Definition.Readings
            .Select(reading => new NamedReading($"{each.Terminal}{Separator}{reading.Name}", each.Terminal, reading, Array: null))
            .Concat(each.Definition.ArrayReadings.Select(
                array => new NamedReading($"{each.Terminal}{Separator}{array.Name}", each.Terminal, Number: null, array)))),
    ];

    /// <summary>The channels that can be set, in the file's order.</summary>
    public IEnumerable<NamedChannel> Settable => channels.Where(channel => channel.Channel.SetAsync is not null);

    /// <summary>The readings, in the file's order.</summary>
    public IReadOnlyList<NamedReading> Readings => readings;

    /// <summary>The channel of a name.</summary>
    /// <param name="name">The name: <c>rf.frequency</c>, or <c>awg.1.current</c> of an instrument with several terminals.</param>
    /// <exception cref="BenchException">There is none, several terminals have it, or it cannot be set; the message says what
    /// can.</exception>
    public NamedChannel FindChannel(string name)
    {
        NamedChannel found = Find(name, channels, channel => channel.Name, channel => channel.Terminal, "can be set");
        return found.Channel.SetAsync is not null
            ? found
            : throw new BenchException(
                $"'{name}' is declared, but its driver does not set it; "
                    + $"{NearName.Remedy(name, Settable.Select(channel => channel.Name), "can be set")}");
    }

    /// <summary>The reading of a name.</summary>
    /// <param name="name">The name: <c>voltmeter.voltage</c>.</param>
    /// <exception cref="BenchException">There is none, or several terminals have it; the message says what can be
    /// read.</exception>
    public NamedReading FindReading(string name) =>
        Find(name, readings, reading => reading.Name, reading => reading.Terminal, "can be read");

    /// <summary>Whether a text is the name of a channel or a reading.</summary>
    /// <param name="text">The text.</param>
    public bool Knows(string text) =>
        channels.Any(channel => channel.Name == text) || readings.Any(reading => reading.Name == text);

    private static IEnumerable<(Terminal Terminal, TerminalDefinition Definition)> TerminalsOf(
        IReadOnlyList<InstrumentDefinition> instruments) =>
        instruments.SelectMany(instrument => instrument.Terminals.Select(
            terminal => (new Terminal(instrument.Name, terminal.Name), terminal)));

    private TNamed Find<TNamed>(
        string name, TNamed[] all, Func<TNamed, string> nameOf, Func<TNamed, Terminal> terminalOf, string what)
        where TNamed : class
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Array.Find(all, each => nameOf(each) == name) is { } exact)
        {
            return exact;
        }

        // The terminal may be left out where only one has it.
        TNamed[] meant =
            [.. all.Where(each => $"{terminalOf(each).Instrument}{nameOf(each)[nameOf(each).LastIndexOf(Separator)..]}" == name)];
        return meant.Length switch
        {
            1 => meant[0],
            > 1 => throw new BenchException(
                $"'{name}' could be {string.Join(" or ", meant.Select(nameOf))}; write the one that is meant."),
            _ => throw new BenchException(WhyNone(name, [.. all.Select(nameOf)], what)),
        };
    }

    private string WhyNone(string name, string[] names, string what)
    {
        bool isOther = Knows(name);
        string fault = isOther
            ? what == "can be set" ? "can be read but not set" : "can be set but not read"
            : $"is nothing that {what} on this bench";
        string instrument = name[..Math.Max(name.IndexOf(Separator), 0)];
        string[] ofInstrument = [.. names.Where(each => each.StartsWith($"{instrument}{Separator}", StringComparison.Ordinal))];
        return $"'{name}' {fault}; "
            + $"{NearName.Remedy(name, instrument.Length > 0 && ofInstrument.Length > 0 ? ofInstrument : names, "there are")}";
    }
}
