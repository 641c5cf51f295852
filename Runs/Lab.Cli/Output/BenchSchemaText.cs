using System.Text;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Benches.Samples;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;
using Lab.Wires;

namespace Lab.Cli.Output;

/// <summary>The schema of bench files as a Markdown page, written from the same tables that the reader checks against.</summary>
internal static class BenchSchemaText
{
    public static string Write(IReadOnlyList<InstrumentSchema> instruments, IReadOnlyList<PartSchema> parts)
    {
        var page = new StringBuilder();
        page.AppendLine("# Bench files").AppendLine()
            .AppendLine(
                "This page is the output of `./lab bench schema`. A bench file is YAML; every quantity is written with its "
                    + "unit, an unknown")
            .AppendLine(
                "key is an error, and all errors of a file are reported at once with file, line, key and what is allowed.")
                    .AppendLine();
        Section(page, "Top level", ("bench", "a name", "", "The bench's name; mandatory."),
            ("description", "a text", "", "What it is for."),
            ("modules", "a list of files such as [my-laser.cs, my-protocols.dll]", "", "Modules with instruments and protocols "
                + "of your own, relative to this file; those in a folder `modules` beside it are found without. "
                + "[Modules](modules.md)."),
            ("instruments", "a section", "", "One section an instrument, under its name on the bench."),
            ("sample", "a section", "", "Junctions, field lines and magnet, with their limits."),
            ("wiring", "a section", "", "Where each instrument is connected to the sample."),
            (
                "safe_state",
                "a list of names and steps",
                "RF, pulse generators, source-measure units, current sources, magnets",
                "The recipe by which the bench is made safe, however a run ends; a name alone does all that its kind needs."),
            ("interlocks", "a section", "", "Readings that a run watches, one section an interlock under its name."),
            ("operating_point", "a section", "", "The usual set-points of the bench, such as `rf.power: -14 dBm`, one channel a "
                + "line in the order in which they are set. `lab run sweep` sets them first, as far as no axis moves them."),
            ("watchdog", "a section", "", "The process that makes the bench safe when a run dies or hangs."),
            ("on_fault", "a section", "", "What is done about faults."),
            ("faults", "a section", "", "What twins are told to do wrong; rehearsals are spared it."),
            ("clock", "host:port", "", "Clock port of a served virtual bench; `lab serve --clock virtual --write-bench` "
                + "writes it."));
        Section(page, "instruments.NAME", ("driver", "one of the drivers below", "", "Mandatory."),
            ("address", RealWires.Forms, "", "Mandatory, but for instruments that are made of others. sim:rough is the twin "
                + "with the manners of a real instrument."),
            ("settings", "a section", "", "The driver's settings, below."),
            ("limits", "a section", "", "For each channel `min`, `max`, `rate` (largest change in a second, such as 10 mA/s) "
                + "and `step` (largest change from one value to the next); a set-point beyond them is never sent. Channels: "
                + "below. An instrument with several terminals has a section for each: `1: { amplitude: { max: 1 V } }`."),
            ("twin", "a section", "", "What the twin is told when it takes the instrument's place, below."),
            (
                BenchFileReader.TimeoutKey.Name,
                BenchFileReader.TimeoutKey.Expected,
                InstrumentDefinition.DefaultTimeout.ToString(),
                BenchFileReader.TimeoutKey.Description),
            ("serial", "a section", "", "How the serial port is set, for addresses that begin with ASRL."));
        Section(page, "instruments.NAME.serial", SerialSchema.Keys);
        foreach ((
            string title,
            IReadOnlyList<SettingKey> keys,
            (string Key, string Value, string Default, string Meaning)[] rows) in DescriptionSchemaText.Sections)
        {
            Section(page, title, keys, rows);
        }

        Section(page, "safe_state, a step", (
            "instrument",
            "a name",
            "",
            "Mandatory. An instrument may have several steps; one of several terminals is written with it, `awg.1`, and the "
                + "name alone stands for all."),
            ("action", string.Join(", ", BenchFileReader.SafeActionNames), "safe", "`safe`: current to zero in steps, magnet "
                + "down at its rate, output off. `zero`: the current alone. `off`: the output at once, without a ramp; not for "
                + "magnets. `hold`: left as it is."),
            (
                "rate",
                $"a rate such as {CurrentRate.Definition.Example}",
                "`ramp_rate` of the settings",
                "The fastest change of a source's current on the way to zero."));
        Section(page, "watchdog", BenchFileReader.WatchdogKeys);
        Section(page, "wiring.NAME", EffectSchema.RfKeys, (
            "port",
            string.Join(", ", SamplePort.Shipped),
            "",
            "The port of the sample; mandatory. NAME is an instrument, or one of several terminals: `awg.1`."),
            ("line", "the name of a field line", "", "For the ports field-line and pulse."),
            ("loss", $"a ratio such as {LevelRatio.Definition.Example}", "0 dB", "For the port rf: loss up to the chain, by "
                + "which set-points at the junction are raised. The keys below are for the port rf, and for the twin alone."));
        Section(page, "sample", SampleSchema.SampleKeys,
            ("device", "a file such as my-device.yaml", "", "Device file of 'lab twin fit', beside the bench file: its values "
                + "take the place of those below."),
            ("junctions", "a section", "", "One section a junction, from the head of the chain."),
            ("field_lines", "a section", "", "One section a field line."),
            ("magnet", "a section", "", "The electromagnet, if there is one."));
        Section(page, "sample.junctions.NAME", SampleSchema.JunctionKeys, Limits(PartLimits.OfJunction));
        Section(page, "sample.field_lines.NAME", SampleSchema.FieldLineKeys, Limits(PartLimits.OfFieldLine));
        Section(page, "sample.magnet", SampleSchema.MagnetKeys, Limits(PartLimits.OfMagnet));
        foreach (PartSchema part in parts)
        {
            Section(page, $"sample.{part.Section}.NAME", part.Keys, Limits(part.Limits));
            page.AppendLine($"{part.Summary} Its ports: {string.Join(", ", part.Ports.Select(port => port.Name))}.").AppendLine();
        }

        page.AppendLine("## on_fault").AppendLine()
            .AppendLine(
                "One section for each kind of fault. Before an exchange is repeated, what is still under way is thrown away, or "
                    + "the connection is opened anew. Before a point is measured anew, instruments that lost their settings get "
                    + "them again, and the experiment is prepared again. With 0 and 0 the fault ends the run, as limits and "
                    + "wrong instruments always do.")
                    .AppendLine();
        Rows(page, FaultPolicy.Default.Rules.Keys.SelectMany(fault => FaultSchema.PolicyKeys(fault).Select(
            key => Row(key) with { Key = $"{FaultSchema.NameOf(fault)}.{key.Name}" })));
        Section(
            page,
            "faults.NAME",
            [.. FaultSchema.InjectedNames.Select(name => (name, FaultValue(name), string.Empty, FaultMeaning(name)))]);
        Section(page, "interlocks.NAME", (
            "instrument",
            "the name of an instrument",
            "",
            "The instrument that is read, or one of several terminals (`daq.ai0`); mandatory."),
            ("reading", "a name", "", "One of the instrument's readings, below; mandatory. Reading changes no setting and takes "
                + "the time of one reading."),
            ("min", "a value with its unit, or 0 or 1", "", "The smallest allowed value."),
            ("max", "a value with its unit, or 0 or 1", "", "The largest allowed value; `min`, `max` or both are given. No "
                + "reading is outside every window."),
            ("action", "end or pause", "end", "What the run does in the safe state: it ends, or waits until the user "
                + "continues it."),
            ("every", "a time such as 10 s", "0 s", "Time on the bench from one reading to the next at the earliest; 0 s reads "
                + "before each point."));
        page.AppendLine("# Drivers").AppendLine();
        foreach (InstrumentSchema instrument in instruments)
        {
            page.AppendLine($"## {instrument.Driver}").AppendLine()
                .AppendLine(
                    $"{instrument.Summary}; "
                        + $"{instrument.Kind.Name}.{(instrument.IsComposite ? " It has no address of its own." : string.Empty)}")
                        .AppendLine();
            foreach (TerminalDefinition terminal in instrument.Terminals)
            {
                string of = terminal.Name.Length == 0 ? string.Empty : $" of terminal `{terminal.Name}`";
                if (terminal.Channels.Count > 0)
                {
                    page.AppendLine(
                        $"Channels{of} for `limits`, `sweep` and `operating_point`: "
                            + $"{string.Join(", ", terminal.Channels.Select(c => $"`{c.Name}` ({c.Quantity.Name})"))}.")
                            .AppendLine();
                }

                if (terminal.ArrayReadings.Count > 0)
                {
                    page.AppendLine(
                        $"Arrays{of} for `sweep` and `monitor`: "
                            + $"{string.Join(", ", terminal.ArrayReadings.Select(r => $"`{r.Name}` ({r.Quantity.Name})"))}.")
                            .AppendLine();
                }

                if (terminal.Readings.Count > 0)
                {
                    page.AppendLine(
                        $"Readings{of} for `interlocks`, `sweep` and `monitor`: "
                            + string.Join(", ", terminal.Readings.Select(r => $"`{r.Name}` ({r.Quantity?.Name ?? "0 or 1"})"))
                            + ".")
                            .AppendLine();
                }
            }

            Keys(page, "settings", instrument.Settings);
            Keys(page, "twin", instrument.Twin);
        }

        return $"{page.ToString().TrimEnd()}\n";
    }

