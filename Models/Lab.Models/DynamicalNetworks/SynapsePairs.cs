using System.Runtime.InteropServices;

namespace Lab.Models.DynamicalNetworks;

/// <summary>Synapses sorted by pairs of targets, chosen such that many sources drive both:
/// what is loaded of these serves twice.</summary>
/// <remarks>Of each pair the common sources come first, with two weights each, then those of the first target alone, then those
/// of the second.</remarks>
internal sealed class SynapsePairs
{
    /// <summary>Sorts synapses.</summary>
    /// <param name="synapses">The synapses.</param>
    /// <param name="targets">How many targets there are. The last of an odd number is paired with one more,
    /// that has no synapses.</param>
    public SynapsePairs(IReadOnlyList<NetworkShape.Synapse> synapses, int targets)
    {
        ILookup<int, NetworkShape.Synapse> byTarget = synapses.ToLookup(synapse => synapse.Target);
        Dictionary<int, int>[] rows = [.. Enumerable.Range(0, targets + (targets % 2)).Select(
            target => byTarget[target].ToDictionary(synapse => synapse.Source, synapse => synapse.Parameter))];
        List<int> left = [.. Enumerable.Range(0, rows.Length)];
        List<Pair> pairs = [];
        List<int> sources = [];
        List<int> parameters = [];
        while (left.Count > 0)
        {
            int first = left[0];
            int second = left.Skip(1).MaxBy(target => rows[target].Keys.Count(rows[first].ContainsKey));
            left.Remove(first);
            left.Remove(second);
            int[] common = [.. rows[first].Keys.Where(rows[second].ContainsKey).Order()];
            int[] onlyFirst = [.. rows[first].Keys.Except(common).Order()];
            int[] onlySecond = [.. rows[second].Keys.Except(common).Order()];
            pairs.Add(new Pair(first, second, common.Length, onlyFirst.Length, onlySecond.Length));
            sources.AddRange([.. common, .. onlyFirst, .. onlySecond]);
            parameters.AddRange(common.SelectMany(source => (int[])[rows[first][source], rows[second][source]]));
            parameters.AddRange(onlyFirst.Select(source => rows[first][source]));
            parameters.AddRange(onlySecond.Select(source => rows[second][source]));
        }

        (Pairs, Sources, Parameters) = ([.. pairs], [.. sources], [.. parameters]);
    }

    /// <summary>The pairs, in the order of their synapses.</summary>
    public Pair[] Pairs { get; }

    /// <summary>Sources in their order; a common one is there once.</summary>
    public int[] Sources { get; }

    /// <summary>Indices of the parameters in the order of the sources, two for a common one.</summary>
    public int[] Parameters { get; }

    /// <summary>Two targets.</summary>
    /// <param name="First">The first.</param>
    /// <param name="Second">The second.</param>
    /// <param name="Common">How many sources drive both.</param>
    /// <param name="OnlyFirst">How many drive the first alone.</param>
    /// <param name="OnlySecond">How many drive the second alone.</param>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Pair(int First, int Second, int Common, int OnlyFirst, int OnlySecond);
}
