using Lab.Quantities;

namespace Lab.Models.StochasticSynapses;

/// <summary>Walls that are injected into notched wires and pass or do not: a wire on a bench that serves all synapses one after
/// the other, or a wire for each that is drawn.</summary>
public interface ISynapseShots
{
    /// <summary>Injects walls, and counts those that pass. A shot whose reading cannot be trusted is repeated and not
    /// counted.</summary>
    /// <param name="synapse">The synapse, input · neurons + neuron.</param>
    /// <param name="field">The propagation field: the field when a wall is injected.</param>
    /// <param name="shots">Readings that are wanted, K; at least 1.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>How many of them passed, 0 to <paramref name="shots"/>.</returns>
    ValueTask<int> CountPassedAsync(int synapse, MagneticField field, int shots, CancellationToken cancellationToken);
}
