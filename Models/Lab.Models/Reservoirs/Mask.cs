using Lab.Models.Randomness;

namespace Lab.Models.Reservoirs;

/// <summary>The weights by which one oscillator plays many neurons, one after the other: the input of a node is that of the step
/// times its weight (L. Appeltant et al., Nat. Commun. 2, 468, 2011, doi:10.1038/ncomms1476).</summary>
/// <param name="Weights">The weights, shape [node].</param>
public sealed record Mask(IReadOnlyList<double> Weights)
{
    /// <summary>A mask of ±1, each as likely as the other.</summary>
    /// <param name="nodes">Nodes. Positive.</param>
    /// <param name="random">The numbers that it is drawn from.</param>
    public static Mask Binary(int nodes, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nodes);
        ArgumentNullException.ThrowIfNull(random);
        return new Mask([.. Enumerable.Range(0, nodes).Select(_ => random.NextDouble() < 0.5 ? -1.0 : 1.0)]);
    }

    /// <summary>A mask of weights evenly spread from −1 to 1.</summary>
    /// <param name="nodes">Nodes. Positive.</param>
    /// <param name="random">The numbers that it is drawn from.</param>
    public static Mask Uniform(int nodes, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(nodes);
        ArgumentNullException.ThrowIfNull(random);
        return new Mask([.. Enumerable.Range(0, nodes).Select(_ => (2 * random.NextDouble()) - 1)]);
    }
}
