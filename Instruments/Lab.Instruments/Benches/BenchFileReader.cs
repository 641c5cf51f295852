using Lab.Instruments.Safety;
using Lab.Quantities;
using YamlDotNet.RepresentationModel;

namespace Lab.Instruments.Benches;

/// <summary>Reads bench files. All findings of a file are reported together, each with file, line, key and what is allowed.</summary>
/// <param name="instruments">What may be said about an instrument, by driver.</param>
public sealed class BenchFileReader(IReadOnlyList<InstrumentSchema> instruments)
{
    private const int MaximumLength = 1 << 20;

    private static readonly string[] TopKeys = ["bench", "description", "instruments", "sample", "wiring", "safe_state", "clock"];
    private static readonly string[] InstrumentKeys = ["driver", "address", "settings", "limits", "twin"];

    private static readonly Dictionary<string, SamplePort> Ports = new()
    {
        ["rf"] = SamplePort.Rf,
        ["dc-voltage"] = SamplePort.DcVoltage,
        ["dc-bias"] = SamplePort.DcBias,
        ["field-line"] = SamplePort.FieldLine,
        ["coil"] = SamplePort.Coil,
        ["gap"] = SamplePort.Gap,
    };

    /// <summary>The ports of a sample as bench files name them.</summary>
    public static IReadOnlyCollection<string> PortNames => Ports.Keys;

