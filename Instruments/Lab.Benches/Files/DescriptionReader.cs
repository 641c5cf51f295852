using System.Globalization;
using Lab.Benches.Twins;
using Lab.Instruments.Described;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>Reads the description of an instrument: from the bench file, or from a file beside it.</summary>
/// <param name="top">The section of the description, or the top of its file.</param>
internal sealed class DescriptionReader(BenchSection top)
{
    private const int LongestName = 32;

    private static readonly string[] TerminalSections = ["output", "channels", "readings"];
    private static readonly string[] TopSections = ["identity", "manners", "serial", "opening"];
    private static readonly string[] UnitKeys = ["unit", "other_unit"];

    private readonly List<(BenchSection At, string Key, string Command, string What)> setting = [];
    private readonly List<(BenchSection At, SimulatedReading Twin)> coupled = [];
    private readonly Dictionary<(string Terminal, string Reading), SimulatedReading> simulated = [];

    /// <summary>Reads the description that an instrument's entry holds or names.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>The description, or none where it is wrong, which has been reported.</returns>
    public static ReadDescription Read(BenchSection entry)
    {
        int before = entry.FindingCount;
        string? file = null;
        BenchSection section;
        if (entry.IsSection(DescriptionSchema.Key))
        {
            section = entry.Section(DescriptionSchema.Key);
        }
        else if (entry.Text(DescriptionSchema.Key, isMandatory: true, "my-lockin.yaml") is { } name)
        {
            section = BenchFileReader.ReadBeside(entry, DescriptionSchema.Key, name, "description", out file);
        }
        else
        {
            return new ReadDescription(null, new Dictionary<(string Terminal, string Reading), SimulatedReading>(), null);
        }

        var reader = new DescriptionReader(section);
        InstrumentDescription? description = section.Exists ? reader.Read() : null;
        return new ReadDescription(entry.FindingCount == before ? description : null, reader.simulated, file);
    }

    private InstrumentDescription Read()
    {
        string instrument = top.Value(DescriptionSchema.TopKeys[0]) as string ?? string.Empty;
        DescribedIdentity identity = ReadIdentity();
        (InstrumentManners manners, bool asksCompletion) = ReadManners(identity);
        List<DescribedTerminal> terminals = ReadTerminals(out IReadOnlyList<string> keys);
        List<string> opening = ReadOpening();
        top.RefuseOthers([.. DescriptionSchema.TopKeys.Select(key => key.Name), .. TopSections, .. keys]);
        RequireCoupled(terminals);
        return new InstrumentDescription
        {
            Instrument = instrument,
            Identity = identity,
            Manners = manners,
            AsksCompletion = asksCompletion,
            Opening = opening,
            Described = terminals,
        };
    }

    private DescribedIdentity ReadIdentity()
    {
        if (!top.Keys.Contains("identity"))
        {
            top.ReportAt(
                "identity",
                " is missing; write what '*IDN?' answers with, such as 'identity: SR830', or why nothing can be asked: "
                    + "'identity: { none: the supply has no query for it }'.");
            return new DescribedIdentity([]);
        }

        if (!top.IsSection("identity"))
        {
            return new DescribedIdentity(top.Text("identity", isMandatory: true, "SR830") is { } text ? [text.Trim()] : []);
        }

        BenchSection section = top.Section("identity");
        string[] contains = section.Keys.Contains("contains")
            ? section.IsList("contains")
                ? [.. (section.Entries("contains") ?? []).Select(each => each.Text).OfType<string>()
                    .Where(text => !string.IsNullOrWhiteSpace(text))]
                : section.Text("contains", isMandatory: true, "SR830") is { } one ? [one] : []
            : [];
        SettingValues values = section.Values(DescriptionSchema.IdentityKeys, "contains");
        string whyNone = values.Get<string>("none");
        if (whyNone.Length > 0 && section.Keys.Count() > 1)
        {
            section.ReportAt("none", " says that nothing is asked; leave the other keys out.");
        }
        else if (whyNone.Length == 0 && contains.Length == 0)
        {
            section.ReportAt(
                "contains",
                " is missing; write a part of the answer that other instruments do not have, such as SR830, or 'none:' with the "
                    + "reason.");
        }

        return new DescribedIdentity(contains)
        {
            Query = whyNone.Length > 0 ? string.Empty : values.Get<string>("query"),
            WhyNone = whyNone,
        };
    }

