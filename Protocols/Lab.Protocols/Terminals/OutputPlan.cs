using Lab.Benches;
using Lab.Instruments.Terminals;
using Lab.Runs.Records;

namespace Lab.Protocols.Terminals;

/// <summary>The outputs that a run switches on: those of the terminals that it sets, after their first set-points.</summary>
internal sealed class OutputPlan
{
    private OutputPlan(IReadOnlyList<NamedChannel> outputs, IReadOnlyList<FoundColumn> found, IReadOnlyList<string> notes)
    {
        Outputs = outputs;
        Found = found;
        Notes = notes;
    }

    /// <summary>A channel of each terminal that is switched on, in the order in which they are.</summary>
    public IReadOnlyList<NamedChannel> Outputs { get; }

    /// <summary>The quantities that reach the sample through these outputs as they are found.</summary>
    public IReadOnlyList<FoundColumn> Found { get; }

    /// <summary>The plan's notes on them.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Plans the outputs of the channels that a run sets.</summary>
    /// <param name="set">The channels, each once.</param>
    /// <param name="terminals">The names of the bench.</param>
    /// <param name="columns">Receives the columns of what is found.</param>
    public static OutputPlan Of(IReadOnlyList<NamedChannel> set, BenchTerminals terminals, TerminalColumns columns)
    {
        NamedChannel[] outputs =
            [.. set.Where(channel => channel.Definition.SwitchAsync is not null).DistinctBy(channel => channel.Terminal)];
        List<FoundColumn> found = [];
        List<string> notes = [.. outputs.Select(output => $"{output.Terminal} is switched on.")];
        foreach (NamedChannel output in outputs)
        {
            foreach (NamedChannel left in terminals.Settable.Where(
                channel => channel.Terminal == output.Terminal && channel.Channel.Reach == ChannelReach.ThroughOutput
                    && set.All(each => each.Name != channel.Name)))
            {
                string name = TerminalColumns.NameOf(left.Name);
                if (left.Channel.GetAsync is not null && !columns.IsTaken(name))
                {
                    found.Add(new FoundColumn(
                        left, columns.Add(new Column(name, left.Channel.Quantity.SiUnit, $"{left.Name} as it was found."))));
                }

                notes.Add($"{left.Name} is neither an axis nor held: it stays as it is found. 'hold' sets it.");
            }
        }

        return new OutputPlan(outputs, found, notes);
    }
}
