using Lab.Instruments.Described;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Benches.Files;

/// <summary>The keys of an instrument's description: what the reader checks against, and what <c>lab bench schema</c>
/// prints.</summary>
/// <remarks>Values with the unit of their channel or reading are shown here with an example; the reader takes the unit's
/// own.</remarks>
public static class DescriptionSchema
{
    /// <summary>The key of an instrument that names its description, or holds it.</summary>
    public const string Key = "description";

    /// <summary>The key of an instrument that says that it is described.</summary>
    public const string KindKey = "kind";

    /// <summary>The only value of that key.</summary>
    public const string Kind = "generic";

    /// <summary>The section of the terminals.</summary>
    public const string Terminals = "terminals";

    /// <summary>The word for a channel that is left as it is in the safe state.</summary>
    public const string Hold = "hold";

    private static string RankNames => string.Join(", ", Ranks.Select(rank => rank.Name));

    private static readonly Duration LongestWait = Duration.FromSeconds(3600);

    /// <summary>The turns in the safe state by name.</summary>
    private static readonly (string Name, int Rank)[] Ranks =
    [
        ("rf", SafeRanks.RfOutput), ("pulses", SafeRanks.Pulses), ("bias", SafeRanks.Bias), ("line", SafeRanks.LineCurrent),
        ("field", SafeRanks.Field), ("supply", SafeRanks.CoilCurrent),
    ];

    /// <summary>The keys beside sections.</summary>
    public static IReadOnlyList<SettingKey> TopKeys { get; } =
    [
        SettingKey.Text("instrument", defaultValue: null, "Maker, model and kind in a line."),
    ];

    /// <summary>The keys of <c>identity</c> beside <c>contains</c>.</summary>
    public static IReadOnlyList<SettingKey> IdentityKeys { get; } =
    [
        Query("query", "*IDN?", "The query that the instrument answers with its identity."),
        SettingKey.Text(
            "none", string.Empty,
            "Why the instrument cannot say who it is; then nothing is asked, and nobody notices another instrument."),
    ];

    /// <summary>The keys of <c>manners</c>.</summary>
    public static IReadOnlyList<SettingKey> MannersKeys { get; } =
    [
        SettingKey.Choice(
            "errors", "queue", ["queue", "register", "none"],
            "How the instrument reports that it refuses: an error queue, the event status register (`*ESR?`) alone, or not at "
                + "all. With `none` each set-point is read back and compared."),
        Query("error_query", ":SYST:ERR?", "The query of the error queue."),
        SettingKey.Choice(
            "completes", "mark", ["mark", "events", "opc", "none"],
            "How an exchange shows that it is complete. `mark`: `*ESR?;*ESE?` at the end of each message (SCPI instruments). "
                + "`events`: `*ESR?` in a message of its own, for one query a message. `opc`: `*OPC?` after each set-point. "
                    + "`none`: the answer's own end."),
        SettingKey.Between<Duration>(
            "gap", default(Duration), default, LongestWait, "The least time from the end of one exchange to the next message."),
        SettingKey.Between<Duration>(
            "reply_delay", default(Duration), default, LongestWait,
            "Time that the instrument needs between a message and the reading of its answer."),
        SettingKey.Number("longest_message", 1 << 20, 32, 1 << 20, "Letters that its input buffer holds."),
        SettingKey.Switch(
            "one_client", defaultValue: false, "Whether it serves one connection at a time and keeps the old one for a while."),
        SettingKey.Choice(
            "socket_terminator", "lf", LineTerminator.Names, "What ends a message to it on a socket; its answers end with LF."),
        Command("serial_remote", string.Empty,
            "What a serial port needs before the instrument takes commands, such as SYST:REM."),
    ];

    /// <summary>The keys of a terminal beside sections.</summary>
    public static IReadOnlyList<SettingKey> TerminalKeys { get; } =
    [
        SettingKey.Switch(
            "drives", defaultValue: true,
            "Whether what is set here can reach the sample; off for settings such as a time constant. On by itself where "
                + "something is set."),
        new("rank", $"a number from 1 to 999, or {string.Join(", ", Ranks.Select(rank => $"{rank.Name} ({rank.Rank})"))}",
            "Its turn in the default safe state, the lowest first.", SafeRanks.Bias, ReadRank),
        SettingKey.Switch(
            "inductive", defaultValue: false,
            "Whether a large inductance hangs on it, so that it is never switched off before its safe values are reached."),
    ];

