using Lab.Benches;
using Lab.Benches.Files;

namespace Lab.Cli.Output;

/// <summary>The part of the schema that tells how an instrument is described.</summary>
internal static class DescriptionSchemaText
{
    private const string OfUnit = "a value in the unit";

    /// <summary>The sections with their rows, in their order.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<SettingKey> Keys,
        (string Key, string Value, string Default, string Meaning)[] Rows)> Sections
    { get; } =
    [
        ("instruments.NAME with driver scpi", [],
        [
            (DescriptionSchema.Key, "a file such as my-lockin.yaml, or a section", "",
                "The description of the instrument, beside the bench file or in it; mandatory. The keys are below; a file "
                    + "begins with them. [An instrument without code](guides/instrument-without-code.md)."),
            (DescriptionSchema.KindKey, DescriptionSchema.Kind, DescriptionSchema.Kind, "May be left out."),
        ]),
        ("description", DescriptionSchema.TopKeys,
        [
            ("identity", "a text such as SR830, or a section", "", "What the answer to `*IDN?` holds; mandatory."),
            ("manners", "a section", "", "How the instrument converses."),
            ("serial", "a section", "",
                "How its serial port is set when it leaves the factory; keys as in `instruments.NAME.serial`."),
            ("opening", "a list of commands", "",
                "Sent when the instrument is opened; they set modes, and no set-point and no output."),
            (DescriptionSchema.Terminals, "a section", "",
                "One section a terminal, under its name. An instrument with one terminal may have the keys of that here "
                    + "instead, and is then written by its name alone."),
        ]),
        ("description.identity", DescriptionSchema.IdentityKeys,
            [("contains", "a text or a list", "", "The answer holds one of them; mandatory, but with `none`.")]),
        ("description.manners", DescriptionSchema.MannersKeys, []),
        ("description.terminals.NAME", DescriptionSchema.TerminalKeys,
        [
            ("output", "a section", "", "The output switch, where there is one."),
            ("channels", "a section", "",
                "What is set, one section a channel under its name, in the order in which they are made safe."),
            ("readings", "a section", "", "What is read, one section a reading under its name."),
        ]),
        ("description.terminals.NAME.output", DescriptionSchema.OutputKeys, []),
        ("description.terminals.NAME.channels.NAME", DescriptionSchema.ChannelKeys,
        [
            .. Units,
            ("range", "{ min: …, max: … }", "",
                "What the instrument takes, with units; mandatory. A value outside is never sent."),
            ("resolution", OfUnit, "0.2 % and a part of the range",
                "The instrument's own steps: how far what is read back may be from what was set."),
            ("settling", "a duration such as 200 ms, or a section", "0 s", "How it is known that a value has been reached."),
            ("safe", $"{OfUnit}, or {DescriptionSchema.Hold}", DescriptionSchema.Hold,
                "The value for the safe state, approached in steps that the limits allow. Mandatory where the terminal drives "
                    + "the sample and has no output switch."),
        ]),
        ("description.terminals.NAME.channels.NAME.settling", DescriptionSchema.SettlingKeys, []),
        ("description.terminals.NAME.readings.NAME", DescriptionSchema.ReadingKeys,
            [.. Units,
            ("twin", "a section", "",
            "What the twin reads in a dry run; without it the sample, where the terminal is wired, or 0.")]),
        ("description.terminals.NAME.readings.NAME.twin", DescriptionSchema.TwinKeys,
        [
            ("offset", OfUnit, "0", "The reading at zero."),
            ("noise", OfUnit, "0", "Standard deviation of white noise."),
        ]),
    ];

    private static (string Key, string Value, string Default, string Meaning)[] Units =>
    [
        ("unit", "a unit such as mV, K/min, dBm, or none", "",
            "The unit of the number in command and answer; mandatory, or `other_unit`."),
        ("other_unit", "a text such as counts", "", "A unit that Lab does not know; numbers are kept as they are."),
    ];
}
