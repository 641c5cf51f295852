using Lab.Benches.Samples;
using Lab.Benches.Twins;
using Lab.Instruments;
using Lab.Instruments.Described;
using Lab.Instruments.Files;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;
using YamlDotNet.RepresentationModel;

namespace Lab.Benches.Files;

/// <summary>Reads bench files. All findings of a file are reported together, each with file, line,
/// key and what is allowed.</summary>
/// <param name="instruments">The schemas of the instruments, by driver.</param>
/// <param name="parts">The kinds of parts that a sample can have beside junctions, field lines and magnet.</param>
public sealed class BenchFileReader(IReadOnlyList<InstrumentSchema> instruments, params IReadOnlyList<PartSchema> parts)
{
    private const int MaximumLength = 1 << 20;

    private static readonly string[] TopKeys =
    [
        "bench", "description", ModulesKey, "instruments", "sample", "wiring", "safe_state", InterlockReader.Key,
        OperatingPointReader.Key, "watchdog", "on_fault", "faults", "clock"
    ];
    private static readonly string[] InstrumentKeys = ["driver", "address", "settings", "limits", "twin", "timeout", "serial"];
    private static readonly string[] DescribedKeys = [.. InstrumentKeys, DescriptionSchema.Key, DescriptionSchema.KindKey];

    /// <summary>Less than this passes without a sign of life while a busy computer does something else.</summary>
    private static readonly Duration ShortestHangTime = Duration.FromSeconds(1);

    /// <summary>More than this is no watch.</summary>
    private static readonly Duration LongestHangTime = Duration.FromSeconds(3600);

    private const string AddressExample = "TCPIP::192.168.1.20::5025::SOCKET";

    /// <summary>The key by which a sample names the file of a fitted device.</summary>
    private const string DeviceKey = "device";

    /// <summary>The key under which a bench names the modules that it needs.</summary>
    public const string ModulesKey = "modules";

    /// <summary>The key of an instrument's time for answers.</summary>
    public static SettingKey TimeoutKey { get; } = SettingKey.Between<Duration>(
        "timeout",
        InstrumentDefinition.DefaultTimeout,
        Duration.FromMilliseconds(1),
        LongestHangTime,
        "Time allowed for the connection and for an answer; readings that take long get theirs on top.");

    /// <summary>The keys of the section <c>watchdog</c>.</summary>
    public static IReadOnlyList<SettingKey> WatchdogKeys { get; } =
    [
        SettingKey.Between<Duration>(
            "hang",
            BenchDefinition.DefaultHangTime,
            ShortestHangTime,
            LongestHangTime,
            "How long a run may show no sign of life before the watchdog kills it and makes the bench safe; 1 s to 1 h."),
    ];

    /// <summary>The actions of the section <c>safe_state</c> as bench files name them.</summary>
    public static IReadOnlyCollection<string> SafeActionNames => SafeStateReader.ActionNames;



