using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Protocols.Formulas;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Terminals;

/// <summary>The readings of each point, and the columns computed from them.</summary>
internal sealed class ReadPlan
{
    /// <summary>The most readings of a point that are averaged.</summary>
    public const int MostAverages = 10_000;

    private const int MostSamples = 1_000_000;

    private ReadPlan(
        IReadOnlyList<ReadColumn> numbers, IReadOnlyList<ReadColumn> arrays, IReadOnlyList<DerivedColumn> derived,
        ReadRequest request)
    {
        Numbers = numbers;
        Arrays = arrays;
        Derived = derived;
        Averages = request.Averages;
        Samples = request.Samples;
    }

    /// <summary>The readings of one number.</summary>
    public IReadOnlyList<ReadColumn> Numbers { get; }

    /// <summary>The readings of arrays.</summary>
    public IReadOnlyList<ReadColumn> Arrays { get; }

    /// <summary>The computed columns, each after the columns that it uses.</summary>
    public IReadOnlyList<DerivedColumn> Derived { get; }

    /// <summary>How often each reading of a number is taken at a point.</summary>
    public int Averages { get; }

    /// <summary>The elements of an array.</summary>
    public int Samples { get; }

    /// <summary>Reads the plan, and adds its columns.</summary>
    /// <param name="request">The request of the settings.</param>
    /// <param name="terminals">The names of the bench.</param>
    /// <param name="columns">Receives the columns; those of axes are there already.</param>
    /// <param name="set">The channels that have a set-point at each point, in the order of <see cref="ReadMeasurement"/>.</param>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static ReadPlan Of(
        ReadRequest request, BenchTerminals terminals, TerminalColumns columns, IReadOnlyList<NamedChannel> set)
    {
        Require("averages", request.Averages, MostAverages);
        Require("samples", request.Samples, MostSamples);
        List<ReadColumn> numbers = [];
        List<ReadColumn> arrays = [];
        foreach ((string part, int place) in TerminalSetting.PartsOf(request.Read, commas: true))
        {
            NamedReading reading = FindReading(part, place, terminals);
            if (numbers.Concat(arrays).Any(other => other.Reading.Name == reading.Name))
            {
                throw TerminalSetting.Fault(
                    "read", place, $"'{reading.Name}' is named twice; leave one out, or take more averages.");
            }

            if (reading.Number is { NeedsOutput: true } && set.All(channel => channel.Terminal != reading.Terminal))
            {
                throw TerminalSetting.Fault("read", place, OutputOff(reading, terminals));
            }

            (reading.Array is null ? numbers : arrays).Add(ColumnsOf(reading, request.Averages, columns));
        }

        List<DerivedColumn> derived = [];
        foreach ((string part, int place) in request.Derived.Length == 0
            ? []
            : TerminalSetting.PartsOf(request.Derived, commas: false))
        {
            derived.Add(
                DerivedOf(part, place, request.Averages, columns, new FormulaNames(terminals, set, numbers, derived).All));
        }

        return new ReadPlan(numbers, arrays, derived, request);
    }

    private static string OutputOff(NamedReading reading, BenchTerminals terminals)
    {
        string driven = terminals.Settable.First(channel => channel.Terminal == reading.Terminal
            && channel.Channel.Reach == ChannelReach.ThroughOutput).Name;
        return $"'{reading.Name}' is taken while the output of {reading.Terminal} is on, and this run sets nothing of it. Say "
            + "what it drives, "
            + $"in the form --set \"hold={driven} VALUE\".";
    }

    private static NamedReading FindReading(string part, int place, BenchTerminals terminals)
    {
        if (part.Length == 0)
        {
            throw TerminalSetting.Fault(
                "read", place, "nothing is named here; write for example read=voltmeter.voltage, smu.resistance.");
        }

        try
        {
            return terminals.FindReading(part);
        }
        catch (BenchException error)
        {
            throw TerminalSetting.Fault("read", place, error.Message);
        }
    }

    private static ReadColumn ColumnsOf(NamedReading reading, int averages, TerminalColumns columns)
    {
        string name = TerminalColumns.NameOf(reading.Name);
        name = columns.IsTaken(name) ? $"{name}_read" : name;
        string unit = reading.Quantity?.SiUnit ?? string.Empty;
        if (reading.Array is not null)
        {
            return new ReadColumn(
                reading, columns.Add(new Column(name, unit, $"Samples of {reading.Name}.", ColumnKind.Array)), Deviation: null);
        }

        string what = averages > 1 ? $"Mean of {averages} readings of {reading.Name}." : $"Reading of {reading.Name}.";
        Column value = columns.Add(new Column(name, unit, what) { MayBeMissing = true });
        return new ReadColumn(reading, value, averages > 1 ? columns.Add(DeviationOf(value, reading.Name)) : null);
    }

    private static DerivedColumn DerivedOf(
        string part, int place, int averages, TerminalColumns columns, IReadOnlyList<FormulaName> names)
    {
        int equals = part.IndexOf('=');
        string name = equals < 0 ? string.Empty : part[..equals].Trim();
        if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw TerminalSetting.Fault(
                "derived",
                place,
                $"'{part}' names no column; write a name of letters, digits and _ before a formula, such as conductance = "
                    + "smu.current / smu.voltage.");
        }

        try
        {
            var formula = Formula.Read(part[(equals + 1)..].Trim(), names);
            Column value = columns.Add(new Column(name, formula.Unit, $"{formula.Text}.") { MayBeMissing = true });
            return new DerivedColumn(formula, value, averages > 1 ? columns.Add(DeviationOf(value, name)) : null);
        }
        catch (FormulaException error)
        {
            throw TerminalSetting.Fault("derived", place, $"'{name}': {error.Message}");
        }
        catch (SettingsException error)
        {
            throw TerminalSetting.Fault("derived", place, error.Message);
        }
    }

    private static Column DeviationOf(Column value, string of) =>
        new($"{value.Name}_deviation", value.Unit, $"Standard deviation of one value of {of}.") { MayBeMissing = true };

    private static void Require(string setting, int value, int most)
    {
        if (value < 1 || value > most)
        {
            throw new SettingsException($"The setting '{setting}' is {value}; it is 1 to {most}.");
        }
    }
}
