using Lab.Models.Nanowires;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Models.StochasticSynapses;

/// <summary>A wire for each synapse, with a pass probability of its own, whose walls are drawn one by one.</summary>
/// <remarks>Used by one thread at a time.</remarks>
public sealed class DrawnWires : ISynapseShots
{
    private readonly PassProbability[] wires;
    private readonly ulong seed;
    private RandomStream random;

    /// <summary>Takes wires.</summary>
    /// <param name="wires">The pass probability of each synapse, shape [input · neuron].</param>
    /// <param name="seed">Seed of the walls.</param>
    public DrawnWires(IReadOnlyList<PassProbability> wires, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(wires);
        (this.wires, this.seed) = ([.. wires], seed);
        random = StreamOf("stochastic/walls", 0);
    }

    /// <summary>Draws the wires of a network from a design.</summary>
    /// <param name="design">The mean wire.</param>
    /// <param name="spread">How far wires differ from it.</param>
    /// <param name="count">How many synapses there are.</param>
    /// <param name="seed">Seed of wires and walls.</param>
    public static DrawnWires Draw(NotchedNanowire design, NanowireSpread spread, int count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(design);
        var random = RandomStream.For(seed, "stochastic/wires");
        return new DrawnWires([.. Enumerable.Range(0, count).Select(_ => design.Draw(spread, random).PassProbability)], seed);
    }

    /// <summary>The pass probability of each synapse, shape [input · neuron].</summary>
    public IReadOnlyList<PassProbability> Wires => wires;

    /// <summary>Begins the random numbers of the walls anew.</summary>
    /// <param name="purpose">Their purpose, such as a test.</param>
    /// <param name="index">The number of their sequence.</param>
    public void Restart(string purpose, ulong index) => random = StreamOf(purpose, index);

    /// <inheritdoc/>
    public ValueTask<int> CountPassedAsync(int synapse, MagneticField field, int shots, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shots, 1);
        double probability = wires[synapse].At(field);
        int passed = 0;
        for (int shot = 0; shot < shots; shot++)
        {
            passed += random.NextDouble() < probability ? 1 : 0;
        }

        return ValueTask.FromResult(passed);
    }

    private RandomStream StreamOf(string purpose, ulong index) => RandomStream.For(seed, purpose, index);
}