    /// <summary>The name of a port in bench files.</summary>
    public static string NameOf(SamplePort port) => Ports.Single(pair => pair.Value == port).Key;

    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">The file cannot be read, or is wrong in one or several places.</exception>
    public BenchDefinition ReadFile(string file)
    {
        try
        {
            var info = new FileInfo(file);
            return info.Length <= MaximumLength
                ? Read(File.ReadAllText(file), file)
                : throw new BenchException($"{file}: a bench file has at most {MaximumLength >> 10} KiB; this one has {info.Length >> 10}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BenchException($"The bench file cannot be read: {error.Message} 'lab bench new spin-diode > my.yaml' makes one to start from.");
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="BenchException">The text is wrong in one or several places.</exception>
    public BenchDefinition Read(string yaml, string file)
    {
        var findings = new List<string>();
        BenchDefinition bench = Read(new BenchSection(Load(yaml, file), file, string.Empty, findings));
        return findings.Count == 0 ? bench : throw new BenchException(findings);
    }

    private static YamlNode? Load(string yaml, string file)
    {
        YamlStream stream = FlatYaml.Load(yaml, file);
        return stream.Documents.Count switch
        {
            1 => stream.Documents[0].RootNode,
            0 => throw new BenchException($"{file}: the file is empty."),
            _ => throw new BenchException($"{file}: the file holds several YAML documents; a bench is one."),
        };
    }

    private BenchDefinition Read(BenchSection top)
    {
        string name = top.Text("bench", isMandatory: true, "my-bench") ?? string.Empty;
        List<InstrumentDefinition> devices = ReadInstruments(top.Section("instruments"));
        if (devices.Count == 0)
        {
            top.ReportAt("instruments", " names no instrument; a bench has at least one.");
        }

        SampleDefinition sample = ReadSample(top.Section("sample"));
        List<WiringDefinition> wiring = ReadWiring(top.Section("wiring"), devices, sample);
        var bench = new BenchDefinition
        {
            Name = name,
            Description = top.Text("description", isMandatory: false, "what it is for") ?? string.Empty,
            Instruments = devices,
            Sample = sample,
            Wiring = wiring,
            SafeState = ReadSafeState(top, devices),
            ClockPort = top.Text("clock", isMandatory: false, "127.0.0.1:5050"),
        };
        top.RefuseOthers(TopKeys);
        return bench;
    }

    private List<InstrumentDefinition> ReadInstruments(BenchSection section)
    {
        var found = new List<InstrumentDefinition>();
        foreach (string name in section.Keys)
        {
            BenchSection entry = section.Section(name);
            string? driver = entry.Text("driver", isMandatory: true, instruments[0].Driver);
            InstrumentSchema? schema = instruments.FirstOrDefault(candidate => candidate.Driver == driver);
            if (schema is null)
            {
                if (driver is not null)
                {
                    entry.ReportAt("driver", $": there is no driver '{driver}'; allowed are {string.Join(", ", instruments.Select(i => i.Driver))}.");
                }

                continue;
            }

            string? address = entry.Text("address", !schema.IsComposite, "TCPIP::192.168.1.20::5025::SOCKET");
            if (schema.IsComposite && address is not null)
            {
                entry.ReportAt("address", $": {schema.Driver} is made of other instruments and has no address of its own.");
            }

            SettingValues settings = entry.Section("settings").Values(schema.Settings);
            List<ChannelLimit> limits = ReadLimits(entry.Section("limits"), schema.Kind);
            SettingValues twin = entry.Section("twin").Values(schema.Twin);
            entry.RefuseOthers(InstrumentKeys);
            found.Add(new InstrumentDefinition(name, schema.Driver, address ?? string.Empty, settings, limits, twin));
        }

        return found;
    }

    private static List<ChannelLimit> ReadLimits(BenchSection section, InstrumentKind kind)
    {
        var limits = new List<ChannelLimit>();
        foreach (string channel in section.Keys)
        {
            if (!kind.Channels.TryGetValue(channel, out QuantityDefinition? quantity))
            {
                continue; // reported below, with what is allowed
            }

            BenchSection bounds = section.Section(channel);
            double? minimum = Bound(bounds, "min", quantity);
            double? maximum = Bound(bounds, "max", quantity);
            bounds.RefuseOthers("min", "max");
            if (minimum > maximum)
            {
                section.ReportAt(channel, ": min is above max, so nothing would be allowed.");
            }
            else if ((minimum > 0 || maximum < 0) && channel is Channels.Current or Channels.Field)
            {
                section.ReportAt(channel, ": the limits must allow 0, where the instrument is brought to make it safe.");
            }

            limits.Add(new ChannelLimit(channel, minimum, maximum, quantity));
        }

        section.RefuseOthers([.. kind.Channels.Keys]);
        return limits;
    }

    private static double? Bound(BenchSection bounds, string key, QuantityDefinition quantity)
    {
        object optional = double.NaN; // a bound may be left out
        object? value = bounds.Value(new SettingKey(key, $"{quantity.Name} such as {quantity.Example}", string.Empty, optional, text => Quantity.ParseSi(text, quantity)));
        return value as double?;
    }

    private static SampleDefinition ReadSample(BenchSection section)
    {
        SettingValues values = section.Values(SampleSchema.SampleKeys, "junctions", "field_lines", "magnet");
        BenchSection junctionsSection = section.Section("junctions");
        BenchSection linesSection = section.Section("field_lines");
        BenchSection magnetSection = section.Section("magnet");
        List<JunctionDefinition> junctions = [.. junctionsSection.Keys.Select(name => ReadJunction(name, junctionsSection.Section(name)))];
        var lines = new List<FieldLineDefinition>();
        foreach (string name in linesSection.Keys)
        {
            BenchSection entry = linesSection.Section(name);
            SettingValues line = entry.Values(SampleSchema.FieldLineKeys);
            if (!line.All.TryGetValue("junction", out object? junction))
            {
                continue;
            }

            if (junctions.TrueForAll(candidate => candidate.Name != (string)junction))
            {
                entry.ReportAt("junction", $": there is no junction '{junction}'; allowed are {string.Join(", ", junctions.Select(j => j.Name))}.");
                continue;
            }

            lines.Add(SampleSchema.ToFieldLine(name, line));
        }

        return new SampleDefinition
        {
            Junctions = junctions,
            FieldLines = lines,
            Magnet = magnetSection.Exists ? SampleSchema.ToMagnet(magnetSection.Values(SampleSchema.MagnetKeys)) : null,
            Temperature = values.Get<Temperature>("temperature"),
            ThermalDrift = values.Get<Voltage>("thermal_drift"),
        };
    }

    private static JunctionDefinition ReadJunction(string name, BenchSection section)
    {
        SettingValues values = section.Values(SampleSchema.JunctionKeys, "limits");
        BenchSection limits = section.Section("limits");
        double? power = Bound(limits, "rf_power", Power.Definition);
        double? current = Bound(limits, "current", Current.Definition);
        limits.RefuseOthers("rf_power", "current");
        return SampleSchema.ToJunction(
            name, values, power is { } watts ? Power.FromWatts(watts) : null, current is { } amperes ? Current.FromAmperes(amperes) : null);
    }

    private static List<WiringDefinition> ReadWiring(BenchSection section, List<InstrumentDefinition> devices, SampleDefinition sample)
    {
        var wiring = new List<WiringDefinition>();
        foreach (string instrument in section.Keys.Where(key => devices.Exists(device => device.Name == key)))
        {
            BenchSection entry = section.Section(instrument);
            string? portName = entry.Text("port", isMandatory: true, "rf");
            string? line = entry.Text("line", isMandatory: portName == "field-line", "the name of a field line");
            object? loss = entry.Value(SettingKey.Quantity<LevelRatio>("loss", default(LevelRatio), "Loss up to the chain."));
            entry.RefuseOthers("port", "line", "loss");
            if (portName is null)
            {
                continue;
            }

            if (!Ports.TryGetValue(portName, out SamplePort port))
            {
                entry.ReportAt("port", $": there is no port '{portName}'; allowed are {string.Join(", ", Ports.Keys)}.");
                continue;
            }

            if (port == SamplePort.FieldLine && line is not null && sample.FieldLines.All(candidate => candidate.Name != line))
            {
                entry.ReportAt("line", $": there is no field line '{line}'; allowed are {string.Join(", ", sample.FieldLines.Select(l => l.Name))}.");
                continue;
            }

            if (port is SamplePort.Coil or SamplePort.Gap && sample.Magnet is null)
            {
                entry.ReportAt("port", ": the sample has no magnet; describe it in the section sample.magnet, from which its twin is made for rehearsals.");
                continue;
            }

            wiring.Add(new WiringDefinition(instrument, port, line, loss is LevelRatio ratio ? ratio : default));
        }

        section.RefuseOthers([.. devices.Select(device => device.Name)]);
        return wiring;
    }

    private IReadOnlyList<string> ReadSafeState(BenchSection top, List<InstrumentDefinition> devices)
    {
        if (top.List("safe_state") is not { } named)
        {
            return DefaultSafeState(devices);
        }

        foreach (string name in named.Where(name => !devices.Exists(device => device.Name == name)))
        {
            top.ReportAt("safe_state", $": there is no instrument '{name}'; allowed are {string.Join(", ", devices.Select(d => d.Name))}.");
        }

        foreach (InstrumentDefinition device in devices.Where(device => !named.Contains(device.Name) && DefaultSafeState(devices).Contains(device.Name)))
        {
            top.ReportAt("safe_state", $" leaves out '{device.Name}', which can drive the sample; name every instrument that drives something.");
        }

        return named;
    }

    // What is fastest and most dangerous first, the magnet last: its field protects nothing but takes longest.
    private List<string> DefaultSafeState(List<InstrumentDefinition> devices)
    {
        InstrumentKind[] order =
        [
            InstrumentKind.RfGenerator, InstrumentKind.SourceMeter, InstrumentKind.CurrentSource,
            InstrumentKind.Electromagnet, InstrumentKind.MagnetSupply,
        ];
        return [.. order.SelectMany(kind => devices.Where(device => KindOf(device) == kind)).Select(device => device.Name)];
    }

    private InstrumentKind KindOf(InstrumentDefinition device) => instruments.Single(schema => schema.Driver == device.Driver).Kind;
}
