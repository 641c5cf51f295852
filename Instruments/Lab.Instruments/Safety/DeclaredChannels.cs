using Lab.Instruments.Benches;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Safety;

/// <summary>The channels that an instrument declares, as the gate asks for them with each set-point.</summary>
/// <param name="instrument">The instrument.</param>
internal sealed class DeclaredChannels(InstrumentDefinition instrument)
{
    private readonly ChannelDefinition[] channels = [.. instrument.Channels];

    /// <summary>What reaches the sample through the output.</summary>
    public string[] ThroughOutput { get; } = NamesOf(instrument, channel => channel.Reach == ChannelReach.ThroughOutput);

    /// <summary>All of them, what reaches the sample through the output first, then the output.</summary>
    public string[] All { get; } =
    [
        .. NamesOf(instrument, channel => channel.Reach == ChannelReach.ThroughOutput),
        .. instrument.IsSwitched ? [Channels.Output] : Array.Empty<string>(),
        .. NamesOf(instrument, channel => channel.Reach != ChannelReach.ThroughOutput),
    ];

    /// <summary>Those of which each makes doubtful what reaches the sample, while it is in doubt itself.</summary>
    public string[] Reaching { get; } =
    [
        .. NamesOf(instrument, channel => channel.Reach != ChannelReach.Direct),
        .. instrument.IsSwitched ? [Channels.Output] : Array.Empty<string>(),
    ];

    /// <summary>The definition of a channel; <see langword="null"/> for the output, and for one that is not declared.</summary>
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

    private static string[] NamesOf(InstrumentDefinition instrument, Func<ChannelDefinition, bool> isOne) =>
        [.. instrument.Channels.Where(isOne).Select(channel => channel.Name)];
}
