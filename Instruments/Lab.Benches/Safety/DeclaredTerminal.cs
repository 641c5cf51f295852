using Lab.Instruments.Terminals;

namespace Lab.Benches.Safety;

/// <summary>The channels that a terminal declares, as the gate asks for them with each set-point.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="definition">The declaration of the terminal.</param>
internal sealed class DeclaredTerminal(Terminal terminal, TerminalDefinition definition)
{
    private readonly ChannelDefinition[] channels = [.. definition.Channels];

    /// <summary>The terminal.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <summary>The quantity that reaches the sample through the output.</summary>
    public string[] ThroughOutput { get; } = NamesOf(definition, channel => channel.Reach == ChannelReach.ThroughOutput);

    /// <summary>All of them, what reaches the sample through the output first, then the output.</summary>
    public string[] All { get; } =
    [
        .. NamesOf(definition, channel => channel.Reach == ChannelReach.ThroughOutput),
        .. definition.IsSwitched ? [Channels.Output] : Array.Empty<string>(),
        .. NamesOf(definition, channel => channel.Reach != ChannelReach.ThroughOutput),
    ];

    /// <summary>Those of which each makes doubtful what reaches the sample, while it is in doubt itself.</summary>
    public string[] Reaching { get; } =
    [
        .. NamesOf(definition, channel => channel.Reach != ChannelReach.Direct),
        .. definition.IsSwitched ? [Channels.Output] : Array.Empty<string>(),
    ];

    /// <summary>The definition of a channel; <see langword="null"/> for the output, and for a channel that is not
    /// declared.</summary>
    public ChannelDefinition? Find(string name)
    {
        foreach (ChannelDefinition channel in channels)
        {
            if (channel.Name == name)
            {
                return channel;
            }
        }

        return null;
    }

    private static string[] NamesOf(TerminalDefinition definition, Func<ChannelDefinition, bool> isOne) =>
        [.. definition.Channels.Where(isOne).Select(channel => channel.Name)];
}