    private (InstrumentManners Manners, bool AsksCompletion) ReadManners(DescribedIdentity identity)
    {
        BenchSection section = top.Section("manners");
        SettingValues values = section.Values(DescriptionSchema.MannersKeys);
        string errors = values.Get<string>("errors");
        string completes = values.Get<string>("completes");
        if (errors == "none" && completes is "mark" or "events")
        {
            section.ReportAt(
                "completes",
                $": '{completes}' asks the register of events, and errors: none says that the instrument has none. Write "
                    + "completes: opc or completes: none.");
        }

        return (new InstrumentManners
        {
            Errors = errors switch
            {
                "register" => ErrorReporting.EventStatusRegister,
                "none" => ErrorReporting.None,
                _ => ErrorReporting.ScpiQueue,
            },
            ErrorQuery = values.Get<string>("error_query"),
            Completion = completes switch
            {
                "mark" => Completion.MarkInMessage,
                "events" => Completion.EventsInOwnMessage,
                _ => Completion.OwnReport,
            },
            IdentityQuery = identity.Query,
            HasFreeIdentity = true,
            MessageGap = values.Get<Duration>("gap"),
            ReplyDelay = values.Get<Duration>("reply_delay"),
            MaximumMessageLength = (int)values.Get<double>("longest_message"),
            IsSingleClient = values.Get<bool>("one_client"),
            SerialRemoteCommand = values.Get<string>("serial_remote"),
            Serial = SerialSchema.Of(top.Section("serial").Values(SerialSchema.Keys)),
        }, completes == "opc");
    }

    private List<string> ReadOpening()
    {
        List<string> commands = [];
        foreach ((string? text, _) in top.Entries("opening") ?? [])
        {
            string command = text ?? string.Empty;
            if (CommandText.FaultOfCommand(command) is { } fault)
            {
                top.ReportAt("opening", $": '{CommandText.Shown(command)}' {fault}.");
                continue;
            }

            // What is sent at opening passes no gate: the instrument may be feeding the sample.
            if (setting.Find(each => CommandText.HaveOneHeader(each.Command, command)) is { Command: not null } set)
            {
                top.ReportAt(
                    "opening",
                    $": '{command}' sets what {set.What} sets; set-points and outputs go through the gate, and opening touches "
                        + "none.");
            }
            else if (CommandText.HeaderOf(command).Equals("*RST", StringComparison.OrdinalIgnoreCase))
            {
                top.ReportAt(
                    "opening",
                    ": '*RST' would change whatever the instrument feeds the sample with; set the modes that matter one by one.");
            }

            commands.Add(command);
        }

        return commands;
    }

    private List<DescribedTerminal> ReadTerminals(out IReadOnlyList<string> keys)
    {
        string[] own = [.. DescriptionSchema.TerminalKeys.Select(key => key.Name), .. TerminalSections];
        BenchSection section = top.Section(DescriptionSchema.Terminals);
        if (!section.Exists && !section.IsMalformed)
        {
            keys = own;
            if (!top.Keys.Any(own.Contains))
            {
                top.ReportAt(
                    DescriptionSchema.Terminals,
                    " is missing; write the terminals with their channels and readings, or the keys of the only one.");
            }

            return [ReadTerminal(string.Empty, top)];
        }

        keys = [DescriptionSchema.Terminals];
        List<DescribedTerminal> terminals = [];
        foreach (string name in section.Keys)
        {
            if (RequireName(section, name, "terminal"))
            {
                RequireOwnName(section, name, "terminal", terminals.Select(each => each.Name));
            }

            BenchSection entry = section.Section(name);
            terminals.Add(ReadTerminal(name, entry));
            entry.RefuseOthers(own);
        }

        return terminals;
    }

    private DescribedTerminal ReadTerminal(string name, BenchSection section)
    {
        DescribedOutput? output = ReadOutput(section);
        List<(DescribedChannel Channel, BenchSection At)> channels =
            ReadChannels(name, section.Section("channels"), output is not null);
        List<DescribedReading> readings = ReadReadings(name, section.Section("readings"));
        bool sets = channels.Count > 0 || output is not null;
        bool drives = section.Value(DescriptionSchema.TerminalKeys[0]) as bool? ?? sets;
        bool isInductive = section.Value(DescriptionSchema.TerminalKeys[2]) as bool? ?? false;
        if (drives && !sets && !section.Section("channels").Exists)
        {
            section.ReportAt(
                "drives", ": nothing is set here that could drive the sample; describe its channels, or write drives: off.");
        }

        if (drives)
        {
            RequireSafe(section, channels, output is not null, isInductive);
        }

        return new DescribedTerminal(name)
        {
            Channels = [.. channels.Select(each => each.Channel)],
            Output = output,
            Readings = readings,
            DrivesSample = drives && sets,
            Rank = section.Value(DescriptionSchema.TerminalKeys[1]) as int? ?? SafeRanks.Bias,
            IsInductive = isInductive,
        };
    }

