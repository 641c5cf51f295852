using System.Globalization;
using Lab.Benches.Twins;
using Lab.Instruments.Described;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>Reads the terminals of a description: outputs, channels, readings, and what its twin reads.</summary>
/// <param name="top">The section of the description, or the top of its file.</param>
internal sealed class DescribedTerminalReader(BenchSection top)
{
    private const int LongestName = 32;

    private static readonly string[] TerminalSections = ["output", "channels", "readings"];
    private static readonly string[] UnitKeys = ["unit", "other_unit"];

    private readonly List<(string Command, string What)> setting = [];
    private readonly List<(BenchSection At, SimulatedReading Twin)> coupled = [];
    private readonly Dictionary<(string Terminal, string Reading), SimulatedReading> simulated = [];

    /// <summary>What the twin gives for each reading.</summary>
    public IReadOnlyDictionary<(string Terminal, string Reading), SimulatedReading> Simulated => simulated;

    /// <summary>Reads all terminals.</summary>
    /// <param name="keys">The keys that this takes from the top of the description.</param>
    public List<DescribedTerminal> Read(out IReadOnlyList<string> keys)
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

    /// <summary>Reports readings of the twin that follow a channel which no terminal has.</summary>
    public void RequireCoupled(List<DescribedTerminal> terminals)
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

    /// <summary>Finds what a command sets by its header, in words; <see langword="null"/> where it sets no channel and no
    /// output.</summary>
    public string? FindSetBy(string command) =>
        setting.Find(each => CommandText.HaveOneHeader(each.Command, command)) is { Command: not null } set ? set.What : null;

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

        setting.Add((on, "the output"));
        setting.Add((off, "the output"));
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
                setting.Add((template.Text, $"the channel {(terminal.Length > 0 ? $"{terminal}.{name}" : name)}"));
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