    /// <summary>Reads a file.</summary>
    /// <exception cref="BenchException">The file cannot be read, or is wrong in one or several places.</exception>
    public BenchDefinition ReadFile(string file)
    {
        try
        {
            return Read(PlainFile.ReadText(file, MaximumLength), file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BenchException(
                $"The bench file cannot be read: {error.Message} 'lab bench new spin-diode > my.yaml' makes one to start from.");
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="BenchException">The text is wrong in one or several places.</exception>
    public BenchDefinition Read(string yaml, string file) => Read(yaml, file, place => place);

    /// <summary>Reads the text of a file of which copies are kept, with copies of the files that it names.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages and for the files that lie beside it.</param>
    /// <param name="placeOf">The path of the copy of a file, by the path that the bench file gives.</param>
    /// <exception cref="BenchException">The text is wrong in one or several places.</exception>
    public BenchDefinition Read(string yaml, string file, Func<string, string> placeOf)
    {
        var reading = new BenchReading([], placeOf);
        BenchDefinition bench = Read(new BenchSection(Load(yaml, file), file, string.Empty, reading));
        return reading.Findings.Count == 0 ? bench : throw new BenchException(reading.Findings);
    }

    /// <summary>The modules that a bench file names, before it can be read with what they bring; none where the file is wrong,
    /// which <see cref="Read(string, string)"/> tells.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Its name, for messages.</param>
    public static IReadOnlyList<string> ModulesOf(string yaml, string file)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        if (!yaml.Contains(ModulesKey, StringComparison.Ordinal))
        {
            return [];
        }

        try
        {
            return ReadModules(new BenchSection(Load(yaml, file), file, string.Empty, new BenchReading()));
        }
        catch (BenchException)
        {
            return [];
        }
    }

    private static List<string> ReadModules(BenchSection top)
    {
        List<string> names = [];
        foreach ((string? name, BenchSection? section) in top.Entries(ModulesKey) ?? [])
        {
            if (section is null && !string.IsNullOrWhiteSpace(name))
            {
                names.Add(name);
            }
            else
            {
                top.ReportAt(ModulesKey, " names files: write for example [my-instrument.cs, my-protocols.dll].");
            }
        }

        return names;
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
        BenchSection entries = top.Section("instruments");
        List<InstrumentDefinition> devices = ReadInstruments(entries);
        string[] names = [.. entries.Keys]; // an entry that is wrong is an instrument all the same
        if (names.Length == 0 && !entries.IsMalformed)
        {
            top.ReportAt("instruments", " names no instrument; a bench has at least one.");
        }

        BenchSection sampleSection = top.Section("sample");
        SampleDefinition sample = ReadSample(sampleSection, ReadDevice(sampleSection));
        List<WiringDefinition> wiring = new WiringReader(parts, devices, names).Read(
            top.Section("wiring"), sampleSection, sample);
        var bench = new BenchDefinition
        {
            Name = name,
            Description = top.Text("description", isMandatory: false, "what it is for") ?? string.Empty,
            Modules = ReadModules(top),
            Instruments = devices,
            Sample = sample,
            Wiring = wiring,
            SafeState = new SafeStateReader(devices, KindOf, names).Read(top),
            HangTime = ReadHangTime(top.Section("watchdog")),
            OnFault = FaultSchema.ReadPolicy(top.Section("on_fault")),
            Faults = FaultSchema.ReadFaults(top.Section("faults"), devices, KindOf, names),
            Interlocks = new InterlockReader(devices, KindOf, names).Read(top.Section(InterlockReader.Key)),
            OperatingPoint = OperatingPointReader.Read(top.Section(OperatingPointReader.Key), devices, names),
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
                    entry.ReportNone("driver", "driver", driver, instruments.Select(each => each.Driver));
                }

                // What does not depend on the driver is checked all the same.
                entry.Text("address", isMandatory: false, AddressExample);
                entry.Value(TimeoutKey);
                entry.RefuseOthers(InstrumentKeys);
                continue;
            }

            string? address = entry.Text("address", !schema.IsComposite, AddressExample);
            if (schema.IsComposite && address is not null)
            {
                entry.ReportAt("address", $": {schema.Driver} is made of other instruments and has no address of its own.");
            }

            ReadDescription? read = schema.IsDescribed ? DescriptionOf(entry) : null;
            if (read is { Description: null })
            {
                // What hangs on its terminals could not be told from a mistake.
                entry.RefuseOthers(DescribedKeys);
                continue;
            }

            InstrumentManners manners = read?.Description?.Manners ?? schema.Manners;
            IReadOnlyList<TerminalDefinition> terminals = read?.Description?.Terminals ?? schema.Terminals;
            SettingValues settings = entry.Section("settings").Values(schema.Settings);
            List<ChannelLimit> limits = ChannelLimitReader.Read(entry.Section("limits"), terminals);
            SettingValues twin = entry.Section("twin").Values(schema.Twin);
            SerialSettings serial = ReadSerial(entry, address, manners.Serial);
            entry.RefuseOthers(schema.IsDescribed ? DescribedKeys : InstrumentKeys);
            found.Add(new InstrumentDefinition(name, schema.Driver, address ?? string.Empty, settings, limits, twin)
            {
                Serial = serial,
                Manners = manners,
                Kind = schema.Kind,
                Terminals = terminals,
                Description = read?.Description,
                DescriptionFile = read?.File,
                SimulatedReadings = read?.Simulated ?? new Dictionary<(string Terminal, string Reading), SimulatedReading>(),
                Timeout = entry.Value(TimeoutKey) as Duration? ?? InstrumentDefinition.DefaultTimeout,
            });
        }

        return found;
    }