    // However a run ends, the recipe must be able to bring the terminal to rest.
    private static void RequireSafe(
        BenchSection section, List<(DescribedChannel Channel, BenchSection At)> channels, bool hasOutput, bool isInductive)
    {
        foreach ((DescribedChannel channel, BenchSection at)
            in channels.Where(each => !hasOutput && !each.At.Keys.Contains("safe")))
        {
            at.ReportAt(
                "safe",
                " is missing: the terminal drives the sample and has no output switch, so that nothing would make it safe. "
                    + "Write the value for the safe state, such as "
                + $"'safe: {channel.Unit.Show(Math.Clamp(0, channel.Minimum, channel.Maximum))}', 'safe: "
                    + $"{DescriptionSchema.Hold}' where it harms nothing, or 'drives: off' at the terminal.");
        }

        if (channels.Count > 0 && channels.TrueForAll(each => each.Channel.Safe is null && (!hasOutput || isInductive))
            && channels.Exists(each => each.At.Keys.Contains("safe") || hasOutput))
        {
            section.ReportAt("channels", isInductive
                ? ": none has a safe value, and an output with a large inductance must not be switched off before one is reached."
                : $": all are '{DescriptionSchema.Hold}', so that nothing would make the terminal safe; give one a safe value, "
                    + "or write drives: off.");
        }
    }

    private DescribedOutput? ReadOutput(BenchSection terminal)
    {
        BenchSection section = terminal.Section("output");
        if (!section.Exists)
        {
            return null;
        }

        SettingValues values = section.Values(DescriptionSchema.OutputKeys);
        string on = TextOf(values, "on");
        string off = TextOf(values, "off");
        if (on.Length > 0 && on == off)
        {
            section.ReportAt("off", $": '{off}' is the command that switches on as well.");
        }

        setting.Add((section, "on", on, "the output"));
        setting.Add((section, "off", off, "the output"));
        return new DescribedOutput(on, off, TextOf(values, "query"));
    }

    private List<(DescribedChannel Channel, BenchSection At)> ReadChannels(string terminal, BenchSection section, bool hasOutput)
    {
        List<(DescribedChannel Channel, BenchSection At)> channels = [];
        foreach (string name in section.Keys)
        {
            BenchSection entry = section.Section(name);
            RequireName(section, name, "channel");
            if (name == Channels.Output)
            {
                section.ReportAt(name, ": this is the name of the output switch, which has a section 'output' of its own.");
            }
            else
            {
                RequireOwnName(section, name, "channel", channels.Select(each => each.Channel.Name));
            }

            var template = entry.Value(DescriptionSchema.ChannelKeys[0]) as CommandTemplate;
            string query = entry.Value(DescriptionSchema.ChannelKeys[1]) as string ?? string.Empty;
            DescribedUnit? unit = DescribedValues.ReadUnit(entry);
            string reach = entry.Value(DescriptionSchema.ChannelKeys[2]) as string ?? (hasOutput ? "output" : "direct");
            if (reach == "output" && !hasOutput)
            {
                entry.ReportAt("reach", ": the terminal has no output switch; describe it in 'output', or write reach: direct.");
            }

            Settling settling = ReadSettling(entry);
            entry.RefuseOthers(
                [.. DescriptionSchema.ChannelKeys.Select(key => key.Name), .. UnitKeys, "range", "resolution", "settling",
                "safe"]);
            if (template is not null)
            {
                setting.Add((entry, "set", template.Text, $"the channel {(terminal.Length > 0 ? $"{terminal}.{name}" : name)}"));
            }

            if (template is null || unit is null || DescribedValues.ReadRange(entry, unit) is not var (minimum, maximum))
            {
                continue;
            }

            channels.Add((new DescribedChannel(name, unit, template)
            {
                Query = query.Length > 0 ? query : null,
                Minimum = minimum,
                Maximum = maximum,
                Resolution = DescribedValues.ReadResolution(entry, unit),
                Settling = settling,
                Safe = DescribedValues.ReadSafe(entry, unit, minimum, maximum),
                Reach = reach switch
                {
                    "output" => ChannelReach.ThroughOutput,
                    "shapes" => ChannelReach.Shapes,
                    _ => ChannelReach.Direct,
                },
            }, entry));
        }

        return channels;
    }

