using Lab.Benches.Twins;
using Lab.Instruments;
using Lab.Instruments.Described;
using Lab.Instruments.Manners;
using Lab.Instruments.Terminals;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>One instrument of a bench file.</summary>
/// <param name="Name">Its name on the bench.</param>
/// <param name="Driver">The driver's name.</param>
/// <param name="Address">The wire's address: a VISA resource name, <c>sim:</c> or <c>sim:rough</c> for the twin, or empty for an
/// instrument that is made of others.</param>
/// <param name="Settings">The driver's settings.</param>
/// <param name="Limits">Limits on its channels.</param>
/// <param name="Twin">The settings of its twin when it takes the instrument's place.</param>
public sealed record InstrumentDefinition(
    string Name, string Driver, string Address, SettingValues Settings, IReadOnlyList<ChannelLimit> Limits, SettingValues Twin)
{
    /// <summary>Its kind, by its driver.</summary>
    public InstrumentKind? Kind { get; init; }

    /// <summary>Its terminals, by its driver or its description.</summary>
    public IReadOnlyList<TerminalDefinition> Terminals { get; init; } = [];

    /// <summary>The description that its terminals, manners and commands come from;
    /// <see langword="null"/> where its driver is code.</summary>
    public InstrumentDescription? Description { get; init; }

    /// <summary>The twin's readings of a described instrument, by terminal and reading.</summary>
    public IReadOnlyDictionary<(string Terminal, string Reading), SimulatedReading> SimulatedReadings { get; init; } =
        new Dictionary<(string Terminal, string Reading), SimulatedReading>();

    /// <summary>The file of that description; <see langword="null"/> where it stands in the bench file.</summary>
    public string? DescriptionFile { get; init; }

    /// <summary>Whether it can drive the sample.</summary>
    public bool DrivesSample => Terminals.Any(terminal => terminal.DrivesSample);

    /// <summary>Its turn in the default safe state: that of its most dangerous terminal;
    /// the last where it drives nothing.</summary>
    public int SafeRank => Terminals.Min(terminal => terminal.SafeRank) ?? int.MaxValue;

    /// <summary>Whether a large inductance hangs on it.</summary>
    public bool IsInductive => Terminals.Any(terminal => terminal.IsInductive);

    /// <summary>A terminal that it declares, or <see langword="null"/>.</summary>
    /// <param name="terminal">The terminal's name.</param>
    public TerminalDefinition? FindTerminal(string terminal) => Terminals.FirstOrDefault(each => each.Name == terminal);

    /// <summary>The declared terminals that a name on the bench stands for: all of them, or one.</summary>
    /// <param name="terminal">A terminal of this instrument, or the instrument as a whole.</param>
    public IEnumerable<TerminalDefinition> TerminalsOf(Terminal terminal) =>
        Terminals.Where(each => terminal.Covers(new Terminal(Name, each.Name)));

    /// <summary>A channel that it declares, or <see langword="null"/>.</summary>
    /// <param name="terminal">The terminal's name.</param>
    /// <param name="channel">The channel's name.</param>
    public ChannelDefinition? FindChannel(string terminal, string channel) =>
        FindTerminal(terminal)?.Channels.FirstOrDefault(each => each.Name == channel);

    /// <summary>The limit of a channel, or <see langword="null"/> where it has none.</summary>
    /// <param name="terminal">The terminal's name.</param>
    /// <param name="channel">The channel's name.</param>
    public ChannelLimit? FindLimit(string terminal, string channel) =>
        Limits.FirstOrDefault(limit => limit.Terminal == terminal && limit.Channel == channel);

    /// <summary>How it converses, by its driver.</summary>
    public InstrumentManners Manners { get; init; } = new();

    /// <summary>The address that selects the twin.</summary>
    public const string TwinAddress = "sim:";

    /// <summary>The address that selects the twin with the manners of a real instrument.</summary>
    public const string RoughTwinAddress = "sim:rough";

    /// <summary>How its serial port is set, where it has one.</summary>
    public SerialSettings Serial { get; init; } = new();

    /// <summary>Time allowed for the connection and for an answer when the bench file names none.</summary>
    public static readonly Duration DefaultTimeout = Duration.FromSeconds(10);

    /// <summary>Time allowed for the connection and for an answer.</summary>
    public Duration Timeout { get; init; } = DefaultTimeout;

    /// <summary>Whether the bench file puts the twin in the instrument's place.</summary>
    public bool IsTwin => Address is TwinAddress or RoughTwinAddress;

    /// <summary>Whether that twin has the manners of a real instrument.</summary>
    public bool IsRoughTwin => Address == RoughTwinAddress;
}