    private static ReadDescription DescriptionOf(BenchSection entry)
    {
        if (entry.Text(DescriptionSchema.KindKey, isMandatory: false, DescriptionSchema.Kind) is { } kind
            && kind != DescriptionSchema.Kind)
        {
            entry.ReportNone(DescriptionSchema.KindKey, "kind of described instruments", kind, [DescriptionSchema.Kind]);
        }

        return DescriptionReader.Read(entry);
    }

    private static SerialSettings ReadSerial(BenchSection entry, string? address, SerialSettings defaults)
    {
        BenchSection section = entry.Section("serial");
        if (section.Exists && address is not null && !address.StartsWith("ASRL", StringComparison.OrdinalIgnoreCase)
            && address is not (InstrumentDefinition.TwinAddress or InstrumentDefinition.RoughTwinAddress))
        {
            entry.ReportAt("serial", $": '{address}' is no serial port; its address is ASRL/dev/ttyUSB0::INSTR or ASRL3::INSTR.");
        }

        return SerialSchema.Of(section.Values(SerialSchema.KeysFor(defaults)));
    }

    private SampleDefinition ReadSample(BenchSection section, BenchSection device)
    {
        SettingValues values = section.Values(
            SampleSchema.SampleKeys, [DeviceKey, "junctions", "field_lines", "magnet", .. parts.Select(part => part.Section)]);
        BenchSection junctionsSection = section.Section("junctions");
        BenchSection linesSection = section.Section("field_lines");
        BenchSection magnetSection = section.Section("magnet");
        List<JunctionDefinition> junctions = [.. junctionsSection.Keys.Select(name => ReadJunction(
            name, junctionsSection.Section(name), device.Section("junctions").Section(name)))];
        var lines = new List<FieldLineDefinition>();
        foreach (string name in linesSection.Keys)
        {
            BenchSection entry = linesSection.Section(name);
            SettingValues line = Overlaid(
                entry.Values(SampleSchema.FieldLineKeys, "limits"),
                device.Section("field_lines").Section(name),
                SampleSchema.FieldLineKeys);
            BenchSection limits = entry.Section("limits");
            if (!line.All.TryGetValue("junction", out object? junction))
            {
                continue;
            }

            FieldLineDefinition definition = WithLimits(limits, PartLimits.OfFieldLine, SampleSchema.ToFieldLine(name, line));
            if (junctions.TrueForAll(candidate => candidate.Name != (string)junction))
            {
                entry.ReportNone("junction", "junction", (string)junction, junctions.Select(each => each.Name));
                continue;
            }

            lines.Add(definition);
        }

        device.Section("junctions").RefuseOthers([.. junctionsSection.Keys]);
        device.Section("field_lines").RefuseOthers([.. linesSection.Keys]);
        return new SampleDefinition
        {
            Junctions = junctions,
            FieldLines = lines,
            Magnet = magnetSection.Exists ? ReadMagnet(magnetSection) : null,
            Parts = ReadParts(section, device, [.. junctionsSection.Keys, .. linesSection.Keys]),
            Temperature = values.Get<Temperature>("temperature"),
            ThermalDrift = values.Get<Voltage>("thermal_drift"),
            DeviceSpread = values.Get<double>("device_spread"),
            Leads = EffectSchema.ToLeads(values),
        };
    }

    private List<PartDefinition> ReadParts(BenchSection sample, BenchSection device, IReadOnlyCollection<string> taken)
    {
        var found = new List<PartDefinition>();
        foreach (PartSchema schema in parts)
        {
            BenchSection section = sample.Section(schema.Section);
            foreach (string name in section.Keys)
            {
                if (taken.Contains(name) || found.Exists(part => part.Name == name))
                {
                    section.ReportAt(name, ": the sample has a part of this name already; its limits could not be told apart.");
                }

                BenchSection entry = section.Section(name);
                var part = new PartDefinition(
                    schema, name,
                    Overlaid(
                        entry.Values(schema.Keys, "limits"), device.Section(schema.Section).Section(name), schema.Keys));
                found.Add(WithLimits(entry.Section("limits"), schema.Limits, part));
            }

            device.Section(schema.Section).RefuseOthers([.. section.Keys]);
        }

        return found;
    }

