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
    private static readonly string[] TopSections = ["identity", "manners", "serial", "opening"];

    private readonly DescribedTerminalReader terminalReader = new(top);

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
        return new ReadDescription(entry.FindingCount == before ? description : null, reader.terminalReader.Simulated, file);
    }

    private InstrumentDescription Read()
    {
        string instrument = top.Value(DescriptionSchema.TopKeys[0]) as string ?? string.Empty;
        DescribedIdentity identity = ReadIdentity();
        (InstrumentManners manners, bool asksCompletion) = ReadManners(identity);
        List<DescribedTerminal> terminals = terminalReader.Read(out IReadOnlyList<string> keys);
        List<string> opening = ReadOpening();
        top.RefuseOthers([.. DescriptionSchema.TopKeys.Select(key => key.Name), .. TopSections, .. keys]);
        terminalReader.RequireCoupled(terminals);
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
            SocketTerminator = values.Get<string>("socket_terminator"),
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
            if (terminalReader.FindSetBy(command) is { } set)
            {
                top.ReportAt(
                    "opening",
                    $": '{command}' sets what {set} sets; set-points and outputs go through the gate, and opening touches "
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
}
