using Lab.Instruments.Terminals;

namespace Lab.Benches.Samples;

/// <summary>The states that the terminals at the ports of a part are set to, for its limits. Where a state is in doubt the worst
/// counts.</summary>
public sealed class PartSources
{
    private readonly ITerminalStates state;
    private readonly IReadOnlyList<WiringDefinition> sources;

    internal PartSources(ITerminalStates state, PartDefinition part, IReadOnlyList<WiringDefinition> sources)
    {
        this.state = state;
        this.sources = sources;
        Part = part;
    }

    /// <summary>The part.</summary>
    public PartDefinition Part { get; }

    /// <summary>The largest magnitude that a channel may have, over all terminals at a port together, SI. An output that is
    /// certainly off adds nothing; NaN where one is being used of which too little is known.</summary>
    /// <param name="port">The port.</param>
    /// <param name="channel">The channel.</param>
    public double Largest(SamplePort port, string channel)
    {
        double sum = 0;
        foreach (WiringDefinition source in sources)
        {
            if (source.Port != port)
            {
                continue;
            }

            ChannelState set = state.Get(source.Terminal, channel);
            if (set.IsKnown)
            {
                sum += state.Counts(source.Terminal) ? set.Worst : 0;
            }
            else if (state.WasSwitchedOn(source.Terminal))
            {
                return double.NaN;
            }
        }

        return sum;
    }
}