    private List<DescribedReading> ReadReadings(string terminal, BenchSection section)
    {
        List<DescribedReading> readings = [];
        foreach (string name in section.Keys)
        {
            BenchSection entry = section.Section(name);
            RequireName(section, name, "reading");
            RequireOwnName(section, name, "reading", readings.Select(each => each.Name));

            SettingValues values = entry.Values(DescriptionSchema.ReadingKeys, [.. UnitKeys, "twin"]);
            DescribedUnit? unit = DescribedValues.ReadUnit(entry);
            int count = Whole(entry, values, "count");
            string form = values.Get<string>("form");
            if (form != "text" && count == 0)
            {
                entry.ReportAt("form", ": a block holds many numbers; write how many with count.");
            }

            if (unit is null)
            {
                continue;
            }

            readings.Add(new DescribedReading(name, unit, TextOf(values, "query"))
            {
                Field = Whole(entry, values, "field"),
                Count = count,
                Form = form switch
                {
                    "float32" => SampleForm.Single,
                    "float64" => SampleForm.Double,
                    "int16" => SampleForm.Int16,
                    _ => SampleForm.Text,
                },
                IsLittleEndian = values.Get<string>("byte_order") == "little",
                Takes = values.Get<Duration>("takes"),
            });
            simulated[(terminal, name)] = ReadTwin(terminal, entry.Section("twin"), unit);
        }

        return readings;
    }

    private SimulatedReading ReadTwin(string terminal, BenchSection section, DescribedUnit unit)
    {
        if (!section.Exists)
        {
            return new SimulatedReading();
        }

        SettingValues values = section.Values(DescriptionSchema.TwinKeys, "offset", "noise");
        string reads = values.Get<string>("reads");
        int dot = reads.LastIndexOf('.');
        var twin = new SimulatedReading
        {
            Terminal = dot < 0 ? terminal : reads[..dot],
            Channel = reads.Length > 0 ? reads[(dot + 1)..] : null,
            Gain = Convert.ToDouble(values.All["gain"], CultureInfo.InvariantCulture),
            Offset = DescribedValues.ReadQuantity(section, "offset", unit) ?? (unit.IsLinear ? 0 : unit.Unit.ToSi(0)),
            Noise = DescribedValues.ReadWidth(section, "noise", unit) ?? 0,
        };
        if (twin.Channel is not null)
        {
            coupled.Add((section, twin));
        }

        return twin;
    }

    private void RequireCoupled(List<DescribedTerminal> terminals)
    {
        foreach ((BenchSection at, SimulatedReading twin) in coupled)
        {
            if (!terminals.Exists(
                terminal => terminal.Name == twin.Terminal && terminal.Channels.Any(channel => channel.Name == twin.Channel)))
            {
                IEnumerable<string> names = terminals.SelectMany(terminal => terminal.Channels.Select(
                    channel => terminal.Name.Length > 0 ? $"{terminal.Name}.{channel.Name}" : channel.Name));
                string text = twin.Terminal.Length > 0 ? $"{twin.Terminal}.{twin.Channel}" : twin.Channel!;
                at.ReportNone("reads", "channel", text, names);
            }
        }
    }

    private static Settling ReadSettling(BenchSection entry)
    {
        if (!entry.IsSection("settling"))
        {
            return new Settling
            {
                Wait = entry.Value(DescriptionSchema.SettlingKeys[0] with { Name = "settling" }) as Duration?
                ?? default
            };
        }

        BenchSection section = entry.Section("settling");
        SettingValues values = section.Values(DescriptionSchema.SettlingKeys);
        string query = values.Get<string>("query");
        if (query.Length == 0 && section.Keys.Any(key => key is "answer" or "every" or "longest"))
        {
            section.ReportAt("query", " is missing; what has the answer that is waited for?");
        }

        return new Settling
        {
            Wait = values.Get<Duration>("wait"),
            Query = query.Length > 0 ? query : null,
            Answer = values.Get<string>("answer"),
            Every = values.Get<Duration>("every"),
            Longest = values.Get<Duration>("longest"),
        };
    }

    private static string TextOf(SettingValues values, string key) =>
        values.All.TryGetValue(key, out object? value) && value is string text ? text : string.Empty;

    private static int Whole(BenchSection entry, SettingValues values, string key)
    {
        double number = Convert.ToDouble(values.All[key], CultureInfo.InvariantCulture);
        if (number != Math.Truncate(number))
        {
            entry.ReportAt(key, ": is no whole number.");
        }

        return (int)number;
    }

    private static void RequireOwnName(BenchSection section, string name, string what, IEnumerable<string> earlier)
    {
        if (earlier.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            section.ReportAt(name, $": there is a {what} of this name already; names differ in more than capitals.");
        }
    }

    private static bool RequireName(BenchSection section, string name, string what)
    {
        bool isName = name.Length is > 0 and <= LongestName
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');
        if (!isName)
        {
            section.ReportAt(name, $": is no name of a {what}; write letters, digits, _ and -, at most {LongestName}.");
        }

        return isName;
    }
}