    private static (string Key, string Expected, string Default, string Meaning)[] Limits<TPart>(
        IReadOnlyList<PartLimit<TPart>> limits) =>
        [.. limits.Select(limit => ($"limits.{limit.Key}", limit.Expected, string.Empty, limit.Meaning))];

    private static string FaultValue(string fault) =>
        fault == "hang"
            ? "`1 %`, or `{ at: 120, for: 20 }` in messages"
            : "`1 %` of the messages, or `{ at: 120 }` for message 120";

    private static string FaultMeaning(string fault) => fault switch
    {
        "timeout" => "The message is executed, its answer never comes.",
        "late" => "The answer comes in front of the next one.",
        "garbage" => "The answer is noise.",
        "truncated" => "The end of the answer is missing.",
        "overlong" => "The answer goes on for 200,000 bytes.",
        "disconnect" => "The connection breaks before the message arrives.",
        "reboot" => "The instrument is switched off and on, and the connection breaks.",
        "stale" => "A reading is given out a second time. Nanovoltmeters and source-measure units only.",
        "overflow" => "A reading is over range. Nanovoltmeters and source-measure units only.",
        "hang" => "Messages stay without an answer: 5 of them, those of `for`, or all from `at` on.",
        "error" => "The instrument puts an error into its queue by itself.",
        _ => throw new InvalidOperationException($"Bug in Lab: the fault '{fault}' has no text."),
    };

