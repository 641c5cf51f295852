using System.Numerics;

namespace Lab.Models.DynamicalNetworks;

/// <summary>Synapses sorted by one of their ends, row after row.</summary>
internal sealed class SynapseRows
{
    /// <summary>Sorts synapses.</summary>
    /// <param name="synapses">The synapses.</param>
    /// <param name="row">The end that they are sorted by.</param>
    /// <param name="other">The other end.</param>
    /// <param name="rows">How many rows there are; one without synapses is empty.</param>
    /// <param name="vectorsPerBlock">Vectors of each other end, one after the other in memory.</param>
    public SynapseRows(IReadOnlyList<NetworkShape.Synapse> synapses, Func<NetworkShape.Synapse, int> row, Func<NetworkShape.Synapse, int> other, int rows, int vectorsPerBlock)
    {
        NetworkShape.Synapse[] sorted = [.. synapses.OrderBy(row).ThenBy(other)];
        Ends = new int[rows];
        foreach (NetworkShape.Synapse synapse in sorted)
        {
            Ends[row(synapse)]++;
        }

        for (int i = 1; i < rows; i++)
        {
            Ends[i] += Ends[i - 1];
        }

        // Vector<T> has as many bytes for every T.
        ByteOffsets = [.. sorted.Select(synapse => (nint)other(synapse) * vectorsPerBlock * Vector<byte>.Count)];
        Parameters = [.. sorted.Select(synapse => synapse.Parameter)];
    }

    /// <summary>Where each row ends, shape [row].</summary>
    public int[] Ends { get; }

    /// <summary>Where the other end of each synapse lies in a block, shape [synapse].</summary>
    public nint[] ByteOffsets { get; }

    /// <summary>Index of its parameter, shape [synapse].</summary>
    public int[] Parameters { get; }
}
