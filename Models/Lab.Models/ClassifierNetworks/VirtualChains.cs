using Lab.Models.HardwareInTheLoop;
using Lab.Models.Training;
using Lab.Quantities;

namespace Lab.Models.ClassifierNetworks;

/// <summary>Chains of resonators that differ from their model: a physical layer without a bench. A chain is a unit.</summary>
internal sealed class VirtualChains : IPhysicalLayer
{
    private readonly ResonatorChains devices;

    /// <summary>Makes the chains.</summary>
    /// <param name="inputs">How many inputs, and resonators of a chain.</param>
    /// <param name="chains">How many chains.</param>
    /// <param name="crossTalk">Makes the weights where every resonator sees every tone.</param>
    /// <param name="errors">How the devices differ from those that were meant; none where they do not.</param>
    /// <param name="groups">The groups of the parameters.</param>
    /// <param name="threads">Threads; they change no result.</param>
    public VirtualChains(
        int inputs, int chains, CrossTalk? crossTalk, LayerErrors? errors, IReadOnlyList<ParameterGroup> groups, int threads)
    {
        devices = new ResonatorChains(inputs, chains, crossTalk, errors, threads);
        Model = errors is null ? devices : new ResonatorChains(inputs, chains, crossTalk, errors: null, threads);
        Groups = groups;
    }

    public IDifferentiableLayer Model { get; }

    public IReadOnlyList<ParameterGroup> Groups { get; }

    public Duration CostOf(int samples) => default;

    public void Project(Span<float> parameters)
    {
        // Every detuning can be set.
    }

    public ValueTask MeasureAsync(
        ReadOnlyMemory<float> parameters, ReadOnlyMemory<float> inputs, Memory<float> outputs,
            CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        devices.Forward(parameters, inputs, outputs);
        return ValueTask.CompletedTask;
    }
}