    private static void Section(
        StringBuilder page, string title, params (string Key, string Value, string Default, string Meaning)[] rows) =>
        Section(page, title, [], rows);

    private static void Section(
        StringBuilder page, string title, IReadOnlyList<SettingKey> keys,
        params (string Key, string Value, string Default, string Meaning)[] rows)
    {
        page.AppendLine($"## {title}").AppendLine();
        Rows(page, [.. rows, .. keys.Select(Row)]);
    }

    private static void Keys(StringBuilder page, string section, IReadOnlyList<SettingKey> keys)
    {
        if (keys.Count > 0)
        {
            page.AppendLine($"Section `{section}`:").AppendLine();
            Rows(page, keys.Select(Row));
        }
    }

    private static (string Key, string Value, string Default, string Meaning) Row(SettingKey key) => (
        key.Name, key.Expected, key.Default switch
        {
            null => string.Empty,
            bool on => on ? "on" : "off",
            _ => key.Default.ToString()!,
        }, key.Description);

    private static void Rows(StringBuilder page, IEnumerable<(string Key, string Value, string Default, string Meaning)> rows)
    {
        page.AppendLine("| key | value | default | meaning |").AppendLine("| --- | --- | --- | --- |");
        foreach ((string key, string value, string byDefault, string meaning) in rows)
        {
            page.AppendLine($"| `{key}` | {value} | {byDefault} | {meaning} |");
        }

        page.AppendLine();
    }
}