    /// <summary>The file of a fitted device, whose values take the place of those of the bench file; an empty section where none
    /// is named.</summary>
    private BenchSection ReadDevice(BenchSection sample)
    {
        string? name = sample.Text(DeviceKey, isMandatory: false, "my-device.yaml");
        if (name is null)
        {
            return sample.Elsewhere(node: null, string.Empty);
        }

        BenchSection device = ReadBeside(sample, DeviceKey, name, "device file", out _);
        device.RefuseOthers(["junctions", "field_lines", .. parts.Select(part => part.Section)]);
        return device;
    }

    /// <summary>The top of a file that a key names, relative to the bench file; an empty section where it cannot be read, which
    /// is reported.</summary>
    /// <param name="section">The section with the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="name">The file's name, as it was written.</param>
    /// <param name="what">The kind of the file, for messages.</param>
    /// <param name="file">The file.</param>
    internal static BenchSection ReadBeside(BenchSection section, string key, string name, string what, out string file)
    {
        file = Path.Combine(Path.GetDirectoryName(section.File) ?? string.Empty, name);
        try
        {
            return section.Elsewhere(Load(PlainFile.ReadText(section.PlaceOf(file), MaximumLength), file), file);
        }
        catch (Exception error)
            when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            section.ReportAt(key, $": the {what} cannot be read: {error.Message}");
        }
        catch (BenchException error)
        {
            section.Report(error.Findings);
        }

        return section.Elsewhere(node: null, file);
    }

    /// <summary>Values of the bench file, with those that a device file gives in their place.</summary>
    private static SettingValues Overlaid(SettingValues values, BenchSection device, IReadOnlyList<SettingKey> keys)
    {
        var all = new Dictionary<string, object>(values.All);
        HashSet<string> given = [.. device.Keys];
        foreach (SettingKey key in keys.Where(key => given.Contains(key.Name)))
        {
            if (device.Value(key) is { } value)
            {
                all[key.Name] = value;
            }
        }

        device.RefuseOthers([.. keys.Select(key => key.Name)]);
        return new SettingValues(all);
    }

    private static MagnetDefinition ReadMagnet(BenchSection section)
    {
        SettingValues values = section.Values(SampleSchema.MagnetKeys, "limits");
        BenchSection limits = section.Section("limits");
        return WithLimits(limits, PartLimits.OfMagnet, SampleSchema.ToMagnet(values));
    }

    private static JunctionDefinition ReadJunction(string name, BenchSection section, BenchSection device)
    {
        SettingValues values = Overlaid(section.Values(SampleSchema.JunctionKeys, "limits"), device, SampleSchema.JunctionKeys);
        BenchSection limits = section.Section("limits");
        return WithLimits(limits, PartLimits.OfJunction, SampleSchema.ToJunction(name, values));
    }

    private static TPart WithLimits<TPart>(BenchSection section, IReadOnlyList<PartLimit<TPart>> limits, TPart part)
    {
        foreach (PartLimit<TPart> limit in limits)
        {
            object optional = double.NaN; // a limit may be left out
            object? value = section.Value(
                new SettingKey(limit.Key, limit.Expected, string.Empty, optional, text => limit.Read(text)));
            if (value is not double number || double.IsNaN(number))
            {
                continue;
            }

            part = limit.With(part, number);
            if (limit.Lacks(part) is { } needed)
            {
                section.ReportAt(limit.Key, $": needs {needed}.");
            }
        }

        section.RefuseOthers([.. limits.Select(limit => limit.Key)]);
        return part;
    }

    private static Duration ReadHangTime(BenchSection section) => section.Values(WatchdogKeys).Get<Duration>("hang");

    private InstrumentKind KindOf(InstrumentDefinition device) =>
        instruments.Single(schema => schema.Driver == device.Driver).Kind;
}
