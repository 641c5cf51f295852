namespace Lab.Models.DynamicalNetworks;

/// <summary>Synapses sorted by their source: where each fans out to.</summary>
internal sealed class SynapseFan
{
    /// <summary>Sorts synapses.</summary>
    /// <param name="synapses">The synapses.</param>
    /// <param name="sources">How many sources there are; one may have no synapses.</param>
    public SynapseFan(IReadOnlyList<NetworkShape.Synapse> synapses, int sources)
    {
        NetworkShape.Synapse[] sorted = [.. synapses.OrderBy(synapse => synapse.Source).ThenBy(synapse => synapse.Target)];
        Targets = [.. sorted.Select(synapse => synapse.Target)];
        Parameters = [.. sorted.Select(synapse => synapse.Parameter)];
        Ends = [.. Enumerable.Range(0, sources).Select(source => sorted.Count(synapse => synapse.Source <= source))];
    }

    /// <summary>Where the synapses of each source end, shape [source].</summary>
    public int[] Ends { get; }

    /// <summary>Their targets, shape [synapse].</summary>
    public int[] Targets { get; }

    /// <summary>Indices of their parameters, shape [synapse].</summary>
    public int[] Parameters { get; }
}