    /// <summary>The keys of <c>output</c>.</summary>
    public static IReadOnlyList<SettingKey> OutputKeys { get; } =
    [
        Command("on", null, "Switches the output on."),
        Command("off", null, "Switches it off."),
        Query("query", null, "Asks: 0 or OFF, and any other number or ON."),
    ];

    /// <summary>The keys of a channel beside those with its unit.</summary>
    public static IReadOnlyList<SettingKey> ChannelKeys { get; } =
    [
        new("set", "a command such as VOLT {value:F3}",
            "The command; `{value}` is the place of the number in `unit`, with a format F, E or G and digits where the "
                + "instrument needs one.", null, ReadTemplate),
        Query("query", string.Empty, "The query of the set-point, in `unit`; without it nothing is read back."),
        SettingKey.Choice(
            "reach", "output", ["direct", "output", "shapes"],
            "How it comes to the sample: as it is set, through the output switch (the usual way where there is one), or by "
                + "shaping another channel."),
    ];

    /// <summary>The keys of <c>settling</c>, where it is a section.</summary>
    public static IReadOnlyList<SettingKey> SettlingKeys { get; } =
    [
        SettingKey.Between<Duration>("wait", default(Duration), default, LongestWait, "Time that is waited after the command."),
        Query("query", string.Empty, "Asked after that until its answer comes."),
        SettingKey.Text("answer", "1", "The answer of an instrument that has settled; a number may be written in any way."),
        SettingKey.Between<Duration>(
            "every", Duration.FromMilliseconds(100), Duration.FromMilliseconds(1), LongestWait,
            "Time from one query to the next."),
        SettingKey.Between<Duration>(
            "longest", Duration.FromSeconds(60), Duration.FromMilliseconds(1), LongestWait,
            "The longest time until the answer; more is a fault."),
    ];

    /// <summary>The keys of a reading beside those with its unit.</summary>
    public static IReadOnlyList<SettingKey> ReadingKeys { get; } =
    [
        Query("query", null, "The query."),
        SettingKey.Number("field", 1, 1, 1000, "Which number of a comma list it is."),
        SettingKey.Number(
            "count", 0, 0, 1_000_000, "How many numbers the answer holds, where all of them are read: a trace or a spectrum."),
        SettingKey.Choice(
            "form", "text", ["text", "float32", "float64", "int16"],
            "How many numbers are written: a comma list, or a block of bytes."),
        SettingKey.Choice("byte_order", "big", ["big", "little"], "The order of the bytes of a block."),
        SettingKey.Between<Duration>(
            "takes", default(Duration), default, LongestWait, "Time that the instrument needs for the answer, beyond the usual."),
    ];

    /// <summary>The keys of the section <c>twin</c> of a reading beside those with its unit.</summary>
    public static IReadOnlyList<SettingKey> TwinKeys { get; } =
    [
        SettingKey.Text(
            "reads", string.Empty,
            "The channel that the reading follows in a dry run: `TERMINAL.CHANNEL`, or `CHANNEL` of the same terminal. An "
                + "output that is off counts as zero."),
        SettingKey.Number("gain", 1, -1e12, 1e12, "Units of the reading for each unit of the channel."),
    ];

    /// <summary>A key whose value is a query.</summary>
    internal static SettingKey Query(string name, string? defaultValue, string description) =>
        new(name, "a query such as VOLT?", description, defaultValue, text => Checked(text, CommandText.FaultOfQuery(text)));

    /// <summary>A key whose value is a command without a number.</summary>
    internal static SettingKey Command(string name, string? defaultValue, string description) =>
        new(name, "a command such as OUTP 1", description, defaultValue, text => Checked(text, CommandText.FaultOfCommand(text)));

    private static string Checked(string text, string? fault) =>
        fault is null ? text.Trim() : throw new FormatException($"'{CommandText.Shown(text)}' {fault}.");

    private static CommandTemplate ReadTemplate(string text) =>
        CommandTemplate.TryParse(text.Trim(' '), out CommandTemplate? template, out string? fault)
        ? template
        : throw new FormatException($"'{CommandText.Shown(text)}' {fault}.");

    private static object ReadRank(string text)
    {
        int named = Array.FindIndex(Ranks, rank => rank.Name == text);
        return named >= 0 ? Ranks[named].Rank
            : NumberText.TryParse(text, out double number) && number is >= 1 and <= 999 && number == Math.Truncate(number)
                ? (int)number
            : throw new FormatException($"'{text}' is neither a whole number from 1 to 999 nor one of {RankNames}.");
    }
}
