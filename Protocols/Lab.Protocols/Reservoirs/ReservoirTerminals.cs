using Lab.Benches;
using Lab.Instruments.Oscilloscopes;
using Lab.Instruments.Terminals;
using Lab.Instruments.WaveformGenerators;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Reservoirs;

/// <summary>The one input and the one output of a device, and what an input is there.</summary>
/// <param name="Offset">The level, frequency or amplitude without input, SI.</param>
/// <param name="Swing">What an input of one adds, SI.</param>
internal abstract record ReservoirTerminals(double Offset, double Swing)
{
    /// <summary>How far from <see cref="Offset"/> input and feedback may bring a node, SI.</summary>
    /// <param name="settings">The settings of the run.</param>
    public double FarthestOf(ReservoirBenchSettings settings) =>
        Math.Abs(Swing) * (1 + (Math.Abs(settings.FeedbackGain) * ReservoirScale.Most));

    /// <summary>Finds the terminals that settings name.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="bench">The bench.</param>
    /// <param name="terminals">The names of the bench.</param>
    /// <exception cref="SettingsException">There is no such terminal, or they do not go together.</exception>
    public static ReservoirTerminals Find(ReservoirBenchSettings settings, BenchDefinition bench, BenchTerminals terminals)
    {
        if (FindWaveform(settings, bench) is { } waves)
        {
            return waves;
        }

        NamedChannel channel = Named(
            "input", settings.Input, terminals.FindChannel, Choice("Generators", NamesOf<IWaveformGenerator>(bench)));
        NamedReading reading = Named("output", settings.Output, terminals.FindReading, string.Empty);
        if (reading.Number is not { } number)
        {
            throw new SettingsException(
                $"The setting 'output' is {settings.Output}, which gives an array; behind a channel that is set a reading of one "
                    + "number is needed.");
        }

        if (settings.Encoding != NodeEncoding.Level || settings.State != NodeState.Mean)
        {
            throw new SettingsException(
                $"The setting 'input' is {settings.Input}, a channel that is set and read one value after the other; 'encoding' "
                    + $"is {settings.Encoding.ToString().ToLowerInvariant()} and 'state' "
                    + $"{settings.State.ToString().ToLowerInvariant()}. Give --encoding level --state mean.");
        }

        var usual = new ReservoirBenchSettings();
        foreach ((string name, bool isGiven) in ((string, bool)[])
        [
            ("read_from", settings.ReadFrom != usual.ReadFrom), ("delay", settings.Delay != usual.Delay),
            ("drive", settings.Drive != usual.Drive), ("carrier", settings.Carrier != usual.Carrier),
            ("generator_rate", settings.GeneratorRate != usual.GeneratorRate),
            ("scope_rate", settings.ScopeRate != usual.ScopeRate), ("range", settings.Range != usual.Range),
        ])
        {
            if (isGiven)
            {
                throw new SettingsException(
                    $"The setting '{name}' belongs to a generator of waveforms; 'input' is {settings.Input}, a channel that is "
                        + $"set and read one value after the other. Leave '{name}' out.");
            }
        }

        return new ChannelTerminals(
            channel, (reading.Terminal, number), Read("offset", settings.Offset, channel.Channel.Quantity),
            Read("swing", settings.Swing, channel.Channel.Quantity));
    }

    /// <summary>Finds a generator and an oscilloscope; <see langword="null"/> where the input is no terminal of a
    /// generator.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="bench">The bench.</param>
    /// <exception cref="SettingsException">The output is no input of an oscilloscope.</exception>
    public static WaveformTerminals? FindWaveform(ReservoirBenchSettings settings, BenchDefinition bench)
    {
        if (TerminalOf<IWaveformGenerator>(settings.Input, bench) is not { } generator)
        {
            return null;
        }

        Terminal scope = TerminalOf<IOscilloscope>(settings.Output, bench) ?? throw new SettingsException(
            $"The setting 'input' is {settings.Input}, which plays waveforms, and 'output' is '{settings.Output}', which is "
                + "no input of an oscilloscope of the bench. "
                + Choice("Inputs", NamesOf<IOscilloscope>(bench)));
        var found = new WaveformTerminals(
            generator, scope,
            Read("offset", settings.Offset, QuantityOf(settings.Encoding)),
            Read("swing", settings.Swing, QuantityOf(settings.Encoding)));
        return settings.Encoding == NodeEncoding.Level || found.Offset >= found.FarthestOf(settings)
            ? found
            : throw new SettingsException(
                $"The setting 'offset' is {settings.Offset} and 'swing' is {settings.Swing}; with 'feedback_gain' "
                    + $"{settings.FeedbackGain} the tone's {settings.Encoding.ToString().ToLowerInvariant()} would fall below "
                    + $"zero. Give an 'offset' of at least 1 + {ReservoirScale.Most}·|feedback_gain| times the 'swing'.");
    }

    private static QuantityDefinition QuantityOf(NodeEncoding encoding) =>
        encoding == NodeEncoding.Frequency ? Frequency.Definition : Voltage.Definition;

    private static double Read(string setting, string text, QuantityDefinition quantity)
    {
        try
        {
            return Quantity.ParseSi(text, quantity);
        }
        catch (QuantityFormatException error)
        {
            throw new SettingsException($"The setting '{setting}': {error.Message}");
        }
    }

    private static T Named<T>(string setting, string name, Func<string, T> find, string others)
    {
        try
        {
            return find(name);
        }
        catch (BenchException error)
        {
            throw new SettingsException($"The setting '{setting}': {error.Message} {others}".TrimEnd());
        }
    }

    private static string Choice(string what, IReadOnlyList<string> names) => names.Count > 0
        ? $"{what} of the bench: {string.Join(", ", names)}."
        : "The bench has none.";

    private static Terminal? TerminalOf<TInstrument>(string name, BenchDefinition bench) => (
        from instrument in bench.Instruments
        where instrument.Kind?.Interface == typeof(TInstrument)
        from terminal in instrument.Terminals
        let full = new Terminal(instrument.Name, terminal.Name)
        where full.ToString() == name
        select (Terminal?)full).FirstOrDefault();

    private static IReadOnlyList<string> NamesOf<TInstrument>(BenchDefinition bench) =>
    [
        .. bench.Instruments.Where(instrument => instrument.Kind?.Interface == typeof(TInstrument)).SelectMany(
            instrument => instrument.Terminals.Select(terminal => new Terminal(instrument.Name, terminal.Name).ToString())),
    ];
}
